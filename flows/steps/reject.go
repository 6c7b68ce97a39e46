package steps

import (
	"context"
	"strings"

	"github.com/ariapp/ariapp/flows"
)

func rejectSpec() *flows.Spec {
	return &flows.Spec{
		Kind:    "reject",
		Pace:    flows.Instant,
		Summary: "Refuses a call that was not answered.",
		Doc: "The caller's side is told `cause`, which Asterisk turns into a SIP status (`busy` is 486, `rejected` 403, " +
			"`unallocated` 404, `congestion` 503): " + strings.Join(flows.CauseNames(), ", ") + ", or a Q.850 number. " +
			"A call that has been answered cannot be refused any more: the step fails then; see `hangup`.",
		Bare: true, Short: "cause",
		Fields:  []flows.Field{{Name: "cause", Type: causeType(), Default: "rejected", Doc: "Why it is refused."}},
		Example: "- reject: busy\n",
		New:     func(a flows.Args) flows.Step { return reject{flows.Get[flows.Cause](a, "cause")} },
	}
}

type reject struct{ cause flows.Cause }

// Ways is the end.
func (reject) Ways() []flows.Way { return []flows.Way{flows.WayOf("", flows.End(flows.CauseNormal))} }

func (s reject) Run(_ context.Context, r *flows.Run) (flows.Next, error) {
	if r.Port().Answered() {
		return flows.Next{}, errAnswered
	}
	return flows.End(s.cause), nil
}
