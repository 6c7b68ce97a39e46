package steps

import (
	"context"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/digits"
	"github.com/ariapp/ariapp/flows/source"
)

func collectSpec() *flows.Spec {
	return &flows.Spec{
		Kind:    "collect",
		Pace:    flows.Waiting,
		Summary: "Asks the caller for digits, as `Read` does.",
		Doc: "An entry ends with a terminator, at its greatest length, as soon as nothing else can come of it, or " +
			"when `inter_timeout` passes; what was keyed in until then counts if it is a whole answer. A " +
			"terminator alone is no answer and uses up an attempt, unless `min` is 0 or " +
			"`keep_terminator_if_alone` is set. With `secret` the digits are stars in every log and trace, and " +
			"the value can only be compared with `same(steps.id.value, …)`.",
		Bare: true,
		Fields: append([]flows.Field{
			{Name: "min", Type: flows.Whole, Default: "1", Doc: "The least number of digits; 0 allows none."},
			{Name: "max", Type: flows.Whole, Doc: "The greatest number of digits, up to 255."},
			{Name: "length", Type: flows.Whole, Doc: "The exact number of digits, instead of min and max."},
			{Name: "terminators", Type: flows.Words, Default: "#", Doc: "The keys that end an entry, or `none`."},
			{Name: "keep_terminator_if_alone", Type: flows.Bool, Default: "false",
				Doc: "Take a terminator pressed alone as the value, as Read's option e does."},
			{Name: "pattern", Type: patternsType(), Doc: "What is accepted, as in the dialplan: `_2XX`; one or a list."},
			{Name: "values", Type: flows.Words, Doc: "What is accepted, digit by digit; one or a list."},
			{Name: "secret", Type: flows.Bool, Default: "false", Doc: "Hide what is entered everywhere."},
			{Name: "confirm", Type: confirmType(),
				Doc: "Ask whether the entry is right: prompt (needed), accept (1), retry (2, asks for the entry anew), " +
					"attempts (3), timeout (5s)."},
		}, askingFields("3", "0", "0")...),
		Result: askingResults(""),
		Example: "- collect: {id: account, prompt: vm-enter-num-to-call, length: 6}\n" +
			"- log: 'account ${steps.account.value}'\n",
		New: newCollect,
	}
}

type collect struct {
	asking
	confirm *confirm
}

// Results are those of every collect, with a secret value where the entry is one.
func (c *collect) Results() []flows.Result {
	if c.secret {
		return askingResults(flows.Secret{})
	}
	return askingResults("")
}

// AsksSecret tells whether the entry is a secret.
func (c *collect) AsksSecret() bool { return c.secret }

func newCollect(a flows.Args) flows.Step {
	c := &collect{asking: newAsking(a), confirm: flows.Get[*confirm](a, "confirm")}
	fixed := func(name string) int {
		n, ok := flows.Get[flows.Value[int]](a, name).Constant()
		if !ok {
			a.Errorf(name, "wrong-type", "%s must be written out; no ${…} is possible here", name)
		}
		return n
	}
	flag := func(name string) bool {
		b, ok := flows.Get[flows.Value[bool]](a, name).Constant()
		if !ok {
			a.Errorf(name, "wrong-type", "%s must be written out; no ${…} is possible here", name)
		}
		return b
	}
	rule := digits.Rule{Min: fixed("min"), Max: fixed("max"), Patterns: flows.Get[[]digits.Pattern](a, "pattern"),
		Values: flows.Get[[]string](a, "values"), Policy: policy(a),
		Terminators:           keySet(a, "terminators", flows.Get[[]string](a, "terminators")),
		KeepTerminatorIfAlone: flag("keep_terminator_if_alone")}
	if a.Has("length") {
		if a.Has("min") || a.Has("max") {
			a.Errorf("length", "exclusive-fields", "length excludes min and max")
		}
		rule.Min, rule.Max = fixed("length"), fixed("length")
		if rule.Max < 1 {
			a.Errorf("length", "wrong-type", "length must be at least 1")
		}
	}
	if rule.Min == 0 {
		c.legal = func(string) bool { return true }
	}
	c.secret = flag("secret")
	c.matcher = matcherFor(a, rule, map[string]string{"Min": "min", "Max": "max", "Values": "values",
		"Patterns": "pattern", "Terminators": "terminators", "Policy": "match"})
	reportUnreachable(a, c.matcher, map[digits.Source]string{
		digits.SourceValue: "values", digits.SourcePattern: "pattern"})
	return c
}

// reportUnreachable reports what no caller can enter.
func reportUnreachable(a flows.Args, m *digits.Matcher, fields map[digits.Source]string) {
	for _, u := range m.Unreachable() {
		if field, ok := fields[u.Source]; ok {
			a.Errorf(field, "unreachable-entry", "%s", u)
		}
	}
}

// patternsType takes one pattern or a list: []digits.Pattern.
func patternsType() flows.Type {
	return flows.NewType("patterns", "a pattern such as _2XX, or a list of them",
		func(p flows.Parser, n *source.Node) any {
			var patterns []digits.Pattern
			if len(n.Elements()) == 0 {
				p.Report().WrongType(n, p.What(), "a pattern such as _2XX, or a list of them")
				return nil
			}
			for _, item := range n.Elements() {
				pattern, ok := p.Pattern(item)
				if !ok {
					return nil
				}
				patterns = append(patterns, pattern)
			}
			return patterns
		}).Shaped(flows.Shape{Plain: true, List: &flows.Shape{Plain: true}})
}

// Ways are the answer and, by its handlers, the end of the attempts.
func (c *collect) Ways() []flows.Way { return []flows.Way{flows.WayOf("ok", flows.Advance())} }

func (c *collect) Run(ctx context.Context, r *flows.Run) (flows.Next, error) {
	var s askState
	r.Load(&s)
	for {
		a, err := c.ask(ctx, r, &s)
		if err == nil && !a.done {
			err = c.take(ctx, r, &s, a)
		}
		if err != nil {
			return flows.Next{}, err
		}
		if a.done {
			return a.next, nil
		}
	}
}

// take is for an entry that answers the question, unless the caller does not confirm it: then it is asked anew.
func (c *collect) take(ctx context.Context, r *flows.Run, s *askState, a *asked) error {
	c.report(r, s, "ok", a.answer)
	verdict := accepted
	if c.confirm != nil {
		var err error
		if verdict, err = c.confirm.ask(ctx, r); err != nil {
			return err
		}
	}
	switch verdict {
	case accepted:
		return a.leads(flows.Advance().By("ok"), nil)
	case rejected:
		s.Reason = "rejected" // no mistake that has a handler, but an attempt
		over, err := c.exhausted(r, s)
		if err == nil && over {
			err = a.leads(c.giveUp(r, s))
		} else if err == nil {
			err = r.Save(s)
		}
		return err
	}
	a.answer = entry{verdict: digits.NoMatch}
	return c.failed(r, s, a)
}
