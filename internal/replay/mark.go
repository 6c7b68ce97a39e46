package replay

import (
	"fmt"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// isMark tells whether a fact is one of those that are compared.
func isMark(f flows.Fact) bool {
	switch f.Kind {
	case flows.FlowBegun, flows.FlowEnded, flows.StepBegun, flows.StepEnded, flows.StepFailed, flows.StepPassed,
		flows.AttemptBegun, flows.HotkeyWas, flows.WayTaken, flows.CallSent, flows.WalkEnded,
		flows.LegDialled, flows.RecordBegun:
		return true
	}
	return false
}

// sameMark compares two of them: not their time, nor why a step has failed, nor what a recording is called.
func sameMark(a, b flows.Fact) bool {
	if a.Kind != b.Kind || a.Flow != b.Flow || a.Step != b.Step || a.Type != b.Type || a.Outcome != b.Outcome {
		return false
	}
	switch a.Kind {
	case flows.AttemptBegun, flows.HotkeyWas, flows.WayTaken, flows.CallSent, flows.LegDialled:
		return a.Text == b.Text
	}
	return true
}

// isOffline tells that a fact is the first of a call that is over.
func isOffline(f flows.Fact) bool { return f.Kind == flows.CallOver || f.Kind == flows.WalkEnded }

// markText is how a fact reads.
func markText(f flows.Fact) string {
	step := f.Step + " (" + f.Type + ")"
	switch f.Kind {
	case flows.FlowBegun:
		return "the flow " + f.Flow + " begins"
	case flows.FlowEnded:
		return "the flow " + f.Flow + " ends: " + shown(f.Outcome)
	case flows.StepBegun:
		return step + " begins"
	case flows.StepEnded:
		if f.Outcome == "" {
			return step + " ends"
		}
		return step + " ends: " + shown(f.Outcome)
	case flows.StepFailed:
		return step + " fails: " + shown(f.Text)
	case flows.StepPassed:
		return step + " is passed over"
	case flows.AttemptBegun:
		return step + " asks, attempt " + f.Text
	case flows.HotkeyWas:
		return step + " is left for the hotkey " + f.Text
	case flows.WayTaken:
		return step + " takes " + shown(f.Text)
	case flows.CallSent:
		return step + " sends the call to " + shown(f.Text)
	case flows.LegDialled:
		return step + " dials " + shown(f.Text)
	case flows.RecordBegun:
		return step + " records"
	case flows.WalkEnded:
		return "the call is over: " + f.Outcome
	}
	return otherText(f)
}

// otherText is how a fact reads that is shown, though not compared; "" for none.
func otherText(f flows.Fact) string {
	switch f.Kind {
	case flows.PromptBegun:
		return "plays " + shown(f.Text)
	case flows.PromptCut:
		return "stops " + shown(f.Text)
	case flows.KeyWas:
		return "key " + f.Text
	case flows.KeysTaken:
		return "takes the keys " + f.Text
	case flows.AnswerBegun:
		return "answers"
	case flows.LegRang:
		return "it rings there"
	case flows.LegProgress:
		return "sounds come from there"
	case flows.LegAnswered:
		return "it is answered"
	case flows.LegKeyWas:
		return "their key " + f.Text
	case flows.LegEnded:
		return "they are gone: " + shown(f.Outcome)
	case flows.RecordEnded:
		return "has recorded for " + f.Took.Round(time.Millisecond).String()
	case flows.QueueJoined:
		return "waits in the queue " + shown(f.Text)
	case flows.QueuePlaced:
		return "is " + shown(f.Outcome) + " there"
	case flows.QueueOffered:
		return "agent " + shown(f.Text) + " is offered"
	case flows.QueueConnected:
		return "agent " + shown(f.Text) + " is connected"
	case flows.QueueLeft:
		return "leaves the queue: " + shown(f.Outcome)
	case flows.AgentChanged:
		return "agent " + shown(f.Text) + ": " + shown(f.Outcome)
	case flows.SupervisorCame, flows.SupervisorLeft, flows.SupervisorRefused:
		return "supervisor " + shown(f.Text) + ": " + string(f.Kind)
	case flows.Logged:
		return "logs " + f.Level + ": " + shown(f.Text)
	}
	return ""
}

// shown is a text in one line that is not too long.
func shown(text string) string {
	line := []rune(text)
	for i, r := range line {
		if r < ' ' {
			line[i] = ' '
		}
	}
	if len(line) > textShown {
		return string(line[:textShown]) + "…"
	}
	return string(line)
}

// counted is a number of things: 1 step, 2 steps.
func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
