package journal

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
)

func second(n int) time.Time { return time.Date(2026, 3, 2, 9, 0, n, 0, time.UTC) }

// recorded shows the calls of a journal: the id, the numbers of the entries, + for a whole one, ~ for one that was taken
// up, > for one that was handed over.
func recorded(t *testing.T, path string, filter Filter) string {
	t.Helper()
	var shown []string
	for call, err := range Calls(path, filter) {
		if err != nil {
			t.Fatal(err)
		}
		text := call.ID + ":"
		for _, e := range call.Entries {
			text += fmt.Sprint(e.Seq)
		}
		if call.Whole() {
			text += "+"
		}
		if call.Resumed() {
			text += "~"
		}
		if call.HandedOver() {
			text += ">"
		}
		if call.CutOff {
			text += "!"
		}
		shown = append(shown, text)
	}
	return strings.Join(shown, " ")
}

// Law: calls are told apart however their entries are mixed, each is given at
// its end, and what is missing is seen.
func TestCalls(t *testing.T) {
	step := Kind(flows.StepBegun)
	for name, c := range map[string]struct {
		lines  []string
		filter Filter
		want   string
	}{
		"mixed":                   {[]string{line(t, 1, "a", 1, KindEntered), line(t, 2, "b", 1, KindEntered), line(t, 3, "a", 2, step), line(t, 4, "b", 2, KindEnded), line(t, 5, "a", 3, KindEnded)}, Filter{}, "b:12+ a:123+"},
		"under way":               {[]string{line(t, 1, "a", 1, KindEntered), line(t, 2, "b", 1, KindEntered), line(t, 3, "b", 2, step), line(t, 4, "a", 2, step)}, Filter{}, "a:12 b:12"},
		"lost":                    {[]string{line(t, 1, "a", 1, KindEntered), `{"at":"2026-03-02T09:00:02Z","kind":"lost","lost":3}` + "\n", line(t, 3, "a", 5, KindEnded)}, Filter{}, "a:15"},
		"the beginning is old":    {[]string{line(t, 1, "a", 4, step), line(t, 2, "a", 5, KindEnded)}, Filter{}, "a:45"},
		"the channel again":       {[]string{line(t, 1, "a", 1, KindEntered), line(t, 2, "a", 2, step), line(t, 3, "a", 1, KindEntered), line(t, 4, "a", 2, KindEnded)}, Filter{}, "a:12! a:12+"},
		"an end that comes late":  {[]string{line(t, 1, "a", 1, KindEntered), line(t, 2, "a", 2, step), line(t, 3, "a", 1, KindEntered), line(t, 3, "a", 3, step), line(t, 4, "a", 2, step), line(t, 4, "a", 4, KindEnded), line(t, 5, "a", 3, KindEnded)}, Filter{}, "a:1234+ a:123+"},
		"an end that never comes": {[]string{line(t, 1, "a", 1, KindEntered), line(t, 2, "a", 2, step), line(t, 3, "a", 1, KindEntered), line(t, 3, "a", 3, step), line(t, 4, "a", 1, KindEntered), line(t, 4, "b", 1, KindEntered), line(t, 5, "a", 2, step)}, Filter{}, "a:123! a:1! a:12 b:1"},
		"the daemon again":        {[]string{line(t, 1, "a", 1, KindEntered), line(t, 1, "b", 1, KindEntered), line(t, 2, "b", 2, KindEnded), `{"at":"2026-03-02T09:00:02Z","kind":"started"}` + "\n", line(t, 3, "c", 1, KindEntered)}, Filter{}, "b:12+ a:1! c:1"},
		"one call":                {[]string{line(t, 1, "a", 1, KindEntered), line(t, 2, "b", 1, KindEntered), line(t, 4, "b", 2, KindEnded), line(t, 5, "a", 2, KindEnded)}, Filter{Call: "a"}, "a:12+"},
		"by entering":             {[]string{line(t, 1, "a", 1, KindEntered), line(t, 2, "b", 1, KindEntered), line(t, 3, "c", 1, KindEntered), line(t, 4, "a", 2, KindEnded), line(t, 5, "b", 2, KindEnded), line(t, 6, "c", 2, KindEnded)}, Filter{Since: second(2), Until: second(3)}, "b:12+"},
	} {
		at := filepath.Join(t.TempDir(), currentName)
		written(t, at, c.lines...)
		if got := recorded(t, at, c.filter); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
		lost := 0
		c.filter.Lost = func(n int) { lost += n }
		if recorded(t, at, c.filter); lost != map[bool]int{true: 3}[name == "lost"] {
			t.Errorf("%s: %d are lost", name, lost)
		}
	}
}

// Law: two Asterisks may give the same id to two calls.
func TestCallsOfTwoAsterisks(t *testing.T) {
	at := t.TempDir()
	j := opened(t, Options{Folder: at})
	one, two := entered("c1"), entered("c1")
	two.Call.Asterisk = "other"
	a, b := j.Begin(one), j.Begin(two)
	a.End(flows.Outcome{Status: flows.Ended})
	b.End(flows.Outcome{Status: flows.Ended})
	closed(t, j)
	if got := recorded(t, at, Filter{}); got != "c1:12+ c1:12+" {
		t.Error(got)
	}
}

// Law: whoever has enough calls gets no more.
func TestEnoughCalls(t *testing.T) {
	at := filepath.Join(t.TempDir(), currentName)
	written(t, at, line(t, 1, "a", 1, KindEntered), line(t, 2, "b", 1, KindEntered), line(t, 3, "c", 1, KindEntered), line(t, 4, "a", 2, KindEnded))
	n := 0
	for range Calls(at, Filter{}) {
		if n++; n == 2 {
			break
		}
	}
	if n != 2 {
		t.Errorf("%d calls", n)
	}
}

// Law: what is held of calls that never end has a bound, and costs no call that does.
func TestCallsThatNeverEnd(t *testing.T) {
	const most = 100
	given := 0
	g := gathering{most: most, calls: map[key]*gathered{}, yield: func(Recorded) bool { given++; return true }}
	for i := range 100 * most {
		at := Entry{Kind: KindEntered, Call: fmt.Sprint(i), Entered: &Entered{}}
		if g.add(at); i%2 == 0 {
			at.Kind = KindEnded
			g.add(at)
		}
	}
	if len(g.calls) > most || len(g.order) > 2*most+orderSlack+1 {
		t.Errorf("%d calls are held, %d in the order", len(g.calls), len(g.order))
	}
	if g.finish(); given != 100*most {
		t.Errorf("%d calls were given", given)
	}
}

// Law: a daemon's start is an entry of no call.
func TestStarted(t *testing.T) {
	at := t.TempDir()
	j := opened(t, Options{Folder: at})
	j.Started()
	j.Begin(entered("c1"))
	closed(t, j)
	(*Journal)(nil).Started()
	if all := entries(t, at); kinds(all) != "started entered" || all[0].Call != "" || all[1].Seq != 1 {
		t.Errorf("%+v", all)
	}
}

// Law: a folder that is called like a file of a journal is none, and none is deleted.
func TestFoldersCalledLikeFiles(t *testing.T) {
	at := t.TempDir()
	for _, name := range []string{"20260302T101500Z-0001.jsonl", "20260302T101500Z-0002.jsonl", "aside.jsonl"} {
		if err := os.Mkdir(filepath.Join(at, name), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	j := opened(t, Options{Folder: at, Keep: 1})
	j.Begin(entered("c1")).End(flows.Outcome{Status: flows.Ended})
	closed(t, j)
	if all := entries(t, at); kinds(all) != "entered ended" {
		t.Errorf("%s", kinds(all))
	}
	if names, err := os.ReadDir(at); err != nil || len(names) != 4 {
		t.Errorf("%v %v", names, err)
	}
	only := t.TempDir()
	if err := os.Mkdir(filepath.Join(only, currentName), 0o700); err != nil {
		t.Fatal(err)
	}
	if all := entries(t, only); len(all) != 0 {
		t.Errorf("%s", kinds(all))
	}
}
