package sim

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// caller is somebody who calls.
type caller struct {
	world *World
	plan  Plan
	lots  *rand.Rand
	id    string
	srv   *fakeari.Server
	call  *fakeari.Call
	// seen is how much of what they hear they have reacted to.
	seen int
	// pressed are the keys of their entries, all those of their choices too.
	pressed, all string
	visited      bool
	// exited tells that they have pressed the key that leads out of a queue.
	exited bool
	until  time.Time

	// served is when something was last done for them; told tells that it was said that nothing is. The watch has them.
	served time.Time
	told   bool
}

// callIn has a caller call, again while nobody serves the application, as a dialplan does.
func (w *World) callIn(n int, p Plan) {
	lots := rand.New(rand.NewPCG(p.Lots, 1)) // #nosec: lots that come again are the point
	for try := range dialTries {
		c := &caller{world: w, plan: p, lots: lots, id: fmt.Sprintf("call%03d%d", n, try),
			srv: w.asterisks[asterisk(p.Asterisk)], served: time.Now()}
		c.until = time.Now().Add(p.Patience)
		if end := w.began.Add(settleTime + w.scenario.Length); c.until.After(end) {
			c.until = end.Add(between(lots, 0, 3*time.Second))
		}
		if c.until.Before(time.Now()) {
			return
		}
		w.tell(c.id, "calls %s", p.Number)
		c.call = c.srv.Call(fakeari.Caller{ID: c.id, App: "ivr", Exten: p.Number, Number: fmt.Sprint(1000 + n)})
		w.mu.Lock()
		w.all = append(w.all, c)
		w.mu.Unlock()
		if p.Doorway > 0 && try == 0 {
			w.faults.Go(func() { w.doorway(p) })
		}
		if ending := c.live(); ending.How != fakeari.EndFailed {
			return
		}
		time.Sleep(time.Second)
	}
}

// live does what a caller does until the call is over.
func (c *caller) live() fakeari.Ending {
	for {
		ctx, cancel := context.WithTimeout(context.Background(), lookEvery)
		ending, err := c.call.AwaitEnd(ctx)
		cancel()
		if err == nil {
			c.world.tell(c.id, "has ended: %s, cause %d", ending.How, ending.Cause)
			c.world.mu.Lock()
			c.world.history(c.id).over = true
			c.world.mu.Unlock()
			return ending
		}
		if time.Now().After(c.until) {
			c.world.tell(c.id, "hangs up")
			c.call.Hangup(16)
			c.until = time.Now().Add(time.Hour)
			if c.unending() {
				return fakeari.Ending{}
			}
			continue
		}
		c.visit()
		c.exits()
		c.react()
	}
}

// unending tells of a call that does not end though its caller has hung up.
func (c *caller) unending() bool {
	ctx, cancel := context.WithTimeout(context.Background(), restTime)
	defer cancel()
	if _, err := c.call.AwaitEnd(ctx); err != nil {
		c.world.wrong("%s: does not end though its caller has hung up", c.id)
		return true
	}
	return false
}

// visit is what happens in the dialplan: it sends the caller back, mostly.
func (c *caller) visit() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Nanosecond)
	defer cancel()
	if c.plan.Number != "205" || c.call.AwaitDialplan(ctx) != nil {
		return
	}
	time.Sleep(between(c.lots, 100*time.Millisecond, 5*time.Second))
	if c.visited || c.plan.Lots%7 == 0 { // the dialplan ends some
		c.call.Hangup(16)
		return
	}
	c.visited = true
	c.world.tell(c.id, "comes back from the dialplan")
	c.call.Back("ivr")
}

// react answers what is asked.
func (c *caller) react() {
	heard := c.call.Heard()
	if len(heard) <= c.seen {
		return
	}
	media := heard[len(heard)-1].Media
	c.seen = len(heard)
	if media != asksDigits && media != asksChoice || c.lots.IntN(7) == 0 { // some say nothing
		return
	}
	time.Sleep(between(c.lots, 0, 2*time.Second))
	if media == asksChoice {
		key := string("12379"[c.lots.IntN(5)])
		c.all += key
		c.world.tell(c.id, "chooses %s", key)
		c.call.Press(key)
		return
	}
	for range 4 {
		key := string("1234567890"[len(c.pressed)%10])
		c.pressed, c.all = c.pressed+key, c.all+key
		c.world.tell(c.id, "presses %s", key)
		c.call.Press(key)
		time.Sleep(between(c.lots, 0, keyRate))
	}
}

// got is all that flows have said to have understood. Who takes a call up says once more what was being said; and also
// what was said before, if unsure tells that it could not be written down how far the call was.
func (c *caller) got(unsure bool) string {
	var got []string
	for _, h := range c.call.Heard() {
		value, ok := strings.CutPrefix(h.Media, saysGot)
		again := len(got) > 0 && got[len(got)-1] == value || unsure && slices.Contains(got, value)
		if ok && !again {
			got = append(got, value)
		}
	}
	return strings.Join(got, " ")
}
