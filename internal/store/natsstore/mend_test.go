package natsstore_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/internal/store/natsstore"
)

func blocksOf(folder string) string {
	return filepath.Join(folder, "jetstream", "$G", "streams", "KV_ariapp_store", "msgs")
}

// Law: a store that cannot write says why, at once after the first time, and writes again as soon as it can.
func TestWritingComesBack(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	s := open(t, natsstore.Options{Folder: folder})
	_, err := s.Put(t.Context(), "key", "value", 0)
	must(t, err)
	blocks := blocksOf(folder)
	must(t, os.Rename(blocks, blocks+".away"))
	must(t, writeFile(blocks, "in the way of the next file, as a full disk would be"))
	for range 1000 { // until it needs that file
		if err = putSoon(t, s); err != nil {
			break
		}
	}
	for range 3 {
		if !errors.Is(err, natsstore.ErrBroken) || !strings.Contains(err.Error(), "not a directory") {
			t.Fatalf("got %v, want ErrBroken with its reason", err)
		}
		err = putSoon(t, s)
	}
	if item, err := s.Get(t.Context(), "key"); err != nil || item.Value != "value" {
		t.Errorf("reading meanwhile: %+v, %v", item, err)
	}
	must(t, removeFile(blocks))
	must(t, os.Rename(blocks+".away", blocks))
	must(t, putSoon(t, s))
	if item, err := s.Get(t.Context(), "key"); err != nil || item.Value != "value" {
		t.Errorf("afterwards: %+v, %v", item, err)
	}
	closed(t, s)
	again := open(t, natsstore.Options{Folder: folder})
	if item, err := again.Get(t.Context(), "key"); err != nil || item.Value != "value" {
		t.Errorf("after reopening: %+v, %v", item, err)
	}
}

// Law: a deadline that has passed is told once, with what it was.
func TestADeadlineIsToldOnce(t *testing.T) {
	s := open(t, natsstore.Options{Folder: t.TempDir()})
	ctx, cancel := context.WithTimeoutCause(t.Context(), 0, fmt.Errorf("no answer within 5s: %w", context.DeadlineExceeded))
	defer cancel()
	err := natsstore.Explain(ctx, s, ctx.Err())
	if !errors.Is(err, context.DeadlineExceeded) || !strings.HasSuffix(err.Error(), ": no answer within 5s: context deadline exceeded") {
		t.Errorf("got %v", err)
	}
}

// putTime is what a put may take. The first that cannot be written takes it whole; a disk that is only busy must take
// less, or its slowness is mistaken for the fault that the test has made.
const putTime = 2 * time.Second

func putSoon(t *testing.T, s *natsstore.Store) error {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), putTime)
	defer cancel()
	_, err := s.Put(ctx, "much", strings.Repeat("x", 60<<10), 0)
	return err
}

// Law: values that are damaged on the disk are not lost without a word.
func TestDamageIsTold(t *testing.T) {
	folder := t.TempDir()
	s := open(t, natsstore.Options{Folder: folder})
	for _, key := range []string{"one", "two", "three"} {
		_, err := s.Put(t.Context(), key, "the value of "+key, 0)
		must(t, err)
	}
	closed(t, s)
	block := filepath.Join(blocksOf(folder), "1.blk")
	text, err := os.ReadFile(block)
	must(t, err)
	must(t, writeFile(block, strings.Replace(string(text), "the value of two", "the value of TWO", 1)))
	must(t, removeFile(filepath.Join(blocksOf(folder), "index.db"))) // a killed process leaves none that counts
	var said bytes.Buffer
	s = open(t, natsstore.Options{Folder: folder, Logger: slog.New(slog.NewTextHandler(&said, nil))})
	closed(t, s)
	if !strings.Contains(said.String(), "level=WARN") || !strings.Contains(said.String(), "values may be lost") {
		t.Errorf("it said %s", said.String())
	}
}
