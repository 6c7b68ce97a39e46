package scenario

import (
	"context"
	"strings"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
)

// SentText is a text that the flows send.
type SentText struct {
	// To is the endpoint, Body what is written to it, From who sends it; "" for any.
	To, Body, From string
	Pos            source.Pos
}

// CheckTexts reports texts to flows that take none; flow is the one of messages, "" for none.
func (f *File) CheckTexts(flow string, report *source.Report) {
	for _, one := range f.Cases {
		if one.Given.Text != "" && flow == "" {
			newReader(report).errorf(&source.Node{Pos: placeOr(one.Given.Places, "text", one.Pos), Value: "text"}, "no-texts",
				"no flow takes texts: the file has no `messages: {flow: NAME}`")
		}
	}
}

// texts reads what is sent.
func (r *reader) texts(n *source.Node) []SentText {
	if n == nil {
		return nil
	}
	all := []SentText{}
	for _, item := range n.Elements() {
		fields := r.fields(item, "a text", "to", "body", "from")
		if fields != nil && fields["to"] == nil {
			r.errorf(item, "missing-field", "a text needs to: the endpoint that it is sent to")
		}
		all = append(all, SentText{To: r.text(fields["to"], "to", "an endpoint such as PJSIP/100"),
			Body: r.text(fields["body"], "body", "what is written"), From: r.text(fields["from"], "from", "who sends it"),
			Pos: item.Pos})
	}
	return all
}

// textOnly refuses what nobody does who has sent a text, and expectations that no text meets.
func (r *reader) textOnly(c *Case) {
	if c.Given.Text == "" {
		return
	}
	for i := range c.Acts {
		act := &c.Acts[i]
		heard := act.Want.Sort == Prompt || act.Want.Sort == Said || act.Want.Sort == Sounds
		if act.Kind != Expect && act.Kind != Await || heard {
			r.errorf(&source.Node{Pos: act.Pos}, "impossible",
				"a text has no telephone: only a step, a request or a line of the log can be expected")
		}
	}
}

// route is what takes the case's call, or its text; false after a failure.
func (r *Result) route(s Setting) (flows.Route, bool) {
	given := &r.Case.Given
	if given.Text == "" {
		route, ok := s.Program.Route(given.To)
		if !ok {
			r.fail(placeOr(given.Places, "to", r.Case.Pos), "no number takes a call to %q", given.To)
		}
		return route, ok
	}
	flow := s.Program.Flow(s.Texts)
	if flow == nil {
		r.fail(placeOr(given.Places, "text", r.Case.Pos), "no flow takes texts")
	}
	return flows.Route{Flow: flow, Vars: map[string]any{flows.TextVariable: given.Text}}, flow != nil
}

// SendMessage notes a text that is sent.
func (p *phone) SendMessage(ctx context.Context, to, from, body string, variables map[string]string) error {
	if err := p.Phone.SendMessage(ctx, to, from, body, variables); err != nil {
		return err
	}
	sent := SentText{To: "PJSIP/" + withoutTechnology(to), From: from, Body: body}
	p.run.result.Texts = append(p.run.result.Texts, sent)
	p.run.result.note(p.Now(), "a text is sent to "+shown(sent.To))
	return nil
}

// withoutTechnology is an endpoint of PJSIP, or its address, without what stands before its name.
func withoutTechnology(to string) string {
	return strings.TrimPrefix(strings.TrimPrefix(to, "pjsip:"), "PJSIP/")
}

// judgeTexts looks at what was sent.
func (r *Result) judgeTexts() {
	want := r.Case.End.Texts
	if want == nil {
		return
	}
	for i, one := range want {
		if i >= len(r.Texts) {
			r.fail(one.Pos, "wanted a text to %s, instead %d were sent", one.To, len(r.Texts))
			return
		}
		got := r.Texts[i]
		switch {
		case withoutTechnology(one.To) != withoutTechnology(got.To):
			r.fail(one.Pos, "wanted a text to %s, instead it was sent to %s", one.To, shown(got.To))
		case one.Body != "" && one.Body != got.Body:
			r.fail(one.Pos, "wanted the text %s, instead it was %s", valueText(one.Body), valueText(got.Body))
		case one.From != "" && one.From != got.From:
			r.fail(one.Pos, "wanted the text to come from %s, instead it came from %s", one.From, shown(got.From))
		}
	}
	if more := r.Texts[len(want):]; len(more) > 0 {
		r.fail(placeOr(r.Case.End.Places, "texts", r.Case.Pos), "wanted %d texts to be sent, instead there was one to %s",
			len(want), shown(more[0].To))
	}
}

// texts writes what must be sent.
func (w *writer) texts(all []SentText) {
	if all != nil && len(all) == 0 {
		w.value(3, "texts", "[]")
	} else if len(all) > 0 {
		w.line(3, "texts:")
	}
	for _, one := range all {
		var f inline
		f.add("to", text(one.To))
		f.add("body", textOrNone(one.Body))
		f.add("from", textOrNone(one.From))
		w.line(4, "- "+f.String())
	}
}
