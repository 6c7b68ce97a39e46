package wallboard

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/internal/api"
)

var update = flag.Bool("update", false, "write the golden file anew")

func noon() time.Time { return time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC) }

// morning is a board with something of everything.
func morning() api.Wallboard {
	since := func(ago time.Duration) time.Time { return noon().Add(-ago) }
	wait, long, busy := 75.0, 130.0, 1.0
	return api.Wallboard{At: noon().Add(-time.Second), Queues: []api.QueueState{
		{Name: "sales", Strategy: "longest_idle", Waiting: 2, Backs: 1, Talking: 1, Agents: 3, Busy: 1, Paused: 1, Longest: 89, Wait: &long, Occupancy: &busy,
			Pauses: []api.QueuePause{{Reason: "", Count: 1, Time: 60}, {Reason: "lunch", Agents: []string{"1002"}, Count: 3, Time: 5400}},
			Today:  api.QueueDay{Answered: 8, Abandoned: 2, Level: 0.75, Level2: 0.4}},
		{Name: "support", Strategy: "ring_all", Waiting: 1, Free: 1, Agents: 2, Longest: 3, Wait: &wait, Today: api.QueueDay{Answered: 3, Level: 1, Level2: 1}},
		{Name: "night", Strategy: "linear"}},
		Agents: []api.AgentState{{ID: "1001", Name: "Anna Lee", Presence: "available", Work: "in_call", Since: since(125 * time.Second), Queue: "sales", Calls: 3, Talk: 3725, Endpoint: "PJSIP/1001"},
			{ID: "1002", Name: "Ben", Presence: "on_break", Work: "idle", Reason: "lunch", Since: since(time.Hour)},
			{ID: "1003", Presence: "logged_out", Work: "idle"},
			{ID: "1004", Name: "Zoë 山田", Presence: "available", Work: "idle", Since: since(4 * time.Second), Endpoint: "PJSIP/1004"},
			{ID: "1005", Name: "Cy", Presence: "available", Work: "wrapup", Since: since(0)},
			{ID: "1006", Presence: "available", Work: "ringing", Since: since(2 * time.Second), Queue: "support"},
			{ID: "1007", Presence: "available", Work: "external_call"},
			{ID: "1008", Presence: "available", Work: "idle", Paused: map[string]string{"sales": "training"}, Since: since(time.Second)},
			{ID: "1009", Presence: "available", Work: "idle", Paused: map[string]string{"sales": "training", "night": ""}}},
		Entries: []api.QueueEntry{{ID: "e1", State: "ringing", From: "0301234", Position: 1, Waited: 89, Wait: &wait, Agents: []string{"1004", "1006"}, Call: "1700000000.17"},
			{ID: "e2", State: "waiting", From: "0302345", Position: 2, Waited: 20, Priority: 5, Agents: []string{}}, {ID: "e3", State: "callback", Number: "0309", Position: 3, Agents: []string{}}}}
}

// Law: a board is this picture: all of it where there is room, else what matters most.
func TestPictures(t *testing.T) {
	text := ""
	for _, v := range []View{{Width: 140, Queue: "sales"}, {Width: 80, Height: 24, Queue: "sales"}, {Width: 60, Height: 12}, {Width: 30, Height: 9, Queue: "sales"},
		{Width: 80, Height: 24, Trouble: "as of 11:59:59: no daemon answers"}} {
		v.Now = noon()
		text += fmt.Sprintf("== %d columns, %d lines\n%s\n", v.Width, v.Height, strings.Join(Lines(morning(), v), "\n"))
	}
	const golden = "testdata/pictures"
	if *update {
		if err := os.WriteFile(golden, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil || text != string(want) {
		t.Errorf("%v\n%s", err, text)
	}
}

var paint = regexp.MustCompile("\x1b\\[[0-9]+m")

// Law: whatever the terminal's size and whatever people are called, no line is wider, there are no more of them, and
// nothing but colours is obeyed; without colours the same words stand there.
func TestEverythingFits(t *testing.T) {
	b := morning()
	for n := range 20 {
		b.Agents = append(b.Agents, api.AgentState{ID: fmt.Sprint("2", n), Name: "\x1b[2J\u202eevil\r\n" + strings.Repeat("長", n), Reason: "\x07", Presence: "on_break"})
		b.Entries = append(b.Entries, api.QueueEntry{From: strings.Repeat("e\u0301", n), State: "\x1b]0;x", Position: n, Agents: []string{"\x9b5m"}})
	}
	b.Queues[0].Name = "\x1b[H" + strings.Repeat("q", 70)
	for _, w := range []int{1, 2, 7, 33, 61, 80, 150} {
		for _, h := range []int{1, 2, 5, 9, 24, 200} {
			for _, name := range []string{"", b.Queues[0].Name} {
				v := View{Width: w, Height: h, Queue: name, Now: noon(), Trouble: strings.Repeat("t", w%7)}
				bare := Lines(b, v)
				v.Colours = true
				painted := Lines(b, v)
				if len(bare) > h || len(painted) != len(bare) {
					t.Fatalf("%d × %d: %d and %d lines", w, h, len(bare), len(painted))
				}
				for i, line := range painted {
					if words := paint.ReplaceAllString(line, ""); words != bare[i] && strings.TrimRight(words, " ") != bare[i] {
						t.Fatalf("%d × %d: with colours %q, without %q", w, h, words, bare[i])
					}
					if width(bare[i]) > w || strings.ContainsAny(bare[i], "\x1b\r\n\x07\u202e\u009b") {
						t.Fatalf("%d × %d: %d columns in %q", w, h, width(bare[i]), bare[i])
					}
				}
			}
		}
	}
}

// Law: a text is as wide as a terminal shows it, and is cut between signs.
func TestWidths(t *testing.T) {
	for text, want := range map[string]int{"": 0, "abc": 3, "é": 1, "e\u0301": 1, "山田": 4, "한": 2, "🎧": 2} {
		if got := width(text); got != want {
			t.Errorf("%q is %d wide, want %d", text, got, want)
		}
	}
	for _, c := range []struct {
		text string
		most int
		want string
	}{{"abcdef", 6, "abcdef"}, {"abcdef", 5, "abcd…"}, {"山田太郎", 4, "山…"}, {"山田", 4, "山田"}, {"abc", 1, "…"}, {"abc", 0, ""}, {"abc", -1, ""}} {
		if got := clip(c.text, c.most); got != c.want {
			t.Errorf("%q in %d is %q, want %q", c.text, c.most, got, c.want)
		}
	}
	for seconds, want := range map[float64]string{-5: "0:00", 0.6: "0:01", 59.4: "0:59", 90: "1:30", 3725: "1:02:05"} {
		if got := clock(seconds); got != want {
			t.Errorf("%v s are %q, want %q", seconds, got, want)
		}
	}
}
