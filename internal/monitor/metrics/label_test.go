package metrics

import (
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/ariapp/ariapp/flows"
)

// Law: the first values keep their place, what comes after the bound is "other".
func TestALabelIsBounded(t *testing.T) {
	l := newLabel(2, "none")
	for _, c := range [][2]string{{"", "none"}, {"a", "a"}, {"b", "b"}, {"c", other}, {"a", "a"}, {"", "none"}} {
		if got := l.of(c[0]); got != c[1] {
			t.Errorf("%q is counted as %q", c[0], got)
		}
	}
}

// Law: the bound holds however many come at once.
func TestALabelIsBoundedForMany(t *testing.T) {
	l := newLabel(50, "none")
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for i := range 1000 {
				l.of(strconv.Itoa(i))
			}
		})
	}
	all.Wait()
	kept := 0
	for i := range 1000 {
		if l.of(strconv.Itoa(i)) != other {
			kept++
		}
	}
	if kept > 50 || kept < 42 { // two who bring the same value at once may turn a third away for a moment
		t.Errorf("%d values", kept)
	}
}

// Law: whatever a value is, it is counted, and the text is one that Prometheus reads.
func FuzzLabels(f *testing.F) {
	for _, seed := range []string{"", "menu", "\xff", "a\"b\\c\n", strings.Repeat("x", 100), other, "none"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		m := New(value)
		m.Fact(flows.Fact{Kind: flows.FlowBegun, Call: value, Flow: value})
		m.Fact(flows.Fact{Kind: flows.StepEnded, Type: value, Outcome: value})
		m.Fact(flows.Fact{Kind: flows.StepFailed, Type: value})
		m.Fact(flows.Fact{Kind: flows.PromptEnded, Outcome: value})
		m.Fact(flows.Fact{Kind: flows.WalkEnded, Call: value, Outcome: value})
		m.Left(value)
		m.Refused(value)
		m.Link(value, true)
		m.Flows(value)
		m.Request(value, value, 0)
		if text := exposed(t, m); !strings.Contains(text, "\nariapp_walk_seconds_count{") {
			t.Error(text)
		}
	})
}
