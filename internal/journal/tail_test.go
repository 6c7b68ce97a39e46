package journal

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// follower keeps what Tail gives.
type follower struct {
	mu   sync.Mutex
	seen []Entry
	errs []error
	done chan struct{}
}

func follow(ctx context.Context, at string, from time.Time) *follower {
	f := &follower{done: make(chan struct{})}
	go func() {
		defer close(f.done)
		for e, err := range Tail(ctx, at, from) {
			f.mu.Lock()
			if err != nil {
				f.errs = append(f.errs, err)
			} else {
				f.seen = append(f.seen, e)
			}
			f.mu.Unlock()
		}
	}()
	return f
}

// told is what it has seen once a second has passed.
func (f *follower) told(t *testing.T) string {
	t.Helper()
	time.Sleep(time.Second)
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.errs) > 0 {
		t.Errorf("%v", f.errs)
	}
	return told(f.seen)
}

// Law: a journal is followed from before it is there, through the ends of files,
// and each entry comes once.
func TestTailFollows(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		at := filepath.Join(t.TempDir(), "later")
		f := follow(ctx, at, time.Time{})
		if got := f.told(t); got != "" {
			t.Error(got)
		}
		j := opened(t, Options{Folder: at, MaxBytes: 3000, Keep: 100})
		c := j.Begin(entered("c1"))
		want := "c1/1"
		for i := range 1000 {
			c.Observe(keyFact(time.Now(), strings.Repeat("1", 2000)))
			want += fmt.Sprintf(" c1/%d", i+2)
			if i%200 == 0 { // several files between two looks
				if got := f.told(t); got != want {
					t.Fatalf("it has told %d bytes: %.80s, want %d", len(got), got, len(want))
				}
			}
		}
		c.End(flows.Outcome{Status: flows.Ended})
		closed(t, j)
		if got := f.told(t); got != want+" c1/1002" {
			t.Errorf("at the end it has told %d bytes", len(got))
		}
		names, err := folder(at).full()
		if err != nil || len(names) < 20 {
			t.Errorf("only %d files, %v", len(names), err)
		}
		cancel()
		<-f.done
	})
}

// Law: what is older than asked for is not told, what stands in full files is.
func TestTailBeginsWhereItIsAsked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		at := t.TempDir()
		written(t, filepath.Join(at, "20260302T100000Z-0001.jsonl"), line(t, 1, "a", 1, KindEntered), line(t, 2, "a", 2, KindAsked))
		written(t, filepath.Join(at, currentName), line(t, 3, "a", 3, KindAsked))
		f := follow(ctx, at, time.Date(2026, 3, 2, 9, 0, 2, 0, time.UTC))
		if got := f.told(t); got != "a/2 a/3" {
			t.Error(got)
		}
		cancel()
		<-f.done
	})
}

// Law: half a line is waited for, one that is too long or damaged is passed
// over; a file that is emptied or deleted is followed anew.
func TestTailOfOddFiles(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		at := t.TempDir()
		path := filepath.Join(at, currentName)
		entry := func(seq int) string { return line(t, seq, "a", seq, KindAsked) }
		text := entry(1) + entry(2)[:40]
		written(t, path, text)
		f := follow(ctx, at, time.Time{})
		if got := f.told(t); got != "a/1" {
			t.Error(got)
		}
		text += entry(2)[40:] + "damaged\n" + strings.Repeat("x", 2*lineMax)
		written(t, path, text)
		if got := f.told(t); got != "a/1 a/2" {
			t.Error(got)
		}
		text += "xxx\n" + entry(3)
		written(t, path, text)
		if got := f.told(t); got != "a/1 a/2 a/3" {
			t.Error(got)
		}
		written(t, path, entry(4))
		if got := f.told(t); got != "a/1 a/2 a/3 a/4" {
			t.Error(got)
		}
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		if got := f.told(t); got != "a/1 a/2 a/3 a/4" {
			t.Error(got)
		}
		written(t, path, entry(5))
		if got := f.told(t); got != "a/1 a/2 a/3 a/4 a/5" {
			t.Error(got)
		}
		cancel()
		<-f.done
	})
}

// Law: of files that were deleted while nobody looked, those that are left are
// read, each once.
func TestTailOverDeletedFiles(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		at := t.TempDir()
		entry := func(seq int) string { return line(t, seq, "a", seq, KindAsked) }
		written(t, filepath.Join(at, "20260302T100000Z-0001.jsonl"), entry(1))
		written(t, filepath.Join(at, currentName), entry(2))
		f := follow(ctx, at, time.Time{})
		if got := f.told(t); got != "a/1 a/2" {
			t.Error(got)
		}
		if err := os.Remove(filepath.Join(at, currentName)); err != nil { // as 0002 was full, and too old soon
			t.Fatal(err)
		}
		written(t, filepath.Join(at, "20260302T100000Z-0003.jsonl"), entry(4))
		written(t, filepath.Join(at, "20260302T100000Z-0004.jsonl"), entry(5))
		written(t, filepath.Join(at, currentName), entry(6))
		if got := f.told(t); got != "a/1 a/2 a/4 a/5 a/6" {
			t.Error(got)
		}
		cancel()
		<-f.done
	})
}

// Law: whoever has enough gets no more, and a journal that is none is an error.
func TestTailEnds(t *testing.T) {
	at := t.TempDir()
	written(t, filepath.Join(at, currentName), line(t, 1, "a", 1, KindEntered), line(t, 2, "a", 2, KindEnded))
	n := 0
	for range Tail(t.Context(), at, time.Time{}) {
		n++
		break
	}
	for _, err := range Tail(t.Context(), filepath.Join(at, currentName), time.Time{}) {
		if n++; err == nil || !strings.HasPrefix(err.Error(), "following the journal: ") {
			t.Error(err)
		}
	}
	if n != 2 {
		t.Errorf("%d rounds", n)
	}
}
