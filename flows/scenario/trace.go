package scenario

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// trace writes the facts and what stands between them.
func (r *Result) trace(w io.Writer) {
	t := &tracer{w: w, began: r.began}
	given := &r.Case.Given
	if len(r.Facts) == 0 {
		return
	}
	what := "a call"
	if given.Text != "" {
		what = "a text"
	}
	fmt.Fprintf(w, "%s to %s on %s\n", what, shown(given.To), r.began.Format("Monday 2006-01-02 15:04:05 MST"))
	notes, requests := r.notes, r.Requests
	for i := 0; i <= len(r.Facts); i++ {
		for ; len(notes) > 0 && notes[0].after <= i; notes = notes[1:] {
			t.line(notes[0].at, 1, notes[0].text)
		}
		for ; len(requests) > 0 && requests[0].after <= i; requests = requests[1:] {
			t.line(r.began.Add(requests[0].At), 1, "asks for "+shown(requests[0].Request)+answered(requests[0].Status))
		}
		if i < len(r.Facts) {
			t.fact(r.Facts[i])
		}
	}
	if r.Outcome.Status != flows.Detached {
		t.line(r.began.Add(r.Elapsed), 0, r.ending())
	}
}

func answered(status int) string {
	if status == 0 {
		return ": no response"
	}
	return fmt.Sprintf(": %d", status)
}

// tracer writes lines with a time, under the step that they belong to.
type tracer struct {
	w     io.Writer
	began time.Time
	step  string
}

func (t *tracer) line(at time.Time, depth int, text string) {
	fmt.Fprintf(t.w, "%8.3f  %s%s\n", at.Sub(t.began).Seconds(), strings.Repeat("  ", depth), text)
}

func (t *tracer) fact(f flows.Fact) {
	text := factText(f)
	switch {
	case text == "":
		return
	case f.Kind == flows.StepBegun || f.Kind == flows.StepPassed || f.Kind == flows.FlowBegun:
		t.line(f.At, 0, text)
	default:
		if f.Step != "" && f.Step != t.step {
			t.line(f.At, 0, f.Step+" "+f.Type+", again")
		}
		t.line(f.At, 1, text)
	}
	t.step = f.Step
}

// partyName is how a party of a call reads.
func partyName(leg string) string {
	if leg == "" {
		return "the caller"
	}
	return shown(leg)
}

// factText is how a fact reads, "" for one that needs no line.
func factText(f flows.Fact) string {
	text := shown(f.Text)
	switch f.Kind {
	case flows.FlowBegun:
		return "flow " + f.Flow
	case flows.FlowEnded:
		return "flow " + f.Flow + " ends: " + shown(f.Outcome)
	case flows.StepBegun:
		return f.Step + " " + f.Type
	case flows.StepPassed:
		return f.Step + " " + f.Type + ", passed over"
	case flows.StepEnded:
		if f.Outcome == "" || f.Outcome == "done" {
			return ""
		}
		return "result " + shown(f.Outcome)
	case flows.StepFailed:
		return "fails: " + text
	case flows.WayTaken:
		return "takes " + text
	case flows.AnswerBegun:
		return "answers"
	case flows.AttemptBegun:
		return "asks, attempt " + text
	case flows.PromptBegun:
		return "plays " + text
	case flows.PromptEnded:
		if f.Outcome == "failed" {
			return "cannot play " + text
		}
		return ""
	case flows.PromptCut:
		return fmt.Sprintf("stops %s after %v", text, rounded(f.Took))
	case flows.KeyWas:
		return "key " + text
	case flows.KeysTaken:
		return "takes the keys " + text
	case flows.HotkeyWas:
		return "hotkey " + text
	case flows.LegDialled:
		return "dials " + text
	case flows.LegRang:
		return "it rings"
	case flows.LegProgress:
		return "early media"
	case flows.LegAnswered:
		return "it is answered after " + rounded(f.Took).String()
	case flows.LegEnded:
		return "the leg ends: " + shown(f.Outcome)
	case flows.LegKeyWas:
		return "the leg's key " + text
	case flows.PartyJoined:
		return "joins " + partyName(f.Leg)
	case flows.PartyParted:
		return partyName(f.Leg) + " leaves"
	case flows.RecordBegun:
		return "records " + text
	case flows.RecordEnded:
		return "has recorded " + text
	case flows.QueueJoined, flows.QueuePlaced, flows.QueueOffered, flows.QueueConnected, flows.QueueLeft,
		flows.AgentChanged:
		return queueText(f)
	case flows.SupervisorCame, flows.SupervisorLeft, flows.SupervisorRefused:
		return fmt.Sprintf("supervisor %s: %s", text, strings.TrimPrefix(string(f.Kind), "supervisor-"))
	case flows.Logged:
		return "logs " + f.Level + ": " + text
	}
	return ""
}

// queueText is how a fact of a queue reads.
func queueText(f flows.Fact) string {
	text := shown(f.Text)
	switch f.Kind {
	case flows.QueueJoined:
		return "waits in the queue " + text
	case flows.QueuePlaced:
		return "is " + shown(f.Outcome) + " in the queue " + text
	case flows.QueueOffered:
		return "agent " + text + " is offered"
	case flows.QueueConnected:
		return fmt.Sprintf("agent %s is connected after %v", text, rounded(f.Took))
	case flows.QueueLeft:
		return fmt.Sprintf("leaves the queue %s: %s", text, shown(f.Outcome))
	case flows.AgentChanged:
		return fmt.Sprintf("agent %s: %s", text, shown(f.Outcome))
	}
	return ""
}
