package acd

import (
	"context"
	"fmt"
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

// sealed is a walk as it is written down; nil for one that cannot be, or is too large: the call-back is made without.
func (h *Hall) sealed(from *flows.Checkpoint) []byte {
	if from == nil {
		return nil
	}
	data, err := from.Marshal(h.opts.Key)
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

// CalledBack tells what came of calling somebody back: when to try again, zero for never. Of somebody who waits again,
// or talks, it has no effect.
func (h *Hall) CalledBack(ctx context.Context, entry string, again time.Time, why string) error {
	return h.desk(ctx, &deskOrder{Back: &backWord{Entry: entry, Again: again, Why: why}}, nil)
}

// NotCalledYet tells that somebody was not called back, as it is not the hour for it: they wait until then, and it
// counts as no attempt.
func (h *Hall) NotCalledYet(ctx context.Context, entry string, until time.Time, why string) error {
	return h.desk(ctx, &deskOrder{Back: &backWord{Entry: entry, Again: until, Why: why, Untried: true}}, nil)
}

// OfferBecame tells what became of an offer to an agent who was called so that somebody can be called back.
func (h *Hall) OfferBecame(ctx context.Context, entry, offer string, became queue.OfferState, by string) error {
	return h.desk(ctx, &deskOrder{Back: &backWord{Entry: entry, Offer: offer, State: became, By: by}}, nil)
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
}

// cameBack takes in what came of calling somebody back, by the owner.
func (h *Hall) cameBack(now time.Time, b *backWord) {
	if b.Offer != "" {
		h.apply(now, queue.Told{Entry: b.Entry, Offer: b.Offer, State: b.State, By: b.By})
		return
	}
	h.apply(now, queue.CalledBack{ID: b.Entry, Again: b.Again, Why: b.Why, Untried: b.Untried})
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
