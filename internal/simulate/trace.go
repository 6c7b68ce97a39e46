package simulate

import (
	"cmp"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"
	"unicode"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
)

// trace writes a walk's facts in columns: time, place in the file, and either
// a step or, indented, what happened in it.
type trace struct {
	out   io.Writer
	began time.Time
	// place is the width of the column of places.
	place int
	// short leaves out the folders of long paths.
	short bool
	// text tells that it is that of a text, not of a call.
	text bool
	// step is the step that the last line belongs to.
	step string
}

func newTrace(out io.Writer, program *flows.Program) *trace {
	t := &trace{out: out}
	if t.place = t.widest(program); t.place > placeMax {
		t.short = true
		t.place = min(t.widest(program), placeMax)
	}
	return t
}

// widest is how wide the column of places must be.
func (t *trace) widest(program *flows.Program) int {
	width := 0
	for _, flow := range program.Flows() {
		width = max(width, len(t.placeOf(flow.Pos)))
	}
	program.EachStep(func(step *flows.Placed) { width = max(width, len(t.placeOf(step.Pos))) })
	return width
}

// placeOf is a place without its column: a step begins a line of its own.
func (t *trace) placeOf(pos source.Pos) string {
	switch {
	case pos.Line == 0:
		return ""
	case t.short:
		return fmt.Sprintf("%s:%d", filepath.Base(pos.File), pos.Line)
	}
	return fmt.Sprintf("%s:%d", pos.File, pos.Line)
}

func (t *trace) begin(call flows.CallInfo, route flows.Route) {
	t.began = call.Started
	fmt.Fprintf(t.out, "%s calls %s (%s), language %s\n\n",
		printable(cmp.Or(call.From, "somebody unknown")), printable(call.To), route.Pattern, printable(call.Language))
}

// beginText tells who writes to whom.
func (t *trace) beginText(call flows.CallInfo, text string) {
	t.began = call.Started
	fmt.Fprintf(t.out, "%s writes to %s: %s\n\n", printable(cmp.Or(call.From, "somebody unknown")), printable(call.To),
		printable(text))
}

// tell writes one fact.
func (t *trace) tell(f flows.Fact) {
	switch f.Kind {
	case flows.FlowBegun:
		t.head(f, "flow "+f.Flow)
	case flows.WalkResumed:
		t.head(f, "flow "+f.Flow+", taken up again")
	case flows.StepBegun:
		t.stepHead(f, "")
	case flows.StepPassed:
		t.stepHead(f, ", passed over")
	case flows.WalkEnded: // the outcome is told by end
	default:
		t.inside(f)
	}
}

// inside writes what happened in a step, under the step's own line.
func (t *trace) inside(f flows.Fact) {
	verb, text := words(f)
	if verb == "" {
		return
	}
	if f.Step != "" && f.Step != t.step {
		t.stepHead(f, ", again")
	}
	t.line(f.At, "", fmt.Sprintf("  %-8s %s", verb, text))
}

// words is how a fact of a step reads; an empty verb is a fact that needs no line.
func words(f flows.Fact) (verb, text string) {
	text = printable(f.Text)
	switch f.Kind {
	case flows.FlowEnded:
		return "ends", "flow " + f.Flow + ": " + f.Outcome
	case flows.StepEnded:
		if f.Outcome == "" || f.Outcome == "done" {
			return "", ""
		}
		return "result", printable(f.Outcome) + after(f.Took)
	case flows.StepFailed:
		return "fails", text
	case flows.AnswerBegun:
		return "answers", ""
	case flows.AttemptBegun:
		return "asks", "attempt " + text
	case flows.PromptBegun:
		return "plays", text
	case flows.PromptEnded:
		if f.Outcome == "failed" {
			return "silence", text + " could not be played"
		}
		return "played", text + after(f.Took)
	case flows.PromptCut:
		return "cut", text + after(f.Took)
	case flows.KeyWas:
		return "key", text
	case flows.WayTaken:
		if text == "ok" {
			return "", "" // the result has said so
		}
		return "takes", text
	case flows.AttemptEnded, flows.CallSent, flows.CallOver, flows.KeysTaken:
		return "", "" // the result, and the end, say so
	case flows.LegDialled:
		return "dials", text
	case flows.LegRang, flows.LegProgress, flows.LegAnswered:
		return "leg", strings.TrimPrefix(string(f.Kind), "leg-") + after(f.Took)
	case flows.LegEnded:
		return "leg", "gone: " + printable(f.Outcome) + after(f.Took)
	case flows.LegKeyWas:
		return "leg", "key " + text
	case flows.PartyJoined, flows.PartyParted, flows.QueuePlaced:
		return "", "" // who hears whom follows from the rest, and nobody else waits
	case flows.RecordBegun:
		return "records", text
	case flows.RecordEnded:
		return "recorded", text + after(f.Took)
	case flows.QueueJoined:
		return "queue", text
	case flows.QueueOffered, flows.QueueConnected:
		return "agent", text + " " + strings.TrimPrefix(string(f.Kind), "queue-") + after(f.Took)
	case flows.QueueLeft:
		return "queue", text + " left: " + printable(f.Outcome) + after(f.Took)
	case flows.AgentChanged:
		return "agent", text + " " + printable(f.Outcome)
	case flows.SupervisorCame, flows.SupervisorLeft, flows.SupervisorRefused:
		return "supervisor", text + " " + strings.TrimPrefix(string(f.Kind), "supervisor-")
	case flows.Logged:
		return "logs", f.Level + ": " + text
	}
	return string(f.Kind), text
}

func after(took time.Duration) string {
	if took < time.Millisecond {
		return ""
	}
	return fmt.Sprintf(" (%v)", took.Round(time.Millisecond))
}

func (t *trace) stepHead(f flows.Fact, remark string) {
	t.head(f, fmt.Sprintf("%s (%s)%s", f.Type, f.Step, remark))
	t.step = f.Step
}

func (t *trace) head(f flows.Fact, text string) {
	t.line(f.At, t.placeOf(f.Pos), text)
	t.step = ""
}

func (t *trace) line(at time.Time, place, text string) {
	line := fmt.Sprintf("%8.3f  %-*s  %s", at.Sub(t.began).Seconds(), t.place, place, text)
	fmt.Fprintln(t.out, strings.TrimRight(line, " "))
}

// end writes how the call ended; went is where in the dialplan, if it went there.
func (t *trace) end(outcome flows.Outcome, went *flows.Place, at time.Time) {
	text := fmt.Sprintf("the call ended: %v (%d)", outcome.Cause, outcome.Cause)
	switch outcome.Status {
	case flows.Ended:
		if t.text {
			text = "the text was taken"
		}
	case flows.Left:
		text = "the dialplan goes on with the call" + dialplanPlace(went)
	case flows.HungUp:
		text = fmt.Sprintf("the caller hung up: %v (%d)", outcome.Cause, outcome.Cause)
	case flows.Failed, flows.Detached:
		what := map[bool]string{false: "call", true: "text"}[t.text]
		text = fmt.Sprintf("the %s failed: %s", what, printable(fmt.Sprint(outcome.Err)))
	}
	fmt.Fprintln(t.out)
	t.line(at, "", text)
}

// dialplanPlace is a place as the dialplan writes it: context,extension,priority.
func dialplanPlace(place *flows.Place) string {
	if place == nil || *place == (flows.Place{}) {
		return ""
	}
	return fmt.Sprintf(" at %s,%s,%s", cmp.Or(place.Context, "(its context)"),
		cmp.Or(place.Extension, "(its extension)"), cmp.Or(place.Priority, "1"))
}

// printable is the first line of a text, without what would move a terminal's cursor.
func printable(text string) string {
	text, _, _ = strings.Cut(text, "\n")
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return '�'
	}, text)
}
