package steps

import (
	"context"
	"crypto/subtle"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/digits"
	"github.com/ariapp/ariapp/flows/source"
)

// pin is a number that a caller must know to hear a menu.
type pin struct {
	value    flows.Value[flows.Secret]
	attempts int
	asking   asking
}

// pinType reads {value, prompt, attempts}: *pin.
func pinType() flows.Type {
	accepted := []string{"value", "prompt", "attempts"}
	return flows.NewType("pin", "a mapping with value", func(p flows.Parser, n *source.Node) any {
		if n.Kind != source.Map || n.Get("value") == nil {
			p.Report().WrongType(n, "pin", "a mapping with value, and if need be prompt and attempts")
			return nil
		}
		matcher, _ := digits.NewMatcher(digits.Rule{Terminators: digits.KeySetOf('#')})
		door := &pin{attempts: 3, asking: asking{matcher: matcher, secret: true, takesAll: true, bargein: bargeinAny,
			first: flows.Fixed(5 * time.Second), inter: flows.Fixed(2 * time.Second)}}
		for key, item := range n.All() {
			switch key.Value {
			case "value":
				door.value, _ = p.Parse(flows.Sealed, "value", item).(flows.Value[flows.Secret])
			case "prompt":
				if media, ok := p.Parse(flows.Media, "prompt", item).([]flows.Value[string]); ok {
					door.asking.prompts = [][]flows.Value[string]{media}
				}
			case "attempts":
				if v, ok := p.Parse(flows.Whole, "attempts", item).(flows.Value[int]); ok {
					if door.attempts, ok = v.Constant(); !ok || door.attempts < 1 {
						p.Report().WrongType(item, "attempts", "a whole number from 1")
					}
				}
			default:
				p.Report().Unknown(key, "unknown-key", "key of pin", accepted)
			}
		}
		return door
	}).Shaped(flows.Shape{Fields: pinFields()})
}

// pinFields are the keys of a pin.
func pinFields() []flows.Field {
	return []flows.Field{
		{Name: "value", Type: flows.Sealed, Required: true, Doc: "The PIN; an empty one opens to nobody."},
		{Name: "prompt", Type: flows.Media, Doc: "How it is asked for."},
		{Name: "attempts", Type: flows.Whole, Default: "3", Doc: "How often the caller may try."},
	}
}

// open asks for the PIN; an empty one opens to nobody.
func (p *pin) open(ctx context.Context, r *flows.Run, answer flows.Value[bool]) (bool, error) {
	p2 := p.asking
	p2.answer = answer
	var s askState
	defer r.Unmask()
	if err := p2.begin(ctx, r, &s); err != nil {
		return false, err
	}
	sealed, err := p.value.Eval(r)
	if err != nil {
		return false, err
	}
	want := flows.Reveal(sealed)
	var e entry
	for s.Attempt < p.attempts {
		prompt, err := p2.prompt(r, &s)
		if err != nil {
			return false, err
		}
		s.Attempt++
		if e, err = p2.attempt(ctx, r, prompt, e.awaited()); err != nil {
			return false, err
		}
		if e.verdict == digits.Complete && want != "" &&
			subtle.ConstantTimeCompare([]byte(e.value), []byte(want)) == 1 {
			return true, nil
		}
		r.Keys().Clear()
	}
	return false, nil
}
