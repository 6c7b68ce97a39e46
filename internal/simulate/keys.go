package simulate

import (
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows/digits"
)

// Keys is where the keys of a live caller come from.
type Keys interface {
	// Wait returns what is typed within d, at once if there is something, and ""
	// when there is nothing or ctx has ended. [io.EOF] tells that nothing will come any more.
	Wait(ctx context.Context, d time.Duration) (string, error)
}

// What is typed besides keys.
const (
	hangupLetters = "q\x03\x04" // q, Ctrl-C, Ctrl-D
	escape        = '\x1b'
)

// typed takes typed text apart: the keys in it, and whether the caller hangs
// up behind them. Arrow keys and their like are no keys of a telephone.
func typed(text string) (keys []digits.Key, hangup bool) {
	text, _, _ = strings.Cut(text, string(escape))
	for _, r := range text {
		if strings.ContainsRune(hangupLetters, r) {
			return keys, true
		}
		if key, err := digits.ParseKey(r); err == nil {
			keys = append(keys, key)
		}
	}
	return keys, false
}

// Stream is Keys that come from a reader which is no file: each Wait reads
// what there is, however long the reader takes.
type Stream struct{ Reader io.Reader }

// Wait reads once.
func (s Stream) Wait(context.Context, time.Duration) (string, error) { return readChunk(s.Reader) }

func readChunk(from io.Reader) (string, error) {
	chunk := make([]byte, chunkMax)
	n, err := from.Read(chunk)
	if n > 0 {
		return string(chunk[:n]), nil
	}
	return "", err
}

// File is Keys that come from a file: a terminal or a pipe.
type File struct{ File *os.File }

// Wait polls the file for up to d, and reads if there is something.
func (f File) Wait(_ context.Context, d time.Duration) (string, error) {
	ready, err := readable(f.File, d)
	if err != nil || !ready {
		return "", err
	}
	text, err := readChunk(f.File)
	if errors.Is(err, os.ErrClosed) {
		err = io.EOF
	}
	return text, err
}
