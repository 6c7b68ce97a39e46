package acd

import (
	"context"
	"strings"
	"time"

	"github.com/ariapp/ariapp/internal/queue"
)

// callMark is how the ids of calls begin that call somebody back, so that whoever goes on with one knows whose it is.
const callMark = "ariapp-back-"

// CallID is the id of the call of one try to call somebody back, by the offer that is made for it.
func CallID(offer string) string { return callMark + offer }

// OfferOfCall is the offer for which a call calls somebody back, false for any other call.
func OfferOfCall(call string) (offer string, ok bool) { return strings.CutPrefix(call, callMark) }

// EntryOfCall is the entry for which a call calls somebody back, false for any other call.
func EntryOfCall(call string) (entry string, ok bool) {
	rest, is := strings.CutPrefix(call, callMark)
	if !is {
		return "", false
	}
	entry, _, ok = strings.Cut(rest, ".")
	return entry, ok && entry != ""
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
