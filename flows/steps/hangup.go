package steps

import (
	"context"
	"strings"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
)

func hangupSpec() *flows.Spec {
	return &flows.Spec{
		Kind:    "hangup",
		Pace:    flows.Instant,
		Summary: "Ends the call.",
		Doc: "`cause` is what the caller's side is told: " + strings.Join(flows.CauseNames(), ", ") +
			", or a Q.850 number from 1 to 127. A call that was not answered is refused with it. " +
			"A flow that comes to its end hangs up too.",
		Bare: true, Short: "cause",
		Fields: []flows.Field{
			{Name: "cause", Type: causeType(), Default: "normal", Doc: "Why the call ends."},
		},
		Example: "- hangup: busy\n",
		New:     func(a flows.Args) flows.Step { return hangup{flows.Get[flows.Cause](a, "cause")} },
	}
}

func causeType() flows.Type {
	return flows.NewType("cause", "a hangup cause", func(p flows.Parser, n *source.Node) any {
		if n.Kind != source.Scalar {
			p.Report().WrongType(n, p.What(), "a hangup cause such as busy, or a number from 1 to 127")
			return nil
		}
		cause, ok := flows.ParseCause(n.Value)
		if !ok {
			p.Report().Unknown(n, "unknown-value", p.What(), flows.CauseNames())
			return nil
		}
		return cause
	}).Shaped(flows.Shape{Words: flows.CauseNames(), Types: []flows.Type{flows.Whole}})
}

type hangup struct{ cause flows.Cause }

// Ways is the end.
func (hangup) Ways() []flows.Way { return []flows.Way{flows.WayOf("", flows.End(flows.CauseNormal))} }

func (h hangup) Run(context.Context, *flows.Run) (flows.Next, error) {
	return flows.End(h.cause), nil
}
