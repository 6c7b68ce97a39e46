package lookup_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/lookup"
)

var _ flows.Tables = (*lookup.Tables)(nil)

// house is a table in a file, with its watcher, in a bubble.
type house struct {
	t      *testing.T
	path   string
	tables *lookup.Tables
	log    bytes.Buffer // read it only when the watcher rests
}

// watched runs a test in a bubble with a table "people" whose file has that text; the watcher has ended when it is over.
func watched(t *testing.T, text string, test func(h *house)) {
	path := filepath.Join(t.TempDir(), "people.csv")
	synctest.Test(t, func(t *testing.T) {
		h := &house{t: t, path: path}
		if text != "" {
			h.write(text)
		}
		logger := slog.New(slog.NewTextHandler(&h.log, nil))
		tables, _, err := lookup.New(lookup.Options{Folder: filepath.Dir(path), Logger: logger,
			Tables: []lookup.Table{{Name: "people", File: &lookup.File{Path: "people.csv"}}}})
		if err != nil {
			t.Fatal(err)
		}
		h.tables = tables
		ctx, cancel := context.WithCancel(t.Context())
		var running sync.WaitGroup
		running.Go(func() { tables.Run(ctx) })
		test(h)
		cancel()
		running.Wait()
		if err := tables.Close(); err != nil {
			t.Error(err)
		}
	})
}

// write writes into the file as it is.
func (h *house) write(text string) {
	h.t.Helper()
	if err := os.WriteFile(h.path, []byte(text), 0o600); err != nil {
		h.t.Fatal(err)
	}
}

// replace puts another file in its place.
func (h *house) replace(text string) {
	h.t.Helper()
	if err := os.WriteFile(h.path+".new", []byte(text), 0o600); err != nil {
		h.t.Fatal(err)
	}
	if err := os.Rename(h.path+".new", h.path); err != nil {
		h.t.Fatal(err)
	}
}

// looks lets the watcher look so often.
func (h *house) looks(times int) {
	time.Sleep(time.Duration(times) * lookup.LookEvery)
	synctest.Wait()
}

// is compares the name of person 1; "-" is an error.
func (h *house) is(want string) {
	h.t.Helper()
	row, found, err := h.tables.Lookup(h.t.Context(), "people", "1")
	got := "-"
	if err == nil {
		got = ""
	}
	if found {
		got = row["name"].(string)
	}
	if got != want {
		h.t.Errorf("got %q (%v), want %q", got, err, want)
	}
}

// logged counts lines of the log with all of these words.
func (h *house) logged(want int, words ...string) {
	h.t.Helper()
	n := 0
	for line := range strings.Lines(h.log.String()) {
		all := true
		for _, word := range words {
			all = all && strings.Contains(line, word)
		}
		if all {
			n++
		}
	}
	if n != want {
		h.t.Errorf("%d lines with %q, want %d, in\n%s", n, words, want, h.log.String())
	}
}

const one = "number,name\n1,one\n"

// Law: a changed file is found when it has been left alone for one look, replaced or written in place.
func TestChangedFileIsReadAnew(t *testing.T) {
	watched(t, one, func(h *house) {
		h.is("one")
		h.replace("number,name\n1,two\n2,b\n")
		h.is("one")
		h.looks(1)
		h.is("one") // it may still be written
		h.looks(1)
		h.is("two")
		h.logged(1, "read anew", "rows=2")
		h.write("number,name\n1,three\n")
		h.looks(2)
		h.is("three")
		h.looks(10)
		h.logged(2, "read anew")
		h.logged(0, "WARN")
	})
}

// Law: a file that grows all the time is not read, however long that takes.
func TestFileUnderWritingIsLeftAlone(t *testing.T) {
	watched(t, one, func(h *house) {
		text := "number,name\n1,two\n"
		for n := range 20 {
			text += fmt.Sprintf("%d,x\n", n+2)
			h.write(text)
			h.looks(1)
			h.is("one")
		}
		h.looks(1)
		h.is("two")
	})
}

// Law: a file that is wrong, half written, gone, a folder or unreadable leaves the last good rows, is said
// once, and is read as soon as it is good again.
func TestLastGoodRowsStay(t *testing.T) {
	for _, test := range []struct {
		name  string
		spoil func(h *house)
		says  string
	}{
		{"wrong", func(h *house) { h.write("number,name\n1,two\n2\n") }, "people.csv:3: 1 columns"},
		{"half written", func(h *house) { h.write("number,name\n1,\"tw") }, "people.csv:2: a quoted value"},
		{"emptied", func(h *house) { h.write("") }, "the file is empty"},
		{"too large", func(h *house) { h.enlarge() }, "at most 67108864"},
		{"gone", func(h *house) { h.remove() }, "no such file"},
		{"a folder", func(h *house) { h.remove(); h.must(os.Mkdir(h.path, 0o700)) }, "this is no file"},
	} {
		t.Run(test.name, func(t *testing.T) {
			watched(t, one, func(h *house) {
				test.spoil(h)
				h.looks(10)
				h.is("one")
				h.logged(1, "WARN", test.says)
				h.logged(1, "WARN")
				h.remove()
				h.write("number,name\n1,mended\n")
				h.looks(2)
				h.is("mended")
				h.logged(1, "read anew")
			})
		})
	}
}

// Law: a file that was not good at the start is an error of each lookup, and is read when it is.
func TestFileComesLater(t *testing.T) {
	watched(t, "", func(h *house) {
		h.is("-")
		h.looks(3)
		if _, _, err := h.tables.Lookup(h.t.Context(), "people", "1"); !errors.Is(err, lookup.ErrNotLoaded) {
			h.t.Errorf("got %v", err)
		}
		h.write(one)
		h.looks(2)
		h.is("one")
	})
}

// Law: who looks up while the file is replaced sees one whole version of it: no mixture, no error, no gap.
func TestReadersSeeOneVersion(t *testing.T) {
	version := func(n int) string {
		var text strings.Builder
		text.WriteString("key,a,b\n")
		for key := range 50 {
			fmt.Fprintf(&text, "%d,%d,%d\n", key, n, n)
		}
		return text.String()
	}
	watched(t, version(0), func(h *house) {
		ctx, cancel := context.WithCancel(h.t.Context())
		var reading sync.WaitGroup
		for reader := range 8 {
			reading.Go(func() {
				last := ""
				for n := reader; ctx.Err() == nil; n++ {
					row, found, err := h.tables.Lookup(h.t.Context(), "people", fmt.Sprint(n%50))
					if err != nil || !found || row["a"] != row["b"] || len(row["a"].(string)) < len(last) {
						h.t.Errorf("after %s: %v, %t, %v", last, row, found, err)
						return
					}
					last = row["a"].(string)
					row["a"] = "mine" // a row is the caller's own
					time.Sleep(10 * time.Millisecond)
				}
			})
		}
		for n := 1; n <= 30; n++ {
			if n%2 == 0 {
				h.replace(version(n))
			} else {
				h.write(version(n)[:len(version(n))/2]) // half of a line, or of all
				time.Sleep(lookup.LookEvery / 2)
				h.write(version(n))
			}
			h.looks(2)
		}
		cancel()
		reading.Wait()
		row, _, err := h.tables.Lookup(h.t.Context(), "people", "7")
		if err != nil || row["a"] != "30" {
			h.t.Errorf("at the end: %v, %v", row, err)
		}
	})
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) remove() { h.must(os.RemoveAll(h.path)) }

// enlarge makes the file larger than files may be; it takes no room on the disk.
func (h *house) enlarge() { h.must(os.Truncate(h.path, lookup.BytesMax+1)) }
