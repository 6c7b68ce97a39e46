package report

import (
	"slices"
	"strings"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/journal"
)

// resume has another process go on with the walk, in the step where the one before
// was, or in one a little before. What had not come to its end then is not counted.
func (t *tracing) resume(e journal.Entry) {
	if t.flow == "" { // what was before is not in the journal
		t.enter(e)
		return
	}
	if at := slices.Index(t.within, e.Flow); at >= 0 {
		t.within = t.within[:at+1]
	} else {
		t.within = append(t.within, e.Flow)
	}
	t.flow, t.resumed = e.Flow, true
	for step, one := range t.playing {
		t.counting.prompt(one.text).Begun--
		delete(t.playing, step)
	}
}

// settle finds out with the first step that is told of which of those that were under way go on. One that begins is
// begun anew.
func (t *tracing) settle(step string, begins bool) {
	if !t.resumed {
		return
	}
	t.resumed = false
	if t.leaving != nil && begins && t.leaving.tally.Address == step {
		t.leaving.uncount()
		t.leaving = nil
	}
	keep := len(t.open)
	if i := t.index(step); i >= 0 && begins {
		keep = i
	} else if i >= 0 {
		keep = i + 1
	} else if last := keep - 1; last >= 0 && beside(t.open[last].tally.Address, step) {
		keep = last
	}
	for _, v := range t.open[keep:] {
		v.uncount()
	}
	t.open = t.open[:keep]
}

// beside tells that a step stands in the flow of another one, and not within it.
func beside(other, step string) bool {
	flow, _, _ := strings.Cut(other, "/")
	return strings.HasPrefix(step, flow+"/") && !strings.HasPrefix(step, other+".")
}

// uncount takes the entry of a step back.
func (v *visit) uncount() {
	v.tally.Entries--
	if asks(v.tally.Kind) {
		v.tally.Attempts--
	}
}

// goesOn tells whether an entry begins or goes on with a flow.
func goesOn(e journal.Entry) bool { return is(e, flows.FlowBegun) || is(e, flows.WalkResumed) }
