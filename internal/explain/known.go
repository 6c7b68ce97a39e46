package explain

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ariapp/ariapp/flows"
)

// answer is what is foreseen of a condition.
type answer int

const (
	unknown answer = iota
	holds
	fails
)

// state is what has been decided on the way to a step.
type state struct {
	decided map[string]flows.Decision // by address
	depth   int
	// first tells that no flow waits for the present one.
	first bool
}

func (s state) with(address string, d flows.Decision) state {
	decided := map[string]flows.Decision{address: d}
	for other, decision := range s.decided {
		if other != address {
			decided[other] = decision
		}
	}
	s.decided = decided
	return s
}

func (s state) deeper() state {
	s.depth++
	return s
}

// known gives the values that are the same for this call whatever happens before the step.
func (w *walk) known(step *flows.Placed, s state) func(path []string) (any, bool) {
	return func(path []string) (any, bool) {
		if len(path) < 2 {
			return nil, false
		}
		switch path[0] {
		case "call":
			return w.ofCall(path, step)
		case "config":
			_, config := w.Program.Declared()
			return within(config, path[1:])
		case "vars":
			if w.reach.changes(path[1], step) || w.Text && path[1] == flows.TextVariable {
				return nil, false
			}
			if value, ok := within(w.route.Vars, path[1:]); ok {
				return value, true
			}
			vars, _ := w.Program.Declared()
			return within(vars, path[1:])
		case "steps":
			return ofDecision(path, step, s)
		}
		return nil, false
	}
}

func (w *walk) ofCall(path []string, step *flows.Placed) (any, bool) {
	if len(path) != 2 {
		return nil, false
	}
	switch path[1] {
	case "to":
		return w.To, w.To != ""
	case "from":
		return w.From, w.From != "" || w.Withheld
	case "language":
		return w.language, w.language != "" && !w.reach.changes(language, step)
	case "captures":
		return w.route.Captures, w.route.Captures != nil
	case "started":
		return w.At, true
	}
	return nil, false
}

// ofDecision is a result of an hours step that has been decided on the way.
func ofDecision(path []string, step *flows.Placed, s state) (any, bool) {
	if len(path) != 3 || step.Flow() == nil {
		return nil, false
	}
	d, ok := s.decided[step.Flow().Name+"/"+path[1]]
	if !ok {
		return nil, false
	}
	switch path[2] {
	case "open":
		return d.Open, true
	case "status":
		return d.Status, true
	case "rule":
		return d.Rule, true
	case "until":
		return d.Until, true
	}
	return nil, false
}

// within looks a value up in mappings.
func within(values map[string]any, path []string) (any, bool) {
	value, ok := values[path[0]]
	for _, name := range path[1:] {
		inner, isMap := value.(map[string]any)
		if !isMap {
			return nil, false
		}
		value, ok = inner[name]
		if !ok {
			return nil, false
		}
	}
	return value, ok
}

// value foresees a field of a step that is one expression, or written out.
func (w *walk) value(step *flows.Placed, field string, s state) (any, bool) {
	for _, use := range w.uses[step] {
		if use.Field == field {
			if !use.Whole {
				return nil, false
			}
			return flows.Foresee(use.Source, w.known(step, s))
		}
	}
	n := w.index.Field(step, field)
	if n == nil {
		return nil, false
	}
	return n.Value, true
}

// condition foresees a condition; words are it as it is written.
func (w *walk) condition(step *flows.Placed, field string, s state) (a answer, words string) {
	words = w.index.Value(w.index.Field(step, field))
	if inner, ok := strings.CutPrefix(words, "${"); ok {
		words = strings.TrimSpace(strings.TrimSuffix(inner, "}"))
	}
	value, ok := w.value(step, field, s)
	switch text := fmt.Sprint(value); {
	case !ok:
		return unknown, words
	case slices.Contains([]string{"true", "yes", "on"}, text):
		return holds, words
	case slices.Contains([]string{"false", "no", "off"}, text):
		return fails, words
	}
	return unknown, words
}
