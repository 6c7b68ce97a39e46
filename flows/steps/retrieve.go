package steps

import (
	"context"
	"errors"
	"time"

	"github.com/ariapp/ariapp/flows"
)

func retrieveSpec() *flows.Spec {
	return &flows.Spec{
		Kind:    "retrieve",
		Pace:    flows.Waiting,
		Summary: "Fetches a parked caller out of a slot, as `ParkedCall` does.",
		Doc: "Of two who want the same slot one gets it. The two talk until one hangs up, or this caller presses one of " +
			"`end_keys`; then the walk of the other goes on behind its `park`. See [parking](../parking.md).",
		Short: "slot",
		Fields: []flows.Field{
			{Name: "slot", Type: flows.Text, Required: true, Doc: "The slot's number."},
			{Name: "lot", Type: flows.Named("parking"), Default: defaultLot, Doc: "The parking of `parking:`."},
			{Name: "end_keys", Type: flows.Words, Default: "none", Doc: "The keys with which this caller ends the talk."},
			{Name: "answer", Type: flows.Bool, Default: "true", Doc: "Whether to answer the call first."},
		},
		Result: []flows.Result{
			{Name: "status", Zero: "", Doc: "`ended` when the other one has gone, `left` by key, `hangup`, or `nobody`: " +
				"nobody is parked there."},
			{Name: "talk", Zero: time.Duration(0), Doc: "How long the two talked."},
			{Name: "other", Zero: "", Doc: "The id of the other one's call."},
			{Name: "from", Zero: "", Doc: "The other one's number."},
		},
		Example: "- collect: {id: slot, prompt: vm-enter-num-to-call, length: 3}\n" +
			"- retrieve: {id: parked, slot: '${steps.slot.value}'}\n" +
			"- play: {media: pbx-invalidpark, when: steps.parked.status == \"nobody\"}\n",
		New: func(a flows.Args) flows.Step {
			return retrieve{flows.Get[flows.Value[string]](a, "slot"), flows.Get[string](a, "lot"),
				newVisit(a)}
		},
	}
}

// defaultLot is the parking that steps mean that name none.
const defaultLot = "default"

type retrieve struct {
	slot  flows.Value[string]
	lot   string
	visit visit
}

// Ways are onward.
func (retrieve) Ways() []flows.Way { return []flows.Way{flows.WayOf("", flows.Advance())} }

func (s retrieve) Run(ctx context.Context, r *flows.Run) (flows.Next, error) {
	slot, err := s.slot.Eval(r)
	if err != nil {
		return flows.Next{}, err
	}
	return flows.Advance(), s.visit.to(ctx, r, flows.PickUp{Lot: s.lot, Slot: slot})
}

// nobodyThere tells that there is nobody to be picked up, rather than that it cannot be told.
func nobodyThere(err error) bool { return errors.Is(err, flows.ErrNobody) }
