package sim

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// headset is the number of the agent who waits on the line.
const headset = "290"

// queueing are the numbers of those who wait in a queue.
func queueing() []string { return []string{"210", "210", "210", "211", "212", "213", "214"} }

// waits tells whether a plan is that of somebody who waits in a queue, or for it.
func (p Plan) waits() bool { return p.Number == headset || slices.Contains(queueing(), p.Number) }

// urgency is the priority with which the callers of a number wait.
func urgency(number string) int {
	if number == "212" {
		return 5
	}
	return 0
}

// telephones are the agents who are rung, with the queues that they serve.
func telephones() map[string][]string {
	return map[string][]string{"1001": {"sales", "support"}, "1002": {"sales", "support"}, "1003": {"sales"}}
}

// onTheLine is the agent with the headset, who serves sales.
const onTheLine = "1004"

// serves tells whether an agent may have the callers of a queue.
func serves(agent, queue string) bool {
	return slices.Contains(telephones()[agent], queue) || agent == onTheLine && queue == "sales"
}

// queueParts are what ivr.yaml has of queues; agents are asked for a key in one of them.
const queueParts = `queues:
  sales: {ring_timeout: 6s, wrapup: 1s, moh: hold, leave: {empty: none}, join: {empty: none},
    announce: {frequency: 12s, min_gap: 5s}, periodic: {media: [queue-periodic-announce], every: 9s}}
  support: {ring_timeout: 8s, moh: hold, leave: {empty: none}, join: {empty: none},
    confirm: {key: "1", timeout: 4s, prompt: take-it}, agent_announce: from-support, report_hold_time: true}
agents:
  1001: {endpoint: PJSIP/1001, logged_in: true, queues: [sales, support]}
  1002: {endpoint: PJSIP/1002, logged_in: true, queues: [sales, {queue: support, level: 1}]}
  1003: {endpoint: PJSIP/1003, logged_in: true, queues: [{queue: sales, level: 1}]}
  1004: {endpoint: PJSIP/1004, queues: [sales]}
`

// queueFlows are the flows behind the numbers of queues.
const queueFlows = `  sales: [{queue: sales}, hangup]
  busy:
    - queue: {queue: sales, waiting: [{play: [one, two]}, {moh: 7s}, {play: three}]}
    - hangup
  urgent: [{queue: {queue: sales, priority: 5}}, hangup]
  support:
    - queue: {id: q, queue: support, max_wait: 40s, continue: true}
    - play: ['was-${steps.q.status}', bye]
    - hangup
  leaves:
    - answer
    - play: l1
    - queue: {id: q, queue: support, exit_keys: {9: leave}}
    - play: ['was-${steps.q.status}', bye]
    - hangup
  headset: [{agent: {do: standby, agent: "1004", check_pin: false, ready_key: '#'}}, hangup]
`

// queueNumbers are the numbers of these flows.
const queueNumbers = `"210": sales, "211": busy, "212": urgent, "213": support, "214": leaves, "290": headset`

// withQueues is the scenario with callers who wait in queues, and agents on the line. They have lots of their own, so
// that the others do what they would do without them.
func (s Scenario) withQueues() Scenario {
	lots := rand.New(rand.NewPCG(s.Seed, 0x9e0e)) // #nosec: lots that come again are the point
	n := queuedLeast + lots.IntN(queuedLeast)
	if s.Seed%crowdEvery == 0 {
		n *= crowdQueues
	}
	for range n {
		p := Plan{At: settleTime + between(lots, 0, s.Length-10*time.Second), Number: queueing()[lots.IntN(len(queueing()))],
			Patience: between(lots, 100*time.Millisecond, 20*time.Second), Lots: lots.Uint64()}
		if lots.IntN(3) > 0 {
			p.Patience = between(lots, 20*time.Second, 90*time.Second)
		}
		s.Queued = append(s.Queued, p)
	}
	for n := range lots.IntN(3) { // one after the other
		from := settleTime + time.Duration(n)*s.Length/2
		s.Queued = append(s.Queued, Plan{At: from + between(lots, 0, 5*time.Second), Number: headset,
			Patience: between(lots, 3*time.Second, s.Length/2-5*time.Second), Lots: lots.Uint64()})
	}
	return s
}

// exits presses the key by which some leave a queue, once.
func (c *caller) exits() {
	if c.plan.Number != "214" || c.plan.Lots%3 != 0 || c.exited || time.Until(c.until) > 5*time.Second {
		return
	}
	c.exited = true
	c.world.tell(c.id, "presses 9")
	c.call.Press("9")
}

// probe looks, when all callers are gone, whether every agent can be reached: as many call as there are telephones.
func (w *World) probe() {
	if len(w.scenario.Queued) == 0 {
		return
	}
	w.mu.Lock()
	w.floor.probing = true
	clear(w.floor.reached)
	w.mu.Unlock()
	var calls sync.WaitGroup
	for n := range len(telephones()) {
		calls.Go(func() {
			id := fmt.Sprintf("call%03d0", probeFirst+n)
			w.tell(id, "probes")
			call := w.asterisks[asterisk(0)].Call(fakeari.Caller{ID: id, App: "ivr", Exten: "210", Number: id})
			ctx, cancel := context.WithTimeout(context.Background(), probeTime)
			defer cancel()
			if ending, err := call.AwaitEnd(ctx); err != nil || ending.How == fakeari.EndFailed {
				w.wrong("%s: nobody takes a caller when all others are gone: %+v, %v", id, ending, err)
				call.Hangup(16)
			}
		})
	}
	calls.Wait()
	w.mu.Lock()
	reached := slices.Sorted(maps.Keys(w.floor.reached))
	w.mu.Unlock()
	if len(reached) < len(telephones()) {
		w.wrong("left: of %d agents only %v can be reached", len(telephones()), reached)
	}
	time.Sleep(settleTime)
}
