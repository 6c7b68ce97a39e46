package queue

import (
	"testing"
	"time"
)

// Law: a try in which the number was not called is no attempt, whatever it has failed for and whoever tells, or nobody
// does; it rests for a while, and only its expiry ends it. Whether an older version has called, which tells of no offer,
// is not known: that is one.
func TestNobodyCalledIsNoAttempt(t *testing.T) {
	d, try := wanted(t, Callbacks{Attempts: 1})
	failed := CalledBack{ID: "a", Offer: try.Offer.ID, Again: d.now, Why: "whoever called has ended"}
	d.want(ends(d.apply(failed)), "")
	if d.pass(callbackRest - time.Second); len(d.last.CallBacks) != 0 {
		t.Errorf("they are tried again without a rest: %+v", d.last.CallBacks)
	}
	if d.pass(time.Second); len(d.last.CallBacks) != 1 || d.last.CallBacks[0].Attempt != 1 {
		t.Fatalf("after a failure tried again are %+v", d.last.CallBacks)
	}
	d.want(ends(d.pass(callbackGuard)), "") // nobody tells
	if d.pass(callbackRest); len(d.last.CallBacks) != 1 || d.last.CallBacks[0].Attempt != 1 {
		t.Fatalf("after nothing was heard tried again are %+v", d.last.CallBacks)
	}
	if again := d.last.CallBacks[0]; !d.begins(again) {
		t.Error("nobody may call")
	} else {
		failed.Offer, failed.Again = again.Offer.ID, d.now
		d.want(ends(d.apply(failed)), "a=error ")
	}

	d, _ = wanted(t, Callbacks{Attempts: 1})
	d.want(ends(d.apply(CalledBack{ID: "a", Again: d.now, Why: "of an older version"})), "a=error ")

	d, try = wanted(t, Callbacks{Attempts: 1, Expires: time.Minute})
	d.apply(CalledBack{ID: "a", Offer: try.Offer.ID, Again: d.now.Add(time.Hour), Why: "whoever called has ended"})
	d.want(ends(d.pass(time.Minute-time.Second)), "a=timeout ") // a second has passed before
}
