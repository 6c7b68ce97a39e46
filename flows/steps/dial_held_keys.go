package steps

import (
	"context"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// Asterisk tells of a key before it is over: one that comes by SIP INFO begins only
// then, lasts as long as the telephone has said, and its end goes to whoever is in
// the bridge at that time. So nobody is joined while a key of theirs goes on.

// held notes how long a key goes on within Asterisk, behind those that came before it.
func (d *dialRun) held(event *flows.Event) {
	party := event.Leg
	if event.Kind == flows.KeyPressed {
		party = flows.Caller
	}
	begins := event.At
	if before := d.keysEnd[party]; before.After(begins) {
		begins = before
	}
	d.keysEnd[party] = begins.Add(max(event.Took, keyLeast) + keyGap)
}

// quietFrom is when no key of a party goes on any more.
func (d *dialRun) quietFrom(party flows.Party) time.Time {
	if end := d.keysEnd[party]; !end.IsZero() {
		return end.Add(keySlack)
	}
	return time.Time{}
}

// awaitKeys waits until no key of a leg goes on; the caller hears what they heard before.
func (d *dialRun) awaitKeys(ctx context.Context, l *dialLeg) error {
	latest := d.r.Now().Add(keysMost)
	for l.state != legOver {
		until := d.quietFrom(l.party)
		if until.After(latest) {
			until = latest
		}
		if !d.r.Now().Before(until) {
			return nil
		}
		event, err := d.r.Next(ctx, until)
		if err != nil {
			return err
		}
		if err := d.aside(ctx, event); err != nil {
			return err
		}
	}
	return nil
}
