package steps

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ariapp/ariapp/flows"
)

func parkSpec() *flows.Spec {
	return &flows.Spec{
		Kind:    "park",
		Pace:    flows.Waiting,
		Summary: "Parks the caller in a slot, out of which anybody can fetch them, as `Park` does.",
		Doc: "The caller hears music until somebody fetches them with [retrieve](retrieve.md), at most for `timeout`. Then " +
			"`parker` is rung, and whoever answers is connected; `on_timeout` is for who is still alone after that. When " +
			"two have talked the walk goes on behind the step. See [parking](../parking.md).",
		Bare: true, Short: "slot",
		Fields: []flows.Field{
			{Name: "slot", Type: flows.Text, Doc: "The slot's number; the first that is free without it."},
			{Name: "lot", Type: flows.Named("parking"), Default: defaultLot, Doc: "The parking of `parking:`."},
			{Name: "timeout", Type: flows.Duration, Default: "45s", Doc: "How long to wait; 0s until the call ends."},
			{Name: "music", Type: flows.Text, Doc: "The class of music, the channel's own without it; `none` for silence."},
			{Name: "announce", Type: flows.OneOf("none", "caller", "parker"), Default: "none",
				Doc: "Who is told the slot: the `caller`, or the `parker`, who is rung for it."},
			{Name: "parker", Type: flows.Endpoint, Doc: "Whose telephone is rung when the time is over: PJSIP/100."},
			{Name: "parker_timeout", Type: flows.Duration, Default: "30s", Doc: "How long the parker is rung, 1s at least."},
			{Name: "on_timeout", Type: flows.Steps, Doc: "Steps for a caller whom nobody has fetched."},
			{Name: "answer", Type: flows.Bool, Default: "true", Doc: "Whether to answer the call first."},
		},
		Result: []flows.Result{
			{Name: "status", Zero: "", Doc: "`retrieved`, `returned` when the parker has answered, `timeout`, `hangup`; " +
				"`no_slot` when the caller was not parked."},
			{Name: "slot", Zero: "", Doc: "The slot."},
			{Name: "duration", Zero: time.Duration(0), Doc: "How long the step took."},
			{Name: "talk", Zero: time.Duration(0), Doc: "How long the two talked."},
		},
		Example: "- park: {id: parked, parker: PJSIP/100, on_timeout: {play: im-sorry}}\n" +
			"- log: 'parked in ${steps.parked.slot}: ${steps.parked.status}'\n",
		New: newPark,
	}
}

type park struct {
	slot, music            flows.Value[string]
	lot                    string
	timeout, parkerTimeout flows.Value[time.Duration]
	announce               string
	parker                 flows.Value[string]
	hasParker              bool
	answer                 flows.Value[bool]
	onTimeout              *flows.Block
}

func newPark(a flows.Args) flows.Step {
	text := func(name string) flows.Value[string] { return flows.Get[flows.Value[string]](a, name) }
	p := park{slot: text("slot"), lot: flows.Get[string](a, "lot"), music: text("music"),
		timeout:       flows.Get[flows.Value[time.Duration]](a, "timeout"),
		parkerTimeout: flows.Get[flows.Value[time.Duration]](a, "parker_timeout"),
		announce:      flows.Get[string](a, "announce"), parker: text("parker"), hasParker: a.Has("parker"),
		answer: flows.Get[flows.Value[bool]](a, "answer"), onTimeout: flows.Get[*flows.Block](a, "on_timeout")}
	for _, name := range []string{"announce", "parker_timeout"} {
		if a.Has(name) && !p.hasParker && (name != "announce" || p.announce == "parker") {
			a.Errorf(name, "missing-field", "%s needs a parker: the endpoint that is rung", name)
		}
	}
	if ring, fixed := p.parkerTimeout.Constant(); fixed && ring < parkerLeast {
		a.Errorf("parker_timeout", "wrong-type", "parker_timeout must be at least %v", parkerLeast)
	}
	return p
}

// Ways are onward, and the steps for who has waited too long.
func (p park) Ways() []flows.Way {
	ways := []flows.Way{flows.WayOf("ok", flows.Advance())}
	if p.onTimeout != nil {
		ways = append(ways, flows.WayOf("on_timeout", flows.Enter(p.onTimeout)))
	}
	return ways
}

func (p park) Run(ctx context.Context, r *flows.Run) (flows.Next, error) {
	w := &parked{waiter: newWaiter(r)}
	if w.port == nil || r.World().Rooms == nil {
		return flows.Next{}, flows.ErrNotHere
	}
	slot, err := p.evaluate(ctx, w)
	if err != nil {
		return flows.Next{}, err
	}
	defer w.report()
	if err := w.park(ctx, r.World().Rooms, p.lot, slot); err != nil {
		if errors.Is(err, flows.ErrSlotTaken) || errors.Is(err, flows.ErrNoSlot) {
			w.status = "no_slot"
			return flows.Advance().By("ok"), nil
		}
		if ctx.Err() != nil {
			return flows.Next{}, w.ended(ctx, err)
		}
		return flows.Next{}, fmt.Errorf("parking in %s: %w", p.lot, err)
	}
	if err := w.ended(ctx, w.stay(ctx, p.announce)); err != nil {
		return flows.Next{}, err
	}
	if w.status == "timeout" && p.onTimeout != nil {
		return flows.Enter(p.onTimeout), nil
	}
	return flows.Advance().By("ok"), nil
}

// evaluate computes the fields for the call.
func (p park) evaluate(ctx context.Context, w *parked) (slot string, err error) {
	r := w.run
	for _, field := range []struct {
		value flows.Value[string]
		into  *string
	}{{p.slot, &slot}, {p.music, &w.music}} {
		if *field.into, err = field.value.Eval(r); err != nil {
			return "", err
		}
	}
	if p.hasParker {
		if w.parker, err = p.parker.Eval(r); err != nil {
			return "", err
		}
		_, w.parkerIsFixed = p.parker.Constant()
	}
	if w.ring, err = p.parkerTimeout.Eval(r); err != nil {
		return "", err
	}
	w.ring = max(w.ring, parkerLeast) // without a time of its own a telephone would ring until somebody answers
	span, err := p.timeout.Eval(r)
	if err != nil {
		return "", err
	}
	answer, err := p.answer.Eval(r)
	if err != nil {
		return "", err
	}
	return slot, w.begin(ctx, answer, span)
}
