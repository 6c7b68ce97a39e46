package steps

import (
	"context"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/digits"
	"github.com/ariapp/ariapp/flows/source"
)

// confirm asks whether an entry is right.
type confirm struct {
	asking        asking
	accept, retry string
	attempts      int
}

// confirmVerdict is the caller's answer.
type confirmVerdict int

const (
	unanswered confirmVerdict = iota
	accepted
	rejected
)

// confirmType reads {prompt, accept, retry, attempts, timeout}: *confirm.
func confirmType() flows.Type {
	return flows.NewType("confirm", "a mapping with prompt, accept, retry, attempts and timeout",
		func(p flows.Parser, n *source.Node) any {
			if n.Kind != source.Map {
				p.Report().WrongType(n, "confirm", "a mapping with prompt, accept, retry, attempts and timeout")
				return nil
			}
			c := &confirm{accept: "1", retry: "2", attempts: 3}
			timeout := flows.Fixed(5 * time.Second)
			for key, item := range n.All() {
				switch key.Value {
				case "prompt":
					if media, ok := p.Parse(flows.Media, "prompt", item).([]flows.Value[string]); ok {
						c.asking.prompts = [][]flows.Value[string]{media}
					}
				case "accept":
					c.accept = item.Value
				case "retry":
					c.retry = item.Value
				case "attempts":
					if v, ok := p.Parse(flows.Whole, "attempts", item).(flows.Value[int]); ok {
						c.attempts, _ = v.Constant()
					}
				case "timeout":
					if v, ok := p.Parse(flows.Duration, "timeout", item).(flows.Value[time.Duration]); ok {
						timeout = v
					}
				default:
					p.Report().Unknown(key, "unknown-key", "key of confirm",
						[]string{"prompt", "accept", "retry", "attempts", "timeout"})
				}
			}
			return c.finish(p, n, timeout)
		}).Shaped(flows.Shape{Fields: confirmFields()})
}

// confirmFields are the keys of confirm.
func confirmFields() []flows.Field {
	return []flows.Field{
		{Name: "prompt", Type: flows.Media, Required: true, Doc: "What is asked: say the entry in it."},
		{Name: "accept", Type: flows.Text, Default: "1", Doc: "The key for yes."},
		{Name: "retry", Type: flows.Text, Default: "2", Doc: "The key that asks for the entry anew."},
		{Name: "attempts", Type: flows.Whole, Default: "3", Doc: "How often to ask."},
		{Name: "timeout", Type: flows.Duration, Default: "5s", Doc: "How long to wait for the key."},
	}
}

// finish checks the parts together and makes the question.
func (c *confirm) finish(p flows.Parser, n *source.Node, timeout flows.Value[time.Duration]) any {
	if c.asking.prompts == nil {
		p.Report().Errorf(n, "missing-field", "confirm needs prompt: what to ask, such as [you-entered, "+
			"'digits:${steps.id.value}', if-correct-press, 'digits:1']")
		return nil
	}
	rule := digits.Rule{Values: []string{c.accept, c.retry}}
	m, err := digits.NewMatcher(rule)
	if err != nil || c.accept == c.retry || len(m.Unreachable()) > 0 || c.attempts < 1 {
		p.Report().Errorf(n, "rule", "accept and retry must be two different keys or runs of keys, neither beginning "+
			"with the other, and attempts at least 1")
		return nil
	}
	c.asking.matcher, c.asking.bargein = m, bargeinAny
	c.asking.first, c.asking.inter = timeout, flows.Fixed(2*time.Second)
	c.asking.typeahead = flows.Fixed(true)
	return c
}

// ask plays the question up to attempts times.
func (c *confirm) ask(ctx context.Context, r *flows.Run) (confirmVerdict, error) {
	prompt, err := r.Media(c.asking.prompts[0])
	if err != nil {
		return unanswered, err
	}
	for range c.attempts {
		e, err := c.asking.attempt(ctx, r, prompt, false)
		switch {
		case err != nil:
			return unanswered, err
		case e.verdict == digits.Complete && e.value == c.accept:
			return accepted, nil
		case e.verdict == digits.Complete:
			return rejected, nil
		}
		r.Keys().Clear()
	}
	return unanswered, nil
}
