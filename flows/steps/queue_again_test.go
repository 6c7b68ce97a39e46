package steps

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
)

// Law: the first step of a call that comes to a queue may have a place that is kept for the call, each later one has
// not, whenever the process dies that runs the call.
func TestOnlyTheFirstQueueOfACallHasItsPlace(t *testing.T) {
	run := func(n int) (joins []string, checkpoints int) {
		of := flowtest.Queue{Ends: flows.QueueTimeout, After: 3 * time.Second}
		_, checkpoints = queueLine(&of).dialDying(t,
			"flows: {main: [{queue: {queue: sales}}, {wait: 2s}, {queue: {queue: sales}}, {queue: {queue: sales}}]}\n", "", n)
		for _, told := range of.Story {
			if _, join, is := strings.Cut(told, " joined"); is {
				joins = append(joins, "joined"+join)
			}
		}
		return joins, checkpoints
	}
	want := []string{"joined", "joined again", "joined again"}
	joins, checkpoints := run(0)
	if checkpoints < 3 || !slices.Equal(joins, want) {
		t.Fatalf("%d checkpoints; it has %q, want %q", checkpoints, joins, want)
	}
	for n := 1; n <= checkpoints; n++ {
		if joins, _ := run(n); !slices.Equal(joins, want) {
			t.Errorf("dead at checkpoint %d of %d it has %q, want %q", n, checkpoints, joins, want)
		}
	}
}
