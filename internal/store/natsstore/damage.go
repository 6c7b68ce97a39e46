package natsstore

import (
	"log/slog"
	"os"
	"path/filepath"

	"github.com/nats-io/nats-server/v2/server"
)

// blocks are the files in which the server inside keeps the buckets of a folder, with their sizes.
type blocks map[string]int64

func blocksIn(folder string) blocks {
	found := blocks{}
	names, err := filepath.Glob(messagesOf(folder, "*", "*.blk"))
	if err != nil {
		return found // the folder has an odd name: its files are only not watched
	}
	for _, name := range names {
		if info, err := os.Stat(name); err == nil {
			found[name] = info.Size()
		}
	}
	return found
}

// messagesOf is a file of a stream's messages in a folder, or their directory for "".
func messagesOf(folder, stream, file string) string {
	return filepath.Join(folder, server.JetStreamStoreDir, "$G", "streams", stream, "msgs", file)
}

// tellDamage warns of files that the server has cut at its start. It does so
// without a word, from the first record on that it cannot read.
func (before blocks) tellDamage(folder string, log *slog.Logger) {
	for name, size := range blocksIn(folder) {
		if was := before[name]; size < was {
			log.Warn("a file of the store was damaged and has been cut: values may be lost", "file", filepath.Base(name),
				"bytes", was-size)
		}
	}
}
