package filestore_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/internal/cluster"
	"github.com/ariapp/ariapp/internal/cluster/clustertest"
	"github.com/ariapp/ariapp/internal/lockfile"
	"github.com/ariapp/ariapp/internal/store/filestore"
)

func open(t *testing.T, folder string) *filestore.Bucket {
	t.Helper()
	b, err := filestore.Open(folder, slog.New(slog.NewTextHandler(t.Output(), nil)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.Close() })
	return b
}

func closed(t *testing.T, b *filestore.Bucket) {
	t.Helper()
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, b *filestore.Bucket, change cluster.Change) uint64 {
	t.Helper()
	written := b.Write(t.Context(), []cluster.Change{change})[0]
	if written.Err != nil {
		t.Fatal(written.Err)
	}
	return written.Revision
}

func put(t *testing.T, b *filestore.Bucket, key, value string, revision uint64) uint64 {
	t.Helper()
	return write(t, b, cluster.Change{Key: key, Value: []byte(value), Revision: revision})
}

func items(t *testing.T, b *filestore.Bucket) map[string]string {
	t.Helper()
	all, err := b.All(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for _, item := range all {
		found[item.Key] = fmt.Sprintf("%s at %d", item.Value, item.Revision)
	}
	return found
}

func segments(t *testing.T, folder string) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(folder, "*.segment"))
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func TestLawsOfABucket(t *testing.T) { clustertest.Run(t, open(t, t.TempDir())) }

// Law: what was acknowledged is there for the next process, byte by byte and at its revision, also when the one before
// was killed; and revisions grow, also beyond those of what was deleted.
func TestNextProcessFindsWhatWasWritten(t *testing.T) {
	for _, killed := range []bool{false, true} {
		t.Run(fmt.Sprint("killed: ", killed), func(t *testing.T) {
			folder := t.TempDir()
			clustertest.Run(t, open(t, filepath.Join(folder, "other"))) // nothing of it is found here
			first := open(t, filepath.Join(folder, "one"))
			clustertest.Run(t, first)
			last := put(t, first, "last", "of the first", 0)
			write(t, first, cluster.Change{Key: "last", Delete: true, Revision: last})
			want, from := items(t, first), "one"
			if killed { // what the system was handed is what a copy has
				from = "two"
				if err := os.CopyFS(filepath.Join(folder, from), os.DirFS(filepath.Join(folder, "one"))); err != nil {
					t.Fatal(err)
				}
			} else {
				closed(t, first)
			}
			second := open(t, filepath.Join(folder, from))
			if got := items(t, second); fmt.Sprint(got) != fmt.Sprint(want) || len(got) == 0 {
				t.Errorf("%d items, want %d", len(got), len(want))
			}
			if next := put(t, second, "next", "", 0); next <= last+1 {
				t.Errorf("revision %d after %d", next, last+1)
			}
			closed(t, second)
			third := open(t, filepath.Join(folder, from)) // revisions of what is gone from the files too
			put(t, third, "third", "", 0)
			closed(t, third)
			if n := len(segments(t, filepath.Join(folder, from))); n != 1 {
				t.Errorf("%d segments, want one", n)
			}
		})
	}
}

// Law: revisions grow over restarts, though nothing is left of what had the highest.
func TestRevisionsGrowThoughAllIsDeleted(t *testing.T) {
	folder, last := t.TempDir(), uint64(0)
	for range 3 {
		b := open(t, folder)
		now := put(t, b, "k", "v", 0)
		if now <= last {
			t.Errorf("revision %d after %d", now, last)
		}
		write(t, b, cluster.Change{Key: "k", Delete: true, Revision: now})
		last = now
		closed(t, b)
		closed(t, open(t, folder)) // whose segment has nothing but its head
	}
}

// Law: a segment that is mostly of what is over is left, everything that lives goes on, and the old one is removed when
// the new one is on the disk.
func TestSegmentsAreLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		folder := t.TempDir()
		b := open(t, folder)
		put(t, b, "quiet", "stays", 0)
		for range 3 {
			revision := uint64(0)
			for range 2 * filestore.SegmentMin / (128 << 10) {
				revision = put(t, b, "busy", strings.Repeat("v", 128<<10), revision)
			}
			if n := len(segments(t, folder)); n < 2 {
				t.Fatalf("%d segments before it was forced onto the disk, want the old one as well", n)
			}
			time.Sleep(2 * time.Second)
			synctest.Wait()
			if n := len(segments(t, folder)); n != 1 {
				t.Errorf("%d segments afterwards, want one", n)
			}
			write(t, b, cluster.Change{Key: "busy", Delete: true, Revision: revision})
			if got := items(t, b); len(got) != 1 || got["quiet"] != "stays at 1" {
				t.Errorf("got %v", got)
			}
		}
		closed(t, b)
		if got := items(t, open(t, folder)); len(got) != 1 || got["quiet"] != "stays at 1" {
			t.Errorf("the next process has %v", got)
		}
	})
}

// Law: a file that ends in the midst of an entry, or has been spoiled, counts up to there, and nothing else is lost.
func TestDamagedSegmentsCountUpToThere(t *testing.T) {
	for name, damage := range map[string]func([]byte) []byte{
		"cut":      func(data []byte) []byte { return data[:len(data)-3] },
		"spoiled":  func(data []byte) []byte { data[len(data)-3] ^= 1; return data },
		"rubbish":  func(data []byte) []byte { return append(data, "put 9 1 1 zz\nkv\n"...) },
		"nothings": func(data []byte) []byte { return append(data, make([]byte, 8192)...) },
		"huge":     func(data []byte) []byte { return append(data, "put 9 1 99999999999 0\nk"...) },
		"midst":    func(data []byte) []byte { data[bytes.Index(data, []byte("two"))] ^= 1; return data },
		"negative": func(data []byte) []byte { return append(data, "put 9 1 -1 0\nk"...) },
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			b := open(t, folder)
			put(t, b, "first", "one", 0)
			put(t, b, "second", "two", 0)
			put(t, b, "third", "three", 0)
			closed(t, b)
			file := segments(t, folder)[0]
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, damage(data), 0o600); err != nil {
				t.Fatal(err)
			}
			var said bytes.Buffer
			again, err := filestore.Open(folder, slog.New(slog.NewTextHandler(&said, nil)))
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = again.Close() })
			got, want := items(t, again), 3
			switch name {
			case "midst":
				want = 1
			case "cut", "spoiled":
				want = 2
			}
			if len(got) != want || got["first"] != "one at 1" || !strings.Contains(said.String(), "was damaged") {
				t.Errorf("got %v; it said %q", got, said.String())
			}
		})
	}
}

// Law: a value that cannot be read any more is lost, which is no deletion, and may be written anew.
func TestUnreadableValuesAreLost(t *testing.T) {
	folder := t.TempDir()
	b := open(t, folder)
	put(t, b, "k", "value", 0)
	if err := os.Truncate(segments(t, folder)[0], 20); err != nil {
		t.Fatal(err)
	}
	if item, err := b.Get(t.Context(), "k"); err != nil || item.Revision != 0 || item.Deleted {
		t.Errorf("%+v, %v; want one that is lost", item, err)
	}
	put(t, b, "k", "anew", 0)
	put(t, b, "other", "also", 0)
	want := map[string]string{"k": "anew at 2", "other": "also at 3"}
	if got := items(t, b); !maps.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	closed(t, b)
	if got := items(t, open(t, folder)); !maps.Equal(got, want) {
		t.Errorf("the next process has %v, want %v", got, want)
	}
}

// Law: nothing is acknowledged that stands behind a value which cannot be read any more, as the next start does not read
// it: where no other file can be begun changes come to nothing until one can.
func TestNothingIsWrittenBehindUnreadableValues(t *testing.T) {
	folder := t.TempDir()
	b := open(t, folder)
	put(t, b, "before", "one", 0)
	put(t, b, "k", "value", 0)
	file := segments(t, folder)[0]
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	data[bytes.Index(data, []byte("value"))] ^= 1
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	inTheWay := filepath.Join(folder, "00000002.segment")
	if err := os.MkdirAll(filepath.Join(inTheWay, "x"), 0o700); err != nil {
		t.Fatal(err)
	}
	if item, err := b.Get(t.Context(), "k"); err != nil || item.Revision != 0 {
		t.Errorf("%+v, %v; want one that is lost", item, err)
	}
	for range 2 {
		change := []cluster.Change{{Key: "new", Value: []byte("x")}}
		if w := b.Write(t.Context(), change); w[0].Err == nil || w[0].Revision != 0 {
			t.Errorf("%+v, want an error", w)
		}
	}
	if err := os.RemoveAll(inTheWay); err != nil {
		t.Fatal(err)
	}
	put(t, b, "new", "x", 0)
	want := map[string]string{"before": "one at 1", "new": "x at 3"}
	if got := items(t, b); !maps.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	closed(t, b)
	if got := items(t, open(t, folder)); !maps.Equal(got, want) {
		t.Errorf("the next process has %v, want %v", got, want)
	}
}

// Law: deletions are known for an hour, and not for ever.
func TestDeletionsAreForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := open(t, t.TempDir())
		known := func(want bool) {
			t.Helper()
			write(t, b, cluster.Change{Key: "other", Delete: true, Revision: put(t, b, "other", "", 0)})
			if item, err := b.Get(t.Context(), "k"); err != nil || item.Deleted != want {
				t.Errorf("%+v, %v; want deleted: %v", item, err, want)
			}
		}
		write(t, b, cluster.Change{Key: "k", Delete: true, Revision: put(t, b, "k", "v", 0)})
		time.Sleep(59 * time.Minute)
		known(true)
		time.Sleep(31 * time.Minute)
		known(true) // of those before
		time.Sleep(2 * time.Hour)
		known(false)
	})
}

// Law: deletions are forgotten also where nothing is written any more.
func TestDeletionsAreForgottenAtRest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := open(t, t.TempDir())
		for range 2 {
			write(t, b, cluster.Change{Key: "k", Delete: true, Revision: put(t, b, "k", "v", 0)})
			time.Sleep(59 * time.Minute)
			if n := b.Marks(); n != 1 {
				t.Errorf("%d are known after an hour, want one", n)
			}
			time.Sleep(2 * time.Hour)
			if n := b.Marks(); n != 0 {
				t.Errorf("%d are known after three hours, want none", n)
			}
		}
	})
}

// Law: a folder has one process at a time, and a bucket that was closed says so.
func TestOneProcessAFolder(t *testing.T) {
	folder := t.TempDir()
	b := open(t, folder)
	if _, err := filestore.Open(folder, nil); !errors.Is(err, lockfile.ErrHeld) {
		t.Errorf("a second one: %v", err)
	}
	closed(t, b)
	closed(t, b)
	_, get := b.Get(t.Context(), "k")
	_, all := b.All(context.Background())
	for _, err := range []error{get, all, b.Write(t.Context(), []cluster.Change{{Key: "k"}})[0].Err} {
		if !errors.Is(err, filestore.ErrClosed) {
			t.Errorf("closed: %v", err)
		}
	}
	closed(t, open(t, folder))
}

// Law: a segment of a later format is not read, and not touched.
func TestLaterFormatsAreRefused(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "00000001.segment")
	if err := os.WriteFile(file, []byte("ariapp-log 2 5\nx"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := filestore.Open(folder, nil); err == nil || !strings.Contains(err.Error(), "its format is 2") {
		t.Errorf("got %v", err)
	}
	if data, err := os.ReadFile(file); err != nil || string(data) != "ariapp-log 2 5\nx" {
		t.Errorf("%q, %v", data, err)
	}
}

// Law: who cannot begin a new file, as on a full disk, reads what is there and goes on in the last one, when it opens the
// folder and when it would leave a segment; afterwards it begins one.
func TestWithoutANewFileTheOldOneGoesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		folder := t.TempDir()
		b := open(t, folder)
		put(t, b, "quiet", "stays", 0)
		closed(t, b)
		inTheWay := filepath.Join(folder, "00000002.segment")
		if err := os.MkdirAll(filepath.Join(inTheWay, "x"), 0o700); err != nil {
			t.Fatal(err)
		}
		b = open(t, folder)
		revision := uint64(0)
		fill := func(size int) {
			for range size / (128 << 10) {
				revision = put(t, b, "busy", strings.Repeat("v", 128<<10), revision)
			}
			time.Sleep(2 * time.Second)
			synctest.Wait()
		}
		fill(3 * filestore.SegmentMin / 2)
		if got := items(t, b); len(got) != 2 || got["quiet"] != "stays at 1" {
			t.Fatalf("%d items, %s", len(got), got["quiet"])
		}
		if err := os.RemoveAll(inTheWay); err != nil {
			t.Fatal(err)
		}
		fill(filestore.SegmentMin)
		if all := segments(t, folder); len(all) != 1 || all[0] != inTheWay {
			t.Errorf("segments %v, want the second alone", all)
		}
		closed(t, b)
		if got := items(t, open(t, folder)); len(got) != 2 || got["quiet"] != "stays at 1" {
			t.Errorf("the next process has %d items, %s", len(got), got["quiet"])
		}
	})
}
