package journal

import (
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
)

// opened opens a journal in a folder, which is closed with the test.
func opened(t testing.TB, opts Options) *Journal {
	t.Helper()
	j, err := Open(opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = j.Close() })
	return j
}

func closed(t testing.TB, j *Journal) {
	t.Helper()
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
}

// entries are all that a journal has; damaged lines fail the test.
func entries(t testing.TB, path string) []Entry {
	t.Helper()
	return wanted(t, path, Filter{Damaged: func(d Damage) { t.Errorf("%s:%d: %v", d.File, d.Line, d.Err) }})
}

func wanted(t testing.TB, path string, filter Filter) []Entry {
	t.Helper()
	var all []Entry
	for e, err := range Read(path, filter) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, e)
	}
	return all
}

// kinds are the kinds of entries, in one line.
func kinds(all []Entry) string {
	names := make([]string, 0, len(all))
	for _, e := range all {
		names = append(names, string(e.Kind))
	}
	return strings.Join(names, " ")
}

func entered(call string) Entered {
	return Entered{Call: flows.CallInfo{ID: call, Asterisk: "pbx", From: "+15550100", To: "200", Language: "en"},
		Version: "v1", Share: "stable", Pattern: "200", Flow: "main"}
}

// key is the fact of a key.
func keyFact(at time.Time, key string) flows.Fact {
	return flows.Fact{At: at, Kind: flows.KeyWas, Call: "c1", Step: "main/top", Type: "menu", Text: key,
		Pos: source.Pos{File: "ivr.yaml", Line: 12, Column: 7}}
}

// disk is a file that takes nothing while it is full, but for the half of what it is given at first.
type disk struct {
	*os.File
	full *atomic.Bool
	half *atomic.Bool
}

var errFull = errors.New("no space left on device")

func (d disk) Write(p []byte) (int, error) {
	if !d.full.Load() {
		return d.File.Write(p)
	}
	if !d.half.CompareAndSwap(true, false) {
		return 0, errFull
	}
	n, err := d.File.Write(p[:len(p)/2])
	return n, errors.Join(errFull, err)
}

func (d disk) Stat() (fs.FileInfo, error) { return d.File.Stat() }

// lines counts the lines of a log.
type logLines struct {
	mu    sync.Mutex
	text  strings.Builder
	count atomic.Int64
}

func (l *logLines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.count.Add(1)
	return l.text.Write(p)
}

func (l *logLines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func logTo(l *logLines) *slog.Logger { return slog.New(slog.NewTextHandler(l, nil)) }
