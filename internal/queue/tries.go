package queue

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Try is an offer for which somebody is being called back. Called tells that their number is called, at
// the Asterisk At, "" where that is not known: else their agent, whose telephone may ring until Rings.
type Try struct {
	Entry, Queue, Offer string
	Called              bool
	At                  string
	Rings               time.Time
}

// OldTries are the tries that an engine before this one has begun: who made them may be gone, and then nobody tells
// what became of them. It walks over all entries: a number may have two places, from an older version.
func (e *Engine) OldTries() []Try {
	var all []Try
	add := func(x *entry, offer string, rings time.Time) {
		if !strings.HasSuffix(offer, e.tag) {
			all = append(all, Try{x.id, x.queue.rules.Name, offer, x.back.calls != "", x.back.at, rings})
		}
	}
	for _, x := range e.entries {
		switch {
		case x.back == nil:
		case x.back.calls != "":
			add(x, x.back.calls, time.Time{})
		default:
			for _, o := range x.offers {
				if o.stage > held {
					add(x, o.id, clock(o.since+int64(o.ring+offerGrace)))
				}
			}
		}
	}
	slices.SortFunc(all, func(a, b Try) int { return cmp.Compare(a.Offer, b.Offer) })
	return all
}
