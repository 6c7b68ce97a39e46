package sim

import (
	"context"
	"math/rand/v2"
	"strings"
	"time"

	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// telephone is one ring at an agent's telephone.
type telephone struct {
	agent, call string
	leg         *fakeari.Leg
	// hidden tells that it was rung by an instance that was parted from the others: nobody else knows of it.
	hidden bool
	// served is when the agent, who has answered, heard something last; told tells that it was said that nothing is heard.
	served time.Time
	told   bool
}

// staffed has agents answer their telephones until ctx ends.
func (w *World) staffed(ctx context.Context) {
	for agent := range telephones() {
		phone := w.asterisks[asterisk(0)].Endpoint("PJSIP/" + agent)
		w.staff.Go(func() {
			for n := uint64(1); ; n++ {
				leg, err := phone.AwaitCall(ctx)
				if err != nil {
					return
				}
				lots := rand.New(rand.NewPCG(w.scenario.Seed^uint64(agent[3]), n)) // #nosec: lots
				w.staff.Go(func() { w.rung(agent, leg, lots) })
			}
		})
	}
}

// rung is what an agent does whose telephone is rung: most answer, others are busy, say no, are away, or hang up soon.
func (w *World) rung(agent string, leg *fakeari.Leg, lots *rand.Rand) {
	t := &telephone{agent: agent, leg: leg, call: callOf(leg.ID()), served: time.Now()}
	w.mu.Lock()
	if h := w.history(t.call); h.owner != nil && h.owner.apart() {
		t.hidden = true
	}
	w.floor.rings = append(w.floor.rings, t)
	probing := w.floor.probing
	w.mu.Unlock()
	w.tell(t.call, "rings %s", agent)
	if probing {
		leg.Answer()
		w.mu.Lock()
		w.floor.reached[agent] = true
		w.mu.Unlock()
		time.Sleep(between(lots, time.Second, 3*time.Second))
		leg.Hangup(16)
		return
	}
	time.Sleep(between(lots, 0, 500*time.Millisecond))
	leg.Ring()
	time.Sleep(between(lots, 0, 4*time.Second))
	talk := between(lots, time.Second, 20*time.Second)
	switch lots.IntN(10) {
	case 0:
		leg.Reject(17, 486)
		return
	case 1:
		leg.Reject(21, 603)
		return
	case 2: // nobody is there
		return
	case 3:
		talk = between(lots, 0, time.Second)
	}
	w.tell(t.call, "%s answers", agent)
	leg.Answer()
	if lots.IntN(4) > 0 {
		time.Sleep(between(lots, 0, 3*time.Second))
		leg.Press("1")
	}
	time.Sleep(talk)
	w.tell(t.call, "%s hangs up", agent)
	leg.Hangup(16)
}

// callOf is the call that an id of ours begins with, as far as it is one.
func callOf(id string) string {
	if at := strings.Index(id, "call"); at >= 0 && at+8 <= len(id) {
		return id[at : at+8]
	}
	return id
}
