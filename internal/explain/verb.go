package explain

import (
	"strings"

	"github.com/ariapp/ariapp/flows"
)

// verbs say what the steps of a kind do; what they do it with stands behind.
func verbs() map[string]string {
	return map[string]string{
		"answer": "answers", "ring": "rings", "progress": "plays before the answer", "hangup": "hangs up",
		"reject": "refuses the call", "continue": "leaves to the dialplan", "play": "plays", "say": "says",
		"tone": "plays the tone", "silence": "is silent for", "moh": "plays music", "language": "speaks", "menu": "asks",
		"collect": "asks for digits:", "set": "sets", "if": "asks itself whether", "switch": "looks at",
		"split": "deals callers out", "repeat": "repeats", "goto": "goes on at", "call": "runs the flow",
		"return": "goes back with", "hours": "asks the schedule", "override": "sets the schedule", "lookup": "looks up",
		"store": "asks the store for", "http": "asks", "wait": "waits", "log": "logs",
	}
}

// verb says what a step does, with its id in front of it.
func (w *walk) verb(step *flows.Placed) string {
	does, known := verbs()[step.Kind]
	if !known {
		does = strings.ReplaceAll(step.Kind, "_", " ")
	}
	words := w.index.Words(step)
	if step.Kind == "return" && words == "" {
		does = "goes back"
	}
	text := strings.TrimSpace(does + " " + words)
	if id := w.index.Field(step, "id"); id != nil {
		text = id.Value + ": " + text
	}
	return text
}

// named is what a step is called where another leads to it.
func (w *walk) named(step *flows.Placed) string {
	if id := w.index.Field(step, "id"); id != nil {
		return step.Kind + " " + id.Value
	}
	return strings.TrimSpace(step.Kind + " " + w.index.Words(step))
}
