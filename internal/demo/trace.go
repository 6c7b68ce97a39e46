package demo

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// trace writes what happens to all callers, a line each, as it happens.
type trace struct {
	mu    sync.Mutex
	out   io.Writer
	began time.Time
	// legs are the endpoints of those who were dialled, by their channels.
	legs map[string]string
}

// leg is the endpoint of a leg; one that is dialled is told first.
func (t *trace) leg(f flows.Fact) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	if f.Kind == flows.LegDialled {
		t.legs[f.Leg] = f.Text
	}
	return t.legs[f.Leg]
}

// tell writes one line about a caller.
func (t *trace) tell(name, text string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	fmt.Fprintf(t.out, "%7.2f  %-5s %s\n", time.Since(t.began).Seconds(), name, text)
}

// print writes lines that are about nobody.
func (t *trace) print(format string, args ...any) {
	t.mu.Lock()
	defer t.mu.Unlock()
	fmt.Fprintf(t.out, format+"\n", args...)
}

// fact tells a fact of a walk as something that the caller notices.
func (t *trace) fact(f flows.Fact) {
	name := strings.TrimPrefix(f.Call, id(""))
	switch f.Kind {
	case flows.PromptBegun:
		t.tell(name, "hears "+f.Text+at(f))
	case flows.PromptCut:
		t.tell(name, fmt.Sprintf("has heard enough of it after %v", f.Took.Round(10*time.Millisecond)))
	case flows.KeyWas:
		t.tell(name, "presses "+f.Text)
	case flows.StepEnded:
		if f.Type == "menu" || f.Type == "collect" {
			t.tell(name, f.Type+" "+f.Step+": "+f.Outcome)
		}
	case flows.LegDialled:
		t.tell(name, "has "+t.leg(f)+" rung"+at(f))
	case flows.PartyJoined:
		if f.Leg != "" {
			t.tell(name, "is connected with "+t.leg(f))
		}
	case flows.LegEnded:
		t.tell(name, t.leg(f)+" is hung up: "+f.Outcome)
	case flows.QueueJoined:
		t.tell(name, "waits in the queue "+f.Text+at(f))
	case flows.QueueLeft:
		t.tell(name, fmt.Sprintf("leaves the queue, %s, after a wait of %v", f.Outcome, f.Took.Round(10*time.Millisecond)))
	case flows.AgentChanged:
		t.tell(name, "agent "+f.Text+": "+f.Outcome)
	case flows.Logged:
		t.tell(name, "log: "+f.Text)
	case flows.StepFailed:
		t.tell(name, "step "+f.Step+" fails: "+f.Text)
	case flows.WalkEnded:
		t.tell(name, "the flow is over: "+f.Outcome)
	}
}

func at(f flows.Fact) string { return fmt.Sprintf("   (%s, line %d)", f.Step, f.Pos.Line) }
