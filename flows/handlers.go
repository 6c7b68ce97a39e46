package flows

import (
	"slices"
	"strconv"

	"github.com/ariapp/ariapp/flows/source"
)

// Handler is what is done when an event such as no-input happens: from the
// Count-th time on, if its condition holds.
type Handler struct {
	// Count is the occurrence from which the handler applies, 1 for always.
	Count int
	// Replay tells whether the prompt is played again afterwards.
	Replay bool
	// Block are the steps to take.
	Block *Block

	when    Value[bool]
	hasWhen bool
}

// Handlers are the handlers of one event in one scope, ordered by count.
type Handlers []Handler

// handlerEvents are the events that menus and collects hand to handlers; a
// flow and the whole file may have handlers for them too.
var handlerEvents = []string{"on_noinput", "on_nomatch", "on_exhausted"}

// parseHandlers reads the forms that a handler may have:
//
//	on_nomatch: {play: invalid}              steps, each time
//	on_nomatch: {steps: …, when: …, replay_prompt: false}
//	on_nomatch: {1: …, 2: …}                 either form by count
func (c *compiler) parseHandlers(what string, n *source.Node) any {
	var set Handlers
	if n.Kind == source.Map && len(n.Pairs) > 0 && isCount(n.Pairs[0].Key.Value) {
		for key, value := range n.All() {
			count, err := strconv.Atoi(key.Value)
			if err != nil || count < 1 {
				c.report.WrongType(key, "a count of "+what, "a whole number from 1")
				continue
			}
			if h, ok := c.handler(what+"."+key.Value, value, count); ok {
				set = append(set, h)
			}
		}
		slices.SortStableFunc(set, func(a, b Handler) int { return a.Count - b.Count })
	} else if h, ok := c.handler(what, n, 1); ok {
		set = append(set, h)
	}
	if c.step != nil {
		c.step.handlers[what] = set
	}
	return set
}

func isCount(s string) bool {
	_, err := strconv.Atoi(s)
	return err == nil
}

func (c *compiler) handler(what string, n *source.Node, count int) (Handler, bool) {
	h := Handler{Count: count, Replay: true}
	if key := n.KeyNode("replay_prompt"); key != nil && n.Get("steps") == nil {
		c.report.Errorf(key, "missing-field", "a handler with replay_prompt needs steps")
		return h, false
	}
	if n.Kind != source.Map || n.Get("steps") == nil {
		h.Block = c.block(n, what, blockAgain)
		return h, h.Block != nil
	}
	for key, value := range n.All() {
		switch key.Value {
		case "steps":
			h.Block = c.block(value, what, blockAgain)
		case "when":
			h.when, h.hasWhen = c.parseCondition("when", value).(Value[bool])
		case "replay_prompt":
			replay, ok := parseBool(value.Value)
			if !ok {
				c.report.WrongType(value, "replay_prompt", "true or false")
			}
			h.Replay = replay
		default:
			c.report.Unknown(key, "unknown-key", "key of a handler", []string{"steps", "when", "replay_prompt"})
		}
	}
	return h, h.Block != nil
}

// Pick is the handler for the count-th occurrence: of the nearest scope that
// has one whose count is reached and whose condition holds, that with the
// highest count. Scopes are the step's own, then the flow's, then the file's.
func (r *Run) Pick(event string, own Handlers, count int) (*Handler, error) {
	scopes := []Handlers{own, r.walker.flowFrame().flow.handlers[event], r.walker.program.handlers[event]}
	for _, scope := range scopes {
		for i := len(scope) - 1; i >= 0; i-- {
			h := &scope[i]
			if h.Count > count {
				continue
			}
			if h.hasWhen {
				holds, err := h.when.Eval(r)
				if err != nil {
					return nil, err
				}
				if !holds {
					continue
				}
			}
			return h, nil
		}
	}
	return nil, nil
}
