package natsstore

import (
	"log/slog"
	"os"
	"path/filepath"

	"github.com/nats-io/nats-server/v2/server"
)

// blocks are the files in which the server inside keeps the bucket of a folder, with their sizes.
type blocks map[string]int64

func blocksIn(folder string) blocks {
	found := blocks{}
	entries, err := os.ReadDir(messagesOf(folder))
	if err != nil {
		return found // there is nothing yet
	}
	for _, entry := range entries {
		if info, err := entry.Info(); err == nil && filepath.Ext(entry.Name()) == ".blk" {
			found[entry.Name()] = info.Size()
		}
	}
	return found
}

// messagesOf is the directory of the bucket's messages in a folder.
func messagesOf(folder string) string {
	return filepath.Join(folder, server.JetStreamStoreDir, "$G", "streams", stream, "msgs")
}

// tellDamage warns of files that the server has cut at its start. It does so
// without a word, from the first record on that it cannot read.
func (before blocks) tellDamage(folder string, log *slog.Logger) {
	for name, size := range blocksIn(folder) {
		if was := before[name]; size < was {
			log.Warn("a file of the store was damaged and has been cut: values may be lost", "file", name,
				"bytes", was-size)
		}
	}
}
