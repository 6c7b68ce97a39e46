package flowtest_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
)

// diary is a caller who acts at given times and writes down what it hears.
type diary struct {
	phone *flowtest.Phone
	start time.Time
	at    []time.Duration
	acts  []flowtest.Act
	lines []string
}

func (d *diary) Next() (time.Time, bool) {
	if len(d.at) == 0 {
		return time.Time{}, false
	}
	return d.start.Add(d.at[0]), true
}

func (d *diary) Act(at time.Time) flowtest.Act {
	act := d.acts[0]
	d.at, d.acts = d.at[1:], d.acts[1:]
	d.lines = append(d.lines, fmt.Sprintf("acts@%v quiet@%v", at.Sub(d.start), d.phone.QuietSince().Sub(d.start)))
	return act
}

func (d *diary) Begins(h flowtest.Heard) {
	d.lines = append(d.lines, fmt.Sprintf("%s%s@%v+%v", h.Media, h.Language, h.At, h.For))
}

// Law: a caller is told each prompt as it begins, before it acts at the same
// moment; what is cut off is not told, and nothing is after the end.
func TestCaller(t *testing.T) {
	start := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	key := flowtest.Key('5')
	for name, c := range map[string]struct {
		lists [][]string
		at    []time.Duration
		acts  []flowtest.Act
		want  string
	}{
		"told in order":  {[][]string{{"a", "b"}, {"c"}}, nil, nil, "a@0s+2s b@2s+2s . c@4s+2s ."},
		"begins first":   {[][]string{{"a", "b"}}, []time.Duration{0, 2 * time.Second}, []flowtest.Act{key, key}, "a@0s+2s acts@0s quiet@2s 5 b@2s+2s acts@2s quiet@4s 5 ."},
		"quiet between":  {[][]string{{"silence:3s", "a"}, {"silence:2s"}}, []time.Duration{time.Second, 6 * time.Second}, []flowtest.Act{{}, {}}, "silence:3s@0s+3s acts@1s quiet@0s a@3s+2s . silence:2s@5s+2s acts@6s quiet@5s ."},
		"without length": {[][]string{{"none"}, {"a"}}, nil, nil, "none@0s+0s . a@0s+2s ."},
		"cut off":        {[][]string{{"a", "b"}}, []time.Duration{time.Second, 9 * time.Second}, []flowtest.Act{flowtest.HangUp(), key}, "a@0s+2s acts@1s quiet@2s the caller has hung up (normal)"},
	} {
		d := &diary{start: start, at: c.at, acts: c.acts}
		d.phone = flowtest.NewPhone(flowtest.Options{Start: start, Caller: d, Lengths: map[string]time.Duration{"none": 0}})
		for _, media := range c.lists {
			if _, err := d.phone.Play(d.phone.Context(), "", media); err != nil {
				t.Fatal(err)
			}
			for {
				event, err := d.phone.Next(d.phone.Context(), time.Time{})
				if err != nil {
					d.lines = append(d.lines, err.Error())
					break
				}
				if event.Kind == flows.PlaybackEnded {
					d.lines = append(d.lines, ".")
					break
				}
				d.lines = append(d.lines, event.Key.String())
			}
		}
		if got := strings.Join(d.lines, " "); got != c.want {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
		if after, ended := d.phone.Ended(); ended != (name == "cut off") || ended && after != time.Second {
			t.Errorf("%s: ended %v after %v", name, ended, after)
		}
	}
}
