package steps

import (
	"context"
	"time"

	"github.com/ariapp/ariapp/flows"
)

func ringSpec() *flows.Spec {
	return &flows.Spec{
		Kind:    "ring",
		Pace:    flows.Timed,
		Summary: "Has the caller hear ringing.",
		Doc: "Before the call is answered the caller's side is told that it rings (SIP 180), as by `Ringing`; the " +
			"ringing goes on until the call is answered, or something else is played. With `time` the flow waits " +
			"meanwhile; without, it goes on at once.",
		Bare: true, Short: "time",
		Fields:  []flows.Field{{Name: "time", Type: flows.Duration, Default: "0s", Doc: "How long to wait."}},
		Example: "- ring: 4s\n- answer\n",
		New:     func(a flows.Args) flows.Step { return ring{flows.Get[flows.Value[time.Duration]](a, "time")} },
	}
}

type ring struct{ time flows.Value[time.Duration] }

func (s ring) Run(ctx context.Context, r *flows.Run) (flows.Next, error) {
	span, err := s.time.Eval(r)
	if err != nil {
		return flows.Next{}, err
	}
	signals, err := signaller(r)
	if err != nil {
		return flows.Next{}, err
	}
	if err := signals.Ring(ctx, true); err != nil || span <= 0 {
		return flows.Advance(), err
	}
	_, err = linger(ctx, r, span, false)
	if r.Port().Answered() && ctx.Err() == nil { // there it is a tone of Asterisk's, which nothing would end
		if stopErr := signals.Ring(ctx, false); err == nil {
			err = stopErr
		}
	}
	return flows.Advance(), err
}
