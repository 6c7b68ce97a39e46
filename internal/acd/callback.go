package acd

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/queue"
)

// How the ids of calls begin that are made to call somebody back, so that whoever goes on with one knows whose it is: a
// customer's, a customer's whose agent waits on a line of their own, and that line.
const (
	callMark = "ariapp-back-"
	metMark  = "ariapp-met-"
	lineMark = "ariapp-line-"
)

// CallID is the id of the customer's call of one try to call somebody back, by the offer that is made for it.
func CallID(offer string) string { return callMark + offer }

// MetID is that id where the agent was called first, and waits in the call [LineID].
func MetID(offer string) string { return metMark + offer }

// LineID is the id of the call of an agent who is called first.
func LineID(offer string) string { return lineMark + offer }

// OfferOfCall is the offer for which a customer is called back, false for any other call.
func OfferOfCall(call string) (offer string, ok bool) {
	if offer, ok = strings.CutPrefix(call, callMark); ok {
		return offer, true
	}
	return strings.CutPrefix(call, metMark)
}

// OfferOfLine is the offer for which an agent is called first, false for any other call.
func OfferOfLine(call string) (offer string, ok bool) { return strings.CutPrefix(call, lineMark) }

// EntryOfCall is the entry for which a customer is called back, false for any other call.
func EntryOfCall(call string) (entry string, ok bool) {
	offer, is := OfferOfCall(call)
	if !is {
		return "", false
	}
	return EntryOfOffer(offer)
}

// EntryOfOffer is the entry for which an offer was made.
func EntryOfOffer(offer string) (entry string, ok bool) {
	entry, _, ok = strings.Cut(offer, ".")
	return entry, ok && entry != ""
}

// writtenWalk is a walk as it is written down; nil for one that cannot be, or is too large: the call-back is made
// without. What the caller has entered in secret is not in it: that ends with the call.
func (h *Hall) writtenWalk(from *flows.Checkpoint) []byte {
	if from == nil {
		return nil
	}
	data, err := from.Marshal(nil)
	if err == nil && len(data) > walkMost {
		err = fmt.Errorf("it has %d bytes, %d are kept", len(data), walkMost)
	}
	if err != nil {
		h.log.Warn("a call-back will not go on where its call was", "call", from.Call.ID, "error", err)
		return nil
	}
	return data
}

// onLine is an offer as a customer's call sees it: the agent who was called first waits on the line already.
func onLine(offer flows.QueueOffer, call string) flows.QueueOffer {
	if call == MetID(offer.ID) {
		offer.Standby = LineID(offer.ID)
	}
	return offer
}

// Calls asks for the customer of an offer, who is to be called now: nobody else gets them, at any instance, until
// [Hall.CalledBack] tells what became of it, they have come, or that time. It is written down before it is answered,
// so that no two processes call. It fails with [ErrNotCalled] where the offer was taken back or somebody calls already,
// and with [ErrUnwritten].
// at is the Asterisk by which they are called.
func (h *Hall) Calls(ctx context.Context, entry, offer string, until time.Time, at string) error {
	return h.desk(ctx, &deskOrder{Back: &backWord{Entry: entry, Offer: offer, Calls: true, Again: until, At: at}}, nil)
}

// ErrNotCalled tells that somebody is not to be called back for an offer.
var ErrNotCalled = errors.New("the call-back is not wanted any more, or is made already")

// CalledBack tells what came of calling somebody back for an offer: when to try again, zero for never. Of somebody who
// waits again, or talks, and of an offer of which something else became before, it has no effect.
func (h *Hall) CalledBack(ctx context.Context, entry, offer string, again time.Time, why string) error {
	return h.desk(ctx, &deskOrder{Back: &backWord{Entry: entry, Try: offer, Again: again, Why: why}}, nil)
}

// NotCalledYet tells that somebody was not called back, as it is not the hour for it: they wait until then, and it
// counts as no attempt.
func (h *Hall) NotCalledYet(ctx context.Context, entry, offer string, until time.Time, why string) error {
	return h.desk(ctx, &deskOrder{Back: &backWord{Entry: entry, Try: offer, Again: until, Why: why, Untried: true}}, nil)
}

// OfferBecame tells what became of an offer to an agent who was called so that somebody can be called back.
func (h *Hall) OfferBecame(ctx context.Context, entry, offer string, became queue.OfferState, by string) error {
	return h.desk(ctx, &deskOrder{Back: &backWord{Entry: entry, Offer: offer, State: became, By: by}}, nil)
}

// NotRung tells that an agent who was to be called cannot be called now, by no fault of theirs: the offer comes to
// nothing, another agent is tried, and it does not count against them. To an owner of an older version it does.
func (h *Hall) NotRung(ctx context.Context, entry, offer string) error {
	return h.desk(ctx, &deskOrder{Back: &backWord{Entry: entry, Offer: offer, State: queue.NotThere, Spared: true}}, nil)
}

// NeverRung tells that an agent who was to be called cannot be called at that endpoint, whatever is tried: the offer
// comes to nothing, and they are not rung there until they log in once more, or other rules are in force.
func (h *Hall) NeverRung(ctx context.Context, entry, offer, endpoint, why string) error {
	return h.desk(ctx, &deskOrder{Back: &backWord{Entry: entry, Offer: offer, State: queue.NotThere, Never: true,
		Endpoint: endpoint, Why: why}}, nil)
}

// backWord is what came of calling somebody back, or of the offer for that.
type backWord struct {
	Entry string           `json:"entry"`
	Offer string           `json:"offer,omitempty"`
	State queue.OfferState `json:"state,omitempty"`
	By    string           `json:"by,omitempty"`
	Again time.Time        `json:"again,omitzero"`
	Why   string           `json:"why,omitempty"`
	// Untried tells that nobody was called.
	Untried bool `json:"untried,omitempty"`
	// Try is the offer of which that came.
	Try string `json:"try,omitempty"`
	// Calls tells that nothing came of it yet: the customer of Offer is about to be called, by the Asterisk At, until
	// Again.
	Calls bool   `json:"calls,omitempty"`
	At    string `json:"at,omitempty"`
	// Never tells that the agent of Offer can never be called at Endpoint.
	Never    bool   `json:"never,omitempty"`
	Endpoint string `json:"endpoint,omitempty"`
	// Spared tells that the State is no fault of the agent's.
	Spared bool `json:"spared,omitempty"`
}

// cameBack takes in what came of calling somebody back, by the owner.
func (h *Hall) cameBack(now time.Time, b *backWord) error {
	switch {
	case b.Calls:
		before, _ := h.reign.engine.Entry(now, b.Entry)
		h.apply(now, queue.Calls{ID: b.Entry, Offer: b.Offer, Until: b.Again, At: b.At})
		if v, _ := h.reign.engine.Entry(now, b.Entry); before.Calls != "" || v.Calls != b.Offer {
			return ErrNotCalled
		}
	case b.Offer != "":
		if b.Never {
			h.neverRung(now, b)
		}
		h.apply(now, queue.Told{Entry: b.Entry, Offer: b.Offer, State: b.State, By: b.By, Spared: b.Spared})
	default:
		h.apply(now, queue.CalledBack{ID: b.Entry, Offer: b.Try, Again: b.Again, Why: b.Why, Untried: b.Untried})
	}
	return nil
}

// OldTries are the tries to call somebody back that somebody else has begun: a process before this one, or who has
// decided before. Only who reigns knows them.
func (h *Hall) OldTries() []queue.Try {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.reign == nil {
		return nil
	}
	return h.reign.engine.OldTries()
}

// Reach is where the agent of an offer is reached, from an Asterisk.
func (h *Hall) Reach(offer queue.Offer, asterisk string) Endpoint {
	h.mu.Lock()
	defer h.mu.Unlock()
	return Endpoint{h.rules.endpoint(offer, asterisk), h.rules.Agents[offer.Agent].Asterisk}
}

// Callback is how those are called who wanted that of a queue.
func (h *Hall) Callback(name string) Callback {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.rules.Callbacks[name]
}

// TellCanceled tells the other instances that an offer to call somebody back is taken back: one of them may be calling,
// as it has decided before. What they hear of it has the offer, and why where it was withdrawn.
func (h *Hall) TellCanceled(ctx context.Context, c queue.Cancel) {
	if h.opts.Peers == nil {
		return
	}
	told := &request{Canceled: []string{c.Offer}}
	if c.Why == string(queue.Withdrawn) {
		told.Withdrawn = told.Canceled
	}
	for _, other := range h.opts.Peers.Others() {
		_, err := h.send(ctx, other.Instance, told)
		if err != nil && ctx.Err() == nil { // once more; it asks before it calls the customer
			_, err = h.send(ctx, other.Instance, told)
		}
		if err != nil {
			h.log.Debug("an instance is not told that an offer is taken back", "instance", other.Instance, "error", err)
		}
	}
}

// hearCanceled takes in that another instance has taken offers back.
func (h *Hall) hearCanceled(r *request) {
	for _, offer := range r.Canceled {
		c := queue.Cancel{Offer: offer}
		if slices.Contains(r.Withdrawn, offer) {
			c.Why = string(queue.Withdrawn)
		}
		h.canceled(c)
	}
}
