package explain

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/graph/gist"
)

// dealer is a step that deals callers out.
type dealer interface {
	Deal(by, address string) (label string, ok bool)
}

// caser is a step that takes a way by a value.
type caser interface {
	Case(value string) (label string)
}

// decide foresees which ways a step takes: their labels, nil for any. What it
// finds is added to the step's line.
func (w *walk) decide(n *Node, step *flows.Placed, s state) (chosen []string, next state) {
	switch step.Kind {
	case "if":
		return w.decideIf(n, step, s), s
	case "repeat":
		if while, words := w.condition(step, "while", s); while == fails {
			n.Text += fmt.Sprintf(" (%s does not hold)", words)
			return []string{"done"}, s
		}
	case "switch":
		return w.decideSwitch(n, step, s), s
	case "hours":
		return w.decideHours(n, step, s)
	case "split":
		if d, ok := step.Step.(dealer); ok {
			by, known := w.dealtBy(step, s)
			if label, ok := d.Deal(by, step.Address); known && ok {
				n.Text += " (this caller always goes the same way)"
				return []string{label}, s
			}
		}
	}
	return nil, s
}

// dealtBy is the value that a split deals by.
func (w *walk) dealtBy(step *flows.Placed, s state) (string, bool) {
	value, ok := w.value(step, "by", s)
	if !ok || !isPlain(value) {
		return "", false
	}
	return fmt.Sprint(value), true
}

func (w *walk) decideIf(n *Node, step *flows.Placed, s state) []string {
	switch is, _ := w.condition(step, "is", s); is {
	case holds:
		n.Text += " (it holds)"
		return []string{"then"}
	case fails:
		n.Text += " (it does not hold)"
		return []string{"else"}
	}
	n.Text += " (it depends on the call)"
	return nil
}

func (w *walk) decideSwitch(n *Node, step *flows.Placed, s state) []string {
	value, ok := w.value(step, "value", s)
	cases, isSwitch := step.Step.(caser)
	if !ok || !isSwitch || !isPlain(value) {
		n.Text += " (it depends on the call)"
		return nil
	}
	text := fmt.Sprint(value)
	shown := text
	if w.index.IsSecretChoice(step) {
		shown = gist.Stars
	}
	n.Text += fmt.Sprintf(" (it is %s)", shown)
	return []string{cases.Case(text)}
}

// isPlain tells of values that read in a text as they are printed.
func isPlain(value any) bool {
	switch value.(type) {
	case string, int, bool:
		return true
	}
	return false
}

// decideHours asks the schedule, and says which rule decides until when.
func (w *walk) decideHours(n *Node, step *flows.Placed, s state) ([]string, state) {
	name := ""
	if field := w.index.Field(step, "schedule"); field != nil {
		name = field.Value
	}
	if w.Schedules == nil {
		return nil, s
	}
	d, err := w.Schedules.Decide(w.ctx, name, w.At)
	if err != nil {
		n.Text += fmt.Sprintf(" (%v)", err)
	}
	is := "closed"
	if d.Open {
		is = "open"
	}
	n.Text += fmt.Sprintf(": it is %s by %q", is, d.Rule)
	if !d.Until.IsZero() {
		n.Text += ", until " + d.Until.Format("Mon 2006-01-02 15:04 MST")
	}
	if w.reach.changes(schedules, step) {
		n.Text += "; the call may set it by hand before"
		return nil, s
	}
	chosen := is
	if d.Status == "holiday" && hasWay(w.Program.Ways(step), "holiday") {
		chosen = "holiday"
	}
	return []string{chosen}, s.with(step.Address, d)
}

func hasWay(ways []flows.Way, label string) bool {
	return slices.ContainsFunc(ways, func(way flows.Way) bool { return strings.EqualFold(way.Label, label) })
}
