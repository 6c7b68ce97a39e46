package steps

import (
	"context"
	"time"

	"github.com/ariapp/ariapp/flows"
)

func hoursSpec() *flows.Spec {
	return &flows.Spec{
		Kind:    "hours",
		Pace:    flows.Instant,
		Summary: "Takes the way that a schedule opens or closes.",
		Doc: "Asks one of the file's `schedules` whether it is open: what was set by hand goes first, then holidays and " +
			"exceptions, then the weekly hours; what no rule opens is closed. `rule` says which rule decided. A " +
			"schedule that cannot be asked counts as closed, with a line in the log. It does what `GotoIfTime` does, " +
			"with zones, holidays and a switch for the unforeseen.",
		Short:  "schedule",
		Steers: true, Offline: true,
		Fields: []flows.Field{
			{Name: "schedule", Type: flows.Named("schedule"), Required: true, Doc: "The schedule."},
			{Name: "open", Type: flows.Steps, Doc: "Steps when it is open."},
			{Name: "closed", Type: flows.Steps, Doc: "Steps when it is closed."},
			{Name: "holiday", Type: flows.Steps, Doc: "Steps when a holiday closes it; without them `closed`."},
		},
		Result: []flows.Result{
			{Name: "open", Zero: false, Doc: "Whether it is open."},
			{Name: "status", Zero: "", Doc: "`open`, `closed`, `holiday`, or `override` by hand."},
			{Name: "rule", Zero: "", Doc: "The rule that decided, in words."},
			{Name: "until", Zero: time.Time{}, Doc: "When that changes next; the zero time when it is not known."},
		},
		Example: "- hours:\n    schedule: office\n    closed: [{play: vm-goodbye}, hangup]\n- play: hello-world\n",
		New: func(a flows.Args) flows.Step {
			return hours{flows.Get[string](a, "schedule"), flows.Get[*flows.Block](a, "open"),
				flows.Get[*flows.Block](a, "closed"), flows.Get[*flows.Block](a, "holiday")}
		},
	}
}

type hours struct {
	schedule              string
	open, closed, holiday *flows.Block
}

func (h hours) Run(ctx context.Context, r *flows.Run) (flows.Next, error) {
	d, err := h.decide(ctx, r)
	if err != nil {
		return flows.Next{}, err
	}
	r.SetResult(map[string]any{"open": d.Open, "status": d.Status, "rule": d.Rule, "until": d.Until})
	switch {
	case d.Open:
		return flows.Enter(h.open).By("open"), nil
	case d.Status == "holiday" && h.holiday != nil:
		return flows.Enter(h.holiday), nil
	}
	return flows.Enter(h.closed).By("closed"), nil
}

// Ways are those of an open and a closed schedule, and that of a holiday where it has one of its own.
func (h hours) Ways() []flows.Way {
	ways := []flows.Way{flows.WayOf("open", flows.Enter(h.open)), flows.WayOf("closed", flows.Enter(h.closed))}
	if h.holiday != nil {
		ways = append(ways, flows.WayOf("holiday", flows.Enter(h.holiday)))
	}
	return ways
}

// Schedule is the schedule that decides.
func (h hours) Schedule() string { return h.schedule }

// decide asks the schedule; what goes wrong closes it, unless the step itself must end.
func (h hours) decide(ctx context.Context, r *flows.Run) (flows.Decision, error) {
	closed := flows.Decision{Status: "closed", Rule: "the schedule could not be asked"}
	schedules, at := r.World().Schedules, r.Now()
	if schedules == nil {
		r.Log("error", "the schedule "+h.schedule+" counts as closed: "+flows.ErrNotHere.Error())
		return closed, nil
	}
	result, err := r.Do(ctx, scheduleTime, func(ctx context.Context) (any, error) {
		d, err := schedules.Decide(ctx, h.schedule, at)
		return decided{d, err}, nil
	})
	if err != nil {
		if !flows.IsFailure(ctx, err) {
			return closed, err
		}
		r.Log("error", "the schedule "+h.schedule+" counts as closed: "+err.Error())
		return closed, nil
	}
	answer, _ := result.(decided)
	if answer.err != nil {
		r.Log("error", "the schedule "+h.schedule+": "+answer.err.Error())
	}
	return answer.Decision, nil
}

// decided is a decision with what went wrong on the way to it.
type decided struct {
	flows.Decision
	err error
}
