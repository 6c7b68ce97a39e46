package journal

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ariapp/ariapp/flows"
)

// line is an entry of a call, at so many seconds.
func line(t testing.TB, seconds int, call string, seq int, kind Kind) string {
	t.Helper()
	e := Entry{At: time.Date(2026, 3, 2, 9, 0, seconds, 0, time.UTC), Kind: kind, Call: call, Seq: seq}
	switch kind {
	case KindEntered:
		e.Entered = &Entered{}
	case KindEnded:
		e.Ended = &Ended{Status: flows.Ended}
	case KindAsked:
		e.Asked = &Asked{Port: PortStore, Op: "get"}
	}
	text, err := appendLine(nil, e)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func written(t testing.TB, path string, text ...string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(strings.Join(text, "")), 0o600); err != nil {
		t.Fatal(err)
	}
}

// told shows entries as call/seq.
func told(all []Entry) string {
	var names []string
	for _, e := range all {
		names = append(names, fmt.Sprintf("%s/%d", e.Call, e.Seq))
	}
	return strings.Join(names, " ")
}

// Law: files are read by their running number, those with names of their own
// first, the present one last; other files are left alone.
func TestTheOrderOfFiles(t *testing.T) {
	at := t.TempDir()
	for name, call := range map[string]string{"current.jsonl": "e", "20260302T100000Z-0002.jsonl": "b", "20260302T090000Z-0010.jsonl": "d",
		"20250302T090000Z-0009.jsonl": "c", "aside.jsonl": "a", "notes.txt": "x", "20260302T100000Z-1.json": "y"} {
		written(t, filepath.Join(at, name), line(t, 1, call, 1, KindEntered))
	}
	if err := os.Mkdir(filepath.Join(at, "folder.jsonl"), 0o700); err != nil {
		t.Fatal(err)
	}
	if got := told(entries(t, at)); got != "a/1 b/1 c/1 d/1 e/1" {
		t.Error(got)
	}
	if got := told(entries(t, filepath.Join(at, "aside.jsonl"))); got != "a/1" {
		t.Errorf("of one file: %s", got)
	}
	for range Read(at, Filter{}) {
		break // nothing is read behind it, and nothing breaks
	}
}

// Law: a damaged line costs itself alone, wherever it is, and is told.
func TestDamagedLines(t *testing.T) {
	at := t.TempDir()
	good := func(seq int) string { return line(t, seq, "a", seq, Kind(flows.StepBegun)) }
	written(t, filepath.Join(at, "20260302T100000Z-0001.jsonl"), good(1), "\x00\x00\x00\n", "\n", good(2), "{}\n", good(3)[:30])
	written(t, filepath.Join(at, currentName), strings.Repeat("x", 3*lineMax), "\n", good(4), strings.TrimSuffix(good(5), "\n"))
	var damage []string
	all := wanted(t, at, Filter{Damaged: func(d Damage) { damage = append(damage, fmt.Sprintf("%s:%d", filepath.Base(d.File), d.Line)) }})
	if got := told(all); got != "a/1 a/2 a/4 a/5" {
		t.Error(got)
	}
	want := []string{"20260302T100000Z-0001.jsonl:2", "20260302T100000Z-0001.jsonl:5", "20260302T100000Z-0001.jsonl:6", "current.jsonl:1"}
	if diff := cmp.Diff(want, damage); diff != "" {
		t.Error(diff)
	}
	if got := told(wanted(t, at, Filter{})); got != "a/1 a/2 a/4 a/5" {
		t.Errorf("with nobody to tell: %s", got)
	}
}

// Law: a filter lets through what it says, and nothing else.
func TestFilter(t *testing.T) {
	at := t.TempDir()
	written(t, filepath.Join(at, currentName), line(t, 1, "a", 1, KindEntered), line(t, 2, "b", 1, KindEntered), line(t, 3, "a", 2, KindAsked),
		line(t, 4, `o"d`, 1, KindEntered), line(t, 5, "a", 3, KindEnded), line(t, 6, "aa", 1, KindEntered))
	for want, filter := range map[string]Filter{
		`a/1 b/1 a/2 o"d/1 a/3 aa/1`: {},
		`a/2 o"d/1 a/3 aa/1`:         {Since: second(3)},
		`a/1 b/1`:                    {Until: second(3)},
		`a/1 a/2 a/3`:                {Call: "a"},
		`o"d/1`:                      {Call: `o"d`},
		`a/2`:                        {Call: "a", Since: second(2), Until: second(5)},
		``:                           {Call: "nobody"},
	} {
		if got := told(wanted(t, at, filter)); got != want {
			t.Errorf("%+v: %s, want %s", filter, got, want)
		}
	}
}

// Law: a file that was not written since then is not read at all.
func TestOldFilesAreNotRead(t *testing.T) {
	at := t.TempDir()
	old := filepath.Join(at, "20260302T100000Z-0001.jsonl")
	written(t, old, "damaged\n")
	written(t, filepath.Join(at, currentName), line(t, 5, "a", 1, KindEntered))
	long := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	if err := os.Chtimes(old, long, long); err != nil {
		t.Fatal(err)
	}
	all := wanted(t, at, Filter{Since: long.AddDate(0, 0, 1), Damaged: func(d Damage) { t.Errorf("%s was read", d.File) }})
	if told(all) != "a/1" {
		t.Error(told(all))
	}
}

// Law: a journal that is not there is an error, and nothing else comes.
func TestNoSuchJournal(t *testing.T) {
	rounds := 0
	for _, err := range Read(filepath.Join(t.TempDir(), "none"), Filter{}) {
		if rounds++; err == nil || !strings.HasPrefix(err.Error(), "reading the journal: ") || !isMissing(err) {
			t.Error(err)
		}
	}
	if rounds != 1 {
		t.Errorf("%d rounds", rounds)
	}
	if all := entries(t, t.TempDir()); len(all) > 0 {
		t.Errorf("an empty folder has %v", all)
	}
}

func isMissing(err error) bool { return errors.Is(err, fs.ErrNotExist) }
