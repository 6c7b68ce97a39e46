package queue

import (
	"testing"
	"time"
)

// Law: the calls to the number of a call-back are counted, each once, whatever becomes of it, and nothing else: neither an
// agent who does not take it, nor a call that could not be made.
func TestCallsOfCallBacksAreCounted(t *testing.T) {
	for name, c := range map[string]struct {
		happens func(d *desk, try CallBack)
		want    int
	}{
		"the agent does not answer": {func(d *desk, try CallBack) {
			d.apply(Told{Entry: "a", Offer: try.Offer.ID, State: NoAnswer})
		}, 0},
		"nobody can be called": {func(d *desk, try CallBack) {
			d.begins(try)
			d.apply(CalledBack{ID: "a", Offer: try.Offer.ID, Again: d.now.Add(time.Hour), Untried: true})
		}, 0},
		"the process ends before": {func(d *desk, try CallBack) {
			d.apply(CalledBack{ID: "a", Offer: try.Offer.ID, Again: d.now.Add(time.Hour)})
		}, 0},
		"it is busy": {func(d *desk, try CallBack) {
			d.begins(try)
			d.apply(CalledBack{ID: "a", Offer: try.Offer.ID, Again: d.now.Add(time.Hour)})
		}, 1},
		"it is taken": {func(d *desk, try CallBack) {
			d.begins(try)
			d.apply(CameBack{Joined: Joined{ID: "a", Queue: "s", Call: "back"}})
			d.apply(CalledBack{ID: "a", Offer: try.Offer.ID, Again: d.now.Add(time.Hour)})
		}, 1},
		"nobody tells": {func(d *desk, try CallBack) {
			d.begins(try)
			d.pass(2 * callbackGuard)
		}, 1},
		"it is withdrawn as it rings": {func(d *desk, try CallBack) {
			d.begins(try)
			d.apply(Left{ID: "a", Why: Withdrawn})
		}, 1},
		"it is withdrawn before": {func(d *desk, _ CallBack) { d.apply(Left{ID: "a", Why: Withdrawn}) }, 0},
	} {
		t.Run(name, func(t *testing.T) {
			d, try := wanted(t, Callbacks{RetryDelay: 24 * time.Hour})
			c.happens(d, try)
			told := 0
			for _, out := range d.all {
				for _, f := range out.Facts {
					if f.Kind == CallbackTried {
						told++
					}
				}
			}
			if v, _ := d.e.Queue(d.now, "s"); v.Counts.CallbacksTried != c.want || told != c.want {
				t.Errorf("%d are counted, %d told, want %d", v.Counts.CallbacksTried, told, c.want)
			}
		})
	}
}
