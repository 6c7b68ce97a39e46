package steps

import (
	"time"

	"github.com/ariapp/ariapp/flows"
)

// placeLeft is the place of a caller who has left the queue and talks on with somebody else than the agent: the queue
// must not hear of them again when another process goes on with the call.
type placeLeft flows.QueuePast

func (p placeLeft) Past() flows.QueuePast                                { return flows.QueuePast(p) }
func (placeLeft) Look(time.Time) flows.QueueView                         { return flows.QueueView{} }
func (placeLeft) Due() time.Time                                         { return time.Time{} }
func (placeLeft) Told(string, flows.OfferNews)                           {}
func (placeLeft) Leave(flows.QueueResult, flows.QueueLeaving, time.Time) {}
