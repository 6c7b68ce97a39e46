package steps

import (
	"context"
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/dialling"
	"github.com/ariapp/ariapp/flows/source"
)

// dialConfirm asks whoever answers to press a key.
type dialConfirm struct {
	prompt, apology []flows.Value[string]
	accept, decline string
	timeout         flows.Value[time.Duration]
	attempts        int
}

// dialConfirmType reads {prompt, accept, decline, timeout, attempts, apology}: *dialConfirm.
func dialConfirmType() flows.Type {
	const accepts = "a mapping with prompt, accept, decline, timeout, attempts and apology"
	fields := dialConfirmFields()
	return flows.NewType("confirmation", accepts, func(p flows.Parser, n *source.Node) any {
		if n.Kind != source.Map {
			p.Report().WrongType(n, "confirm", accepts)
			return nil
		}
		c := &dialConfirm{accept: "1", decline: "2", timeout: flows.Fixed(confirmTime), attempts: 1}
		for key, item := range n.All() {
			switch key.Value {
			case "prompt":
				c.prompt, _ = p.Parse(flows.Media, key.Value, item).([]flows.Value[string])
			case "apology":
				c.apology, _ = p.Parse(flows.Media, key.Value, item).([]flows.Value[string])
			case "accept":
				c.accept = dialCode(p, key.Value, item)
			case "decline":
				c.decline = dialCode(p, key.Value, item)
			case "timeout":
				if v, ok := p.Parse(flows.Duration, key.Value, item).(flows.Value[time.Duration]); ok {
					c.timeout = v
				}
			case "attempts":
				if v, ok := p.Parse(flows.Whole, key.Value, item).(flows.Value[int]); ok {
					c.attempts, _ = v.Constant()
				}
			default:
				p.Report().Unknown(key, "unknown-key", "key of confirm", fieldNames(fields))
			}
		}
		switch {
		case n.Get("prompt") == nil:
			p.Report().Errorf(n, "missing-field", "confirm needs prompt: what the callee is asked")
			return nil
		case strings.HasPrefix(c.accept, c.decline) || strings.HasPrefix(c.decline, c.accept) || c.attempts < 1:
			p.Report().Errorf(n, "rule", "accept and decline must be different keys, neither beginning with the other, and "+
				"attempts at least 1")
			return nil
		}
		return c
	}).Shaped(flows.Shape{Fields: fields})
}

func dialConfirmFields() []flows.Field {
	return []flows.Field{
		{Name: "prompt", Type: flows.Media, Required: true, Doc: "What the callee is asked."},
		{Name: "accept", Type: flows.Text, Default: "1", Doc: "The key that takes the call."},
		{Name: "decline", Type: flows.Text, Default: "2", Doc: "The key that does not."},
		{Name: "timeout", Type: flows.Duration, Default: "15s", Doc: "How long to wait for a key after the prompt."},
		{Name: "attempts", Type: flows.Whole, Default: "1", Doc: "How often to ask; then the call is declined."},
		{Name: "apology", Type: flows.Media, Doc: "What those hear who were asked when another was quicker."},
	}
}

// dialCode reads keys; "" after a finding, which no keys equal.
func dialCode(p flows.Parser, what string, n *source.Node) string {
	code, err := dialling.ParseCode(n.Value)
	if n.Kind != source.Scalar || err != nil {
		p.Report().WrongType(n, what, "one to eight keys, such as 1 or *1")
		return "?" + what
	}
	return code
}

// ask puts the question to a leg.
func (d *dialRun) ask(ctx context.Context, l *dialLeg) error {
	l.tries++
	l.until = time.Time{}
	playback, err := d.r.PlayTo(ctx, l.party, d.asks)
	if err != nil {
		return d.unheard(ctx, l, err)
	}
	l.asked = playback
	return nil
}

// unheard is for a leg to which nothing can be played: it has hung up, and its end is told next.
func (d *dialRun) unheard(ctx context.Context, l *dialLeg, err error) error {
	if !flows.IsFailure(ctx, err) {
		return err
	}
	d.r.Log("info", "a callee heard nothing: "+err.Error())
	return d.drop(ctx, l, dialling.ConfirmFailed, flows.CauseNormal)
}

// askAgain asks once more, or takes silence for no.
func (d *dialRun) askAgain(ctx context.Context, l *dialLeg) error {
	if l.tries < d.confirm.attempts {
		return d.ask(ctx, l)
	}
	return d.drop(ctx, l, dialling.ConfirmFailed, flows.CauseNormal)
}

// chosen takes a leg's answer to the question.
func (d *dialRun) chosen(ctx context.Context, l *dialLeg, code string) error {
	switch code {
	case d.confirm.accept:
		if err := d.cut(ctx, l); err != nil {
			return err
		}
		return d.take(ctx, l)
	case d.confirm.decline:
		return d.drop(ctx, l, dialling.ConfirmFailed, flows.CauseNormal)
	}
	return nil
}

// cut stops what plays to a leg.
func (d *dialRun) cut(ctx context.Context, l *dialLeg) error {
	if l.asked == "" {
		return nil
	}
	playback := l.asked
	l.asked = ""
	return d.r.Stop(ctx, playback)
}

// apologise tells one who was asked that another was quicker.
func (d *dialRun) apologise(ctx context.Context, l *dialLeg) error {
	if err := d.cut(ctx, l); err != nil {
		return err
	}
	playback, err := d.r.PlayTo(ctx, l.party, d.sorry)
	if err != nil && !flows.IsFailure(ctx, err) {
		return err
	}
	if err != nil {
		return d.hangup(ctx, l, causeElsewhere)
	}
	l.asked, l.state = playback, legSorry
	return nil
}
