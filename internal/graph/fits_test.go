package graph

import (
	"fmt"
	"strings"
	"testing"
)

// Law: what one picture cannot hold is refused with what it is, how much there is and what to do.
func TestFits(t *testing.T) {
	for _, test := range []struct {
		flows, steps int
		flow, want   string
	}{
		{flowsMax, stepsMax, "", ""},
		{flowsMax + 1, 1, "", "501 flows are too many for one picture (at most 500); use --flow to draw one"},
		{1, stepsMax + 1, "", "8001 steps are too many for one picture (at most 8000); use --flow to draw one flow"},
		{1, stepsMax + 1, "f", "the 8001 steps of f are too many for one picture (at most 8000)"},
	} {
		got := ""
		if err := fits(test.flows, test.steps, test.flow); err != nil {
			got = err.Error()
		}
		if got != test.want {
			t.Errorf("%q is said of %d flows and %d steps, want %q", got, test.flows, test.steps, test.want)
		}
	}
	o := read(t, "numbers: {1: f0}\nflows: {"+manyFlows(flowsMax+1)+"}\n")
	if err := Fits(o); err == nil {
		t.Error("a file of too many flows is drawn")
	}
	if o.Flow = "f3"; Fits(o) != nil {
		t.Error("one flow of a file of too many is not drawn")
	}
}

// manyFlows are flows of one step.
func manyFlows(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "f%d: [answer], ", i)
	}
	return b.String()
}

// Law: the map of flows that lead to one another in a ring grows as they do: the way back is one way over all layers.
func TestMapOfARing(t *testing.T) {
	const flows = 100
	text := "numbers: {1: f0}\nflows:\n"
	for i := range flows {
		text += fmt.Sprintf("  f%d: [{goto: f%d}]\n", i, (i+1)%flows)
	}
	o := newChart(read(t, text)).overview()
	if len(o.nodes) != flows+1 {
		t.Errorf("the map has %d places for %d flows and a number", len(o.nodes), flows)
	}
}
