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
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/internal/cluster"
	"github.com/ariapp/ariapp/internal/store/filestore"
)

// flushed lets the time pass in which what was written is forced onto the disk.
func flushed() {
	time.Sleep(2 * time.Second)
	synctest.Wait()
}

// names are those of the segments in a folder.
func names(t *testing.T, folder string) string {
	t.Helper()
	var found []string
	for _, name := range segments(t, folder) {
		found = append(found, strings.TrimLeft(strings.TrimSuffix(filepath.Base(name), ".segment"), "0"))
	}
	return strings.Join(found, " ")
}

// Law: a list that cannot be written comes to nothing, half of it too, also where the file cannot be cut at once; what was
// there can still be read, and the next one is written where it would have been.
func TestWhatCannotBeWrittenComesToNothing(t *testing.T) {
	for _, faults := range []filestore.Faults{{Half: true}, {Half: true, NoCut: true}} {
		folder := t.TempDir()
		b := open(t, folder)
		put(t, b, "k", "one", 0)
		b.Fail(faults)
		for range 2 {
			for _, written := range b.Write(t.Context(), []cluster.Change{
				{Key: "new", Value: []byte("x")}, {Key: "behind", Value: []byte("y")},
				{Key: "last", Value: []byte(strings.Repeat("z", 200))},
			}) {
				if !errors.Is(written.Err, filestore.ErrDisk) || written.Revision != 0 {
					t.Errorf("%+v, want an error of the disk", written)
				}
			}
		}
		if got := items(t, b); len(got) != 1 || got["k"] != "one at 1" {
			t.Errorf("got %v", got)
		}
		b.Fail(filestore.Faults{})
		if revision := put(t, b, "two", "x", 0); revision != 2 { // as long as what was half written first
			t.Errorf("revision %d", revision)
		}
		closed(t, b)
		if got := items(t, open(t, folder)); !maps.Equal(got, map[string]string{"k": "one at 1", "two": "x at 2"}) {
			t.Errorf("the next process has %v", got)
		}
	}
}

// Law: who opens a folder does not wait for the disk, and the old file stays until the new one is there.
func TestOpeningDoesNotWaitForTheDisk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		folder := t.TempDir()
		b := open(t, folder)
		put(t, b, "k", "v", 0)
		closed(t, b)
		open(t, folder)
		if got := names(t, folder); got != "1 2" {
			t.Errorf("segments %s, want 1 2", got)
		}
		flushed()
		if got := names(t, folder); got != "2" {
			t.Errorf("segments %s, want 2", got)
		}
	})
}

// Law: of each file the name is forced onto the disk with what was first written to it, or a power failure leaves none of
// it: in the folder, and the folder in the one where it is, also where it is new.
func TestNamesAreForcedOntoTheDisk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		parent := t.TempDir()
		folder := filepath.Join(parent, "under-way")
		var forced []string
		b, err := filestore.OpenOn(filestore.Disk{Folder: func(name string) { forced = append(forced, name) }}, folder, nil)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = b.Close() })
		for n, want := range [][]string{{folder, parent}, nil, {folder, parent, folder}} { // the last that one is gone
			forced = nil
			if n == 2 {
				b.Fail(filestore.Faults{Unforced: 1}) // which has it go on in a new file
			}
			put(t, b, fmt.Sprint(n), "v", 0)
			time.Sleep(10 * time.Second)
			synctest.Wait()
			if !slices.Equal(forced, want) {
				t.Errorf("%d: the names in %v, want %v", n, forced, want)
			}
		}
	})
}

// Law: what could not be forced onto the disk is told to who writes next, and is written to another file: the system
// does not try the first one again. Until that is on the disk all older files stay.
func TestWhatCannotBeForced(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		folder := t.TempDir()
		b := open(t, folder)
		put(t, b, "k", "v", 0)
		closed(t, b)
		b = open(t, folder)
		b.Fail(filestore.Faults{Unforced: 1})
		flushed()
		if got := names(t, folder); got != "1 2" {
			t.Errorf("segments %s, want 1 2", got)
		}
		if err := b.Trouble(); !errors.Is(err, filestore.ErrDisk) {
			t.Errorf("the trouble is %v, want the error of the disk", err)
		}
		change := []cluster.Change{{Key: "other", Value: []byte("x")}}
		if w := b.Write(t.Context(), change); !errors.Is(w[0].Err, filestore.ErrDisk) {
			t.Errorf("%+v, want the error of the disk", w)
		}
		put(t, b, "other", "x", 0)
		if err := b.Trouble(); !errors.Is(err, filestore.ErrDisk) {
			t.Errorf("the trouble is %v, want the error of the disk, as it is not over", err)
		}
		flushed()
		if got := names(t, folder); got != "3" || b.Trouble() != nil {
			t.Errorf("segments %s, want 3; the trouble is %v", got, b.Trouble())
		}
		if err := b.Force(); err != nil {
			t.Error(err)
		}
		b.Fail(filestore.Faults{Unforced: 1})
		if err := b.Force(); !errors.Is(err, filestore.ErrDisk) {
			t.Errorf("%v, want the error of the disk", err)
		}
		closed(t, b)
		if got := items(t, open(t, folder)); len(got) != 2 {
			t.Errorf("the next process has %v", got)
		}
	})
}

// Law: what could not be forced onto the disk is tried again though nobody writes, and is told to nobody when it is there.
func TestWhatCannotBeForcedIsTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		folder := t.TempDir()
		b := open(t, folder)
		put(t, b, "k", "v", 0)
		b.Fail(filestore.Faults{Unforced: 1})
		time.Sleep(10 * time.Second)
		synctest.Wait()
		if got := names(t, folder); got != "2" {
			t.Errorf("segments %s, want 2", got)
		}
		put(t, b, "other", "x", 0)
		if got := items(t, b); len(got) != 2 {
			t.Errorf("got %v", got)
		}
		closed(t, b)
	})
}

// Law: a disk that forces nothing for long is tried less and less often, also by a daemon that writes all the time, and is
// not filled with files thereby. Who writes is told after each attempt.
func TestWhatCannotBeForcedIsTriedLessOften(t *testing.T) {
	for _, busy := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			folder := t.TempDir()
			var tried atomic.Int64
			b, err := filestore.OpenOn(filestore.Disk{
				Faults: func(string) filestore.Faults {
					tried.Add(1)
					return filestore.Faults{Unforced: 100}
				},
			}, folder, nil)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = b.Close() })
			told, revision := int64(0), put(t, b, "k", "v", 0)
			for range 3600 {
				time.Sleep(time.Second)
				synctest.Wait()
				if !busy {
					continue
				}
				w := b.Write(t.Context(), []cluster.Change{{Key: "k", Value: []byte("v"), Revision: revision}})[0]
				switch {
				case w.Err == nil:
					revision = w.Revision
				case errors.Is(w.Err, filestore.ErrDisk):
					told++
				default:
					t.Fatal(w.Err)
				}
			}
			if n := tried.Load(); n < 10 || n > 30 || busy && told != n {
				t.Errorf("busy: %v; tried %d times in an hour, told %d times", busy, n, told)
			}
			if got := names(t, folder); got != "1" {
				t.Errorf("busy: %v; segments %s, want 1", busy, got)
			}
			if w := b.Write(t.Context(), []cluster.Change{{Key: "new"}}); !busy && !errors.Is(w[0].Err, filestore.ErrDisk) {
				t.Errorf("%+v, want the error of the disk", w)
			}
		})
	}
}

// Law: the pause counts from when it could not be forced, whatever was written since it was asked for.
func TestWhatCannotBeForcedIsTriedAfterAPause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		folder, stuck := t.TempDir(), make(chan struct{})
		var opened atomic.Int64
		b, err := filestore.OpenOn(filestore.Disk{
			Faults: func(string) filestore.Faults { opened.Add(1); return filestore.Faults{} },
		}, folder, nil)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = b.Close() })
		b.Fail(filestore.Faults{Stuck: stuck, Unforced: 1})
		put(t, b, "k", "v", 0)
		time.Sleep(time.Second)
		put(t, b, "other", "v", 0) // which is to be forced in a second
		time.Sleep(500 * time.Millisecond)
		close(stuck)
		time.Sleep(1900 * time.Millisecond)
		synctest.Wait()
		if n := opened.Load(); n != 1 {
			t.Errorf("%d files were opened, want no other one yet", n)
		}
		time.Sleep(time.Second)
		synctest.Wait()
		if got := names(t, folder); got != "2" {
			t.Errorf("segments %s, want 2", got)
		}
	})
}

// Law: a disk that takes what is written, and forces nothing of it, is told to who writes; it holds nobody up, and when it
// answers again everything goes on.
func TestStuckDiskIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, stuck := open(t, t.TempDir()), make(chan struct{})
		b.Fail(filestore.Faults{Stuck: stuck})
		put(t, b, "k", "v", 0)
		time.Sleep(time.Second + filestore.StuckAfter) // it is forced after a second
		synctest.Wait()
		begun := time.Now()
		change := []cluster.Change{{Key: "other", Value: []byte("x")}}
		if w := b.Write(t.Context(), change); !errors.Is(w[0].Err, filestore.ErrStuck) || w[0].Revision != 0 {
			t.Errorf("%+v, want ErrStuck", w)
		}
		if got := items(t, b); !maps.Equal(got, map[string]string{"k": "v at 1"}) || time.Since(begun) > 0 {
			t.Errorf("got %v after %v", got, time.Since(begun))
		}
		close(stuck)
		synctest.Wait()
		if revision := put(t, b, "later", "x", 0); revision != 2 {
			t.Errorf("revision %d", revision)
		}
		closed(t, b)
	})
}

// Law: a disk that does not answer holds nobody up who closes the bucket, or wants to know that all is on the disk, for
// longer than a while.
func TestClosingOnAStuckDisk(t *testing.T) {
	for _, ends := range []func(*filestore.Bucket) error{(*filestore.Bucket).Close, (*filestore.Bucket).Force} {
		synctest.Test(t, func(t *testing.T) {
			b, stuck := open(t, t.TempDir()), make(chan struct{})
			put(t, b, "k", "v", 0)
			b.Fail(filestore.Faults{Stuck: stuck})
			begun := time.Now()
			if err := ends(b); !errors.Is(err, filestore.ErrStuck) || time.Since(begun) != filestore.WaitMost {
				t.Errorf("%v after %v", err, time.Since(begun))
			}
			close(stuck)
			synctest.Wait()
		})
	}
}

// Law: the same of a disk that does not even take what is written.
func TestClosingOnADiskThatTakesNothing(t *testing.T) {
	b, err := filestore.OpenOn(filestore.Disk{WaitMost: time.Millisecond}, t.TempDir(), nil)
	if err != nil {
		t.Fatal(err)
	}
	hung, writing, over := make(chan struct{}), make(chan struct{}), make(chan struct{})
	b.Fail(filestore.Faults{Hung: hung, Writing: writing})
	time.AfterFunc(0, func() {
		defer close(over)
		b.Write(context.Background(), []cluster.Change{{Key: "k", Value: []byte("v")}})
	})
	<-writing
	if err := b.Close(); !errors.Is(err, filestore.ErrStuck) {
		t.Errorf("%v, want ErrStuck", err)
	}
	close(hung)
	<-over
	for b.Close() != nil { // the first one has not ended yet
	}
}

// Law: no file is closed while somebody may begin to force it onto the disk, who would take it for a disk that fails.
func TestNothingIsForcedWhileItIsClosed(t *testing.T) {
	b := open(t, t.TempDir())
	put(t, b, "k", "v", 0)
	times, apart := 0, false
	b.Fail(filestore.Faults{Closing: func() { times, apart = times+1, b.Forces() }})
	closed(t, b)
	if times != 1 || !apart {
		t.Errorf("closed %d times, apart from forcing: %v", times, apart)
	}
	if err := b.Force(); !errors.Is(err, filestore.ErrClosed) {
		t.Errorf("forced when it is closed: %v", err)
	}
}

// Law: behind damage nothing is written, and what stands behind it is never read: not either where the store can begin no
// new file, and an entry ends where one behind the damage begins.
func TestNothingComesBackFromBehindDamage(t *testing.T) {
	folder := t.TempDir()
	b := open(t, folder)
	for _, key := range []string{"a", "b", "c"} {
		put(t, b, key, "v", 0)
	}
	closed(t, b)
	file := segments(t, folder)[0]
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	at := strings.Index(string(data), "put 2 1 1")
	data[at] ^= 1
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	inTheWay := filepath.Join(folder, "00000002.segment")
	if err := os.MkdirAll(filepath.Join(inTheWay, "x"), 0o700); err != nil {
		t.Fatal(err)
	}
	b = open(t, folder)
	put(t, b, "d", "v", 0)
	closed(t, b)
	if err := os.RemoveAll(inTheWay); err != nil {
		t.Fatal(err)
	}
	if got := items(t, open(t, folder)); len(got) != 2 || got["a"] != "v at 1" || got["d"] == "" {
		t.Errorf("got %v, want a and d", got)
	}
}

// Law: where no new file can be begun, a last one that has no head keeps nobody from going on in the one before; nor does
// what is written there get lost when a new one can be begun again.
func TestWithoutANewFileBehindOneWithoutAHead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		folder := t.TempDir()
		path := func(n int) string { return filepath.Join(folder, fmt.Sprintf("%08d.segment", n)) }
		b := open(t, folder)
		put(t, b, "k", "v", 0)
		closed(t, b)
		if err := os.WriteFile(path(2), nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll(filepath.Join(path(3), "x"), 0o700); err != nil {
			t.Fatal(err)
		}
		b = open(t, folder)
		put(t, b, "next", "x", 0)
		closed(t, b)
		want := map[string]string{"k": "v at 1", "next": "x at 2"}
		b = open(t, folder)
		if got := items(t, b); !maps.Equal(got, want) {
			t.Errorf("the next process has %v, want %v", got, want)
		}
		if err := os.RemoveAll(path(3)); err != nil {
			t.Fatal(err)
		}
		b.Fail(filestore.Faults{Unforced: 1}) // which has it go on in a new one
		put(t, b, "last", "y", 0)
		want["last"] = "y at 3"
		time.Sleep(10 * time.Second)
		synctest.Wait()
		if got := names(t, folder); got != "3" {
			t.Errorf("segments %s, want 3", got)
		}
		if got := items(t, b); !maps.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
		closed(t, b)
		if got := items(t, open(t, folder)); !maps.Equal(got, want) {
			t.Errorf("the process after that has %v, want %v", got, want)
		}
	})
}

// syncing tells which file is forced onto the disk.
type syncing struct {
	filestore.File
	name   string
	forced *[]string
}

func (s syncing) Sync() error {
	*s.forced = append(*s.forced, strings.Trim(s.name, "0.segmnt"))
	return s.File.Sync()
}

// Law: where no new file can be begun, what an older one has is forced onto the disk too, once: the process before may have
// been killed before it was.
func TestOlderFilesAreForcedOntoTheDisk(t *testing.T) {
	folder := t.TempDir()
	path := func(n int) string { return filepath.Join(folder, fmt.Sprintf("%08d.segment", n)) }
	b := open(t, folder)
	put(t, b, "k", "v", 0)
	closed(t, b)
	if err := os.WriteFile(path(2), []byte("ariapp-log 1 1\n"), 0o600); err != nil { // killed as it copied
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(path(3), "x"), 0o700); err != nil {
		t.Fatal(err)
	}
	var forced []string
	b, err := filestore.OpenOn(filestore.Disk{Wrap: func(name string, _ int, opened filestore.File) (filestore.File, error) {
		return syncing{opened, name, &forced}, nil
	}}, folder, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.Close() })
	for _, want := range []string{"1 2", "2"} {
		forced = nil
		if err := b.Force(); err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(forced, " "); got != want {
			t.Errorf("forced %s, want %s", got, want)
		}
	}
}

// Law: where an old file cannot be removed those after it stay as well, or what was deleted in them would live again.
func TestFilesAreRemovedInTheirOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		folder := t.TempDir()
		path := func(n int) string { return filepath.Join(folder, fmt.Sprintf("%08d.segment", n)) }
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		b := open(t, folder)
		k := put(t, b, "k", "v", 0)
		closed(t, b)
		b = open(t, folder)
		put(t, b, "stays", "v", 0)
		must(os.Rename(path(1), path(1)+".aside")) // something is there that cannot be removed
		must(os.MkdirAll(filepath.Join(path(1), "x"), 0o700))
		write(t, b, cluster.Change{Key: "k", Delete: true, Revision: k})
		flushed()
		revision := uint64(0)
		for range 2 * filestore.SegmentMin / (128 << 10) {
			revision = put(t, b, "busy", strings.Repeat("v", 128<<10), revision)
		}
		flushed()
		must(os.RemoveAll(path(1)))
		must(os.Rename(path(1)+".aside", path(1)))
		copied := t.TempDir() // as after a killed process
		must(os.CopyFS(filepath.Join(copied, "s"), os.DirFS(folder)))
		if got := items(t, open(t, filepath.Join(copied, "s"))); got["k"] != "" || len(got) != 2 {
			t.Errorf("%d items, k is %q, want none", len(got), got["k"])
		}
		put(t, b, "next", "v", 0)
		flushed()
		if all := segments(t, folder); len(all) != 1 {
			t.Errorf("segments %v, want one when they can be removed", all)
		}
	})
}

// Law: an old file that somebody else has taken away holds up no other one, or all would stay from then on. One that cannot
// be removed is told once.
func TestFilesThatCannotBeRemoved(t *testing.T) {
	for _, gone := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			folder := t.TempDir()
			closed(t, open(t, folder))
			var said bytes.Buffer
			b, err := filestore.Open(folder, slog.New(slog.NewTextHandler(&said, nil)))
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = b.Close() })
			first, want, times := segments(t, folder)[0], "3", 0
			if err := os.Remove(first); err != nil {
				t.Fatal(err)
			}
			if !gone { // something is there that cannot be removed
				if err := os.MkdirAll(filepath.Join(first, "x"), 0o700); err != nil {
					t.Fatal(err)
				}
				want, times = "1 2 3", 1
			}
			for n := range 3 {
				put(t, b, fmt.Sprint(n), "v", 0)
				flushed()
			}
			b.Fail(filestore.Faults{Unforced: 1}) // which has it go on in a third one
			put(t, b, "last", "v", 0)
			time.Sleep(10 * time.Second)
			synctest.Wait()
			if got := names(t, folder); got != want {
				t.Errorf("segments %s, want %s", got, want)
			}
			if n := strings.Count(said.String(), "stays"); n != times {
				t.Errorf("told %d times, want %d: %s", n, times, said.String())
			}
		})
	}
}

// Law: of two files with a key the later revision counts, whatever the order: a copy that could not be finished may stay.
func TestLaterRevisionsCount(t *testing.T) {
	folder := t.TempDir()
	b := open(t, folder)
	k := put(t, b, "k", "old", 0)
	gone := put(t, b, "gone", "v", 0)
	first, err := os.ReadFile(segments(t, folder)[0])
	if err != nil {
		t.Fatal(err)
	}
	put(t, b, "k", "new", k)
	write(t, b, cluster.Change{Key: "gone", Delete: true, Revision: gone})
	closed(t, b)
	if err := os.WriteFile(filepath.Join(folder, "00000002.segment"), first, 0o600); err != nil {
		t.Fatal(err)
	}
	if got := items(t, open(t, folder)); !maps.Equal(got, map[string]string{"k": "new at 3"}) {
		t.Errorf("got %v", got)
	}
}

// Law: a process may be killed at any byte of copying what lives to a new file, or of its head: nothing is lost.
func TestKilledWhileCopying(t *testing.T) {
	folder := t.TempDir()
	b := open(t, filepath.Join(folder, "whole"))
	put(t, b, "a", "one", 0)
	put(t, b, "b", "two", 0)
	want := items(t, b)
	closed(t, b)
	file := segments(t, filepath.Join(folder, "whole"))[0]
	old, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	closed(t, open(t, filepath.Join(folder, "whole")))
	next, err := os.ReadFile(segments(t, filepath.Join(folder, "whole"))[0])
	if err != nil {
		t.Fatal(err)
	}
	if len(next) < len("put 1") {
		t.Fatalf("the copy is %q", next)
	}
	for cut := range len(next) + 1 {
		killed := filepath.Join(folder, fmt.Sprint(cut))
		if err := os.MkdirAll(killed, 0o700); err != nil {
			t.Fatal(err)
		}
		for number, data := range [][]byte{old, next[:cut]} {
			name := filepath.Join(killed, fmt.Sprintf("%08d.segment", number+1))
			if err := os.WriteFile(name, data, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		again := open(t, killed)
		if got := items(t, again); !maps.Equal(got, want) {
			t.Errorf("cut at %d: %v", cut, got)
		}
		if revision := put(t, again, "c", "", 0); revision != 3 {
			t.Errorf("cut at %d: revision %d", cut, revision)
		}
		closed(t, again)
	}
}

// Law: a file whose head is none is as one that is not there: the others count, and what is written now stands behind a
// head that can be read.
func TestFilesWithoutAHead(t *testing.T) {
	for _, head := range []string{"", "ariapp-lo", "ariapp-log 1 x\n", "put 9 1 1 0\nkv\n", "\x00\x00\x00\x00"} {
		for _, number := range []int{1, 3} { // before the others, and behind
			folder := t.TempDir()
			b := open(t, folder)
			put(t, b, "k", "v", 0)
			closed(t, b)
			path := func(n int) string { return filepath.Join(folder, fmt.Sprintf("%08d.segment", n)) }
			if err := os.Rename(path(1), path(2)); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path(number), []byte(head), 0o600); err != nil {
				t.Fatal(err)
			}
			b = open(t, folder)
			put(t, b, "next", "x", 0)
			closed(t, b)
			want := map[string]string{"k": "v at 1", "next": "x at 2"}
			if got := items(t, open(t, folder)); !maps.Equal(got, want) {
				t.Errorf("%q in %d: %v, want %v", head, number, got, want)
			}
		}
	}
}
