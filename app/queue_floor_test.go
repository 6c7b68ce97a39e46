package app

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/cluster/memstore"
	"github.com/ariapp/ariapp/internal/queue"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// onTheFloor is a queue with an agent who is rung, 1001, and one who waits on the line, 1002.
const onTheFloor = outer + `
server: {listen: none}
queues:
  sales:
    ring_timeout: 6s
    moh: hold
    announce: {frequency: 0s, position: no, hold_time: no}
    periodic: {media: [queue-periodic-announce], every: 7s}
    callback: {mode: customer_first, endpoint: 'PJSIP/{number}@trunk', attempts: 1, retry_delay: 20s}
    leave: {empty: none}
    join: {empty: none}
agents:
  1001: {endpoint: PJSIP/1001, logged_in: true, queues: [sales]}
  1002: {endpoint: PJSIP/1002, queues: [sales]}
outbound: {allow: ['PJSIP/_X.@trunk']}
numbers: {200: plain, 201: inside, 202: goes, 290: headset}
flows:
  plain:
    - queue:
        queue: sales
        max_duration: 25s
        warn_at: 5s
        keys: &keys {callee: {'*1': hangup, '*9': transfer}, caller: {9: transfer, 7: [{play: led}]}}
        transfer: &sent {allow: _2XX, steps: [{play: sent}]}
        exit_keys: &exits {1: [{play: out}]}
        callback: &back {key: 2, confirm_number: false}
    - hangup
  inside:
    - queue: {queue: sales, waiting: [{play: one}, {play: two}], keys: *keys, transfer: *sent, exit_keys: *exits, callback: *back}
    - hangup
  goes: [{queue: {queue: sales, continue: true, max_wait: 30s, keys: *keys, transfer: *sent}}, {play: bye}, hangup]
  headset: [{agent: {do: standby, agent: '1002', check_pin: false, ready_key: '#'}}, hangup]
`

// silenceMost is how long a caller may hear nothing.
const silenceMost = 10 * time.Second

// floor is a call centre in which things happen by lot.
type floor struct {
	*house
	dice   *rand.Rand
	again  func(away time.Duration)
	stores []*memstore.Bucket
	plan   []planned
	known  map[*fakeari.Leg]bool
	// customers are the telephones that may be called back.
	customers []*fakeari.Endpoint
	// killed is how often the process has died, spoiled that the store was not well at times.
	killed  int
	spoiled bool

	mu sync.Mutex
	// guests are all who have called or were called back, agents on the line too; callers the others.
	guests, callers []*guest
	// ended counts the ends of places in queues by entry, talks the talks by agent.
	ended map[string]int
	talks map[string]int
	// told is what happened, for who reads why it went wrong.
	told []string
}

// planned is something that happens at a time.
type planned struct {
	at   time.Time
	what string
	do   func()
}

// guest is somebody who hears something, or not.
type guest struct {
	*fakeari.Call
	name string
	// silent is since when they hear nothing, zero while they do; longest the longest silence, at the time until. pressed
	// is when they pressed a key.
	silent, until, pressed time.Time
	longest                time.Duration
}

// hears tells whether a caller, or an agent on the line, hears anything at this moment.
func (g *guest) hears() bool {
	return g.Music() != "" || slices.ContainsFunc(g.Heard(), func(h fakeari.Heard) bool { return h.Ended.IsZero() })
}

// dials tells whether a caller, or an agent on the line, was asked for an extension: it is quiet while they think and dial.
func (g *guest) dials() bool {
	heard := g.Heard()
	return len(heard) > 0 && heard[len(heard)-1].Media == "sound:pbx-transfer"
}

// hasEnded tells whether a call has ended, in no time.
func hasEnded(c *fakeari.Call) bool {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := c.AwaitEnd(ctx)
	return err == nil
}

// within is a time of that span, by lot. No two are the same, nor that at which something ends.
func (f *floor) within(from, to time.Duration) time.Duration {
	return from + time.Duration(f.dice.Int64N(int64(to-from)))
}

// then plans something.
func (f *floor) then(after time.Duration, what string, do func()) {
	f.plan = append(f.plan, planned{time.Now().Add(after), what, do})
}

// comes has somebody call.
func (f *floor) comes(name, exten string) {
	call := f.srv.Call(fakeari.Caller{App: "ivr", Exten: exten, Number: "555" + fmt.Sprint(len(f.callers)), ID: name})
	f.mu.Lock()
	defer f.mu.Unlock()
	f.callers = append(f.callers, &guest{Call: call, name: name})
	f.guests = append(f.guests, f.callers[len(f.callers)-1])
}

// acts has somebody press keys, and hang up.
func (f *floor) acts(name string, call *fakeari.Call, keys []string, from, to time.Duration) {
	for range f.dice.IntN(4) {
		pressed := keys[f.dice.IntN(len(keys))]
		f.then(f.within(0, to), name+" presses "+pressed, func() { f.presses(call, pressed) })
	}
	f.then(f.within(from, to), name+" hangs up", func() { call.Hangup(16) })
}

// presses has somebody press keys.
func (f *floor) presses(call *fakeari.Call, keys string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, g := range f.guests {
		if g.Call == call {
			g.pressed = time.Now()
		}
	}
	call.Press(keys)
}

// agentKeys are what agents press, callerKeys what callers do.
func agentKeys() []string  { return []string{"*1", "*9", "*9212", "#", "5"} }
func callerKeys() []string { return []string{"1", "2", "9", "9212", "7", "*"} }

// arranges plans a minute.
func (f *floor) arranges() {
	for i := range 3 + f.dice.IntN(4) {
		name, exten := fmt.Sprintf("caller-%d", i), []string{"200", "201", "202"}[f.dice.IntN(3)]
		f.then(f.within(0, 40*time.Second), name+" calls "+exten, func() {
			f.comes(name, exten)
			f.acts(name, f.callers[len(f.callers)-1].Call, callerKeys(), time.Second, 40*time.Second)
		})
	}
	for i := range 1 + f.dice.IntN(2) {
		name := fmt.Sprintf("headset-%d", i)
		f.then(f.within(time.Duration(i)*30*time.Second, time.Duration(i)*30*time.Second+20*time.Second), name+" calls", func() {
			call := f.srv.Call(fakeari.Caller{App: "ivr", Exten: "290", Number: "1002", ID: name})
			f.mu.Lock()
			f.guests = append(f.guests, &guest{Call: call, name: name})
			f.mu.Unlock()
			f.acts(name, call, agentKeys(), 5*time.Second, 40*time.Second)
		})
	}
	for range f.dice.IntN(3) {
		away := f.within(time.Millisecond, 4*time.Second)
		f.then(f.within(0, time.Minute), fmt.Sprintf("killed for %v", away), func() {
			f.killed++
			f.stores[0].Fail(memstore.Faults{}) // a process that begins without the records of its calls is another matter
			f.again(away)
		})
	}
	for range f.dice.IntN(3) {
		bad := []memstore.Faults{{Slow: f.within(0, 12*time.Second)}, {Away: true}, {Unwritable: true}, {Mute: true}}[f.dice.IntN(4)]
		begins := f.within(0, time.Minute)
		f.then(begins, fmt.Sprintf("the store is %+v", bad), func() { f.spoil(bad) })
		f.then(begins+f.within(0, 12*time.Second), "the store is well", func() { f.spoil(memstore.Faults{}) })
	}
}

func (f *floor) spoil(bad memstore.Faults) {
	f.spoiled = f.spoiled || bad != memstore.Faults{}
	for _, store := range f.stores {
		store.Fail(bad)
	}
}

// answers has an agent's telephone that is rung do something.
func (f *floor) answers() {
	for _, leg := range f.srv.Endpoint("PJSIP/1001").Calls() {
		if f.known[leg] {
			continue
		}
		f.known[leg] = true
		switch f.dice.IntN(5) {
		case 0:
			f.then(f.within(0, 3*time.Second), "1001 is busy", func() { leg.Reject(17, 486) })
		case 1: // nobody is there
		default:
			f.then(f.within(0, 4*time.Second), "1001 answers", func() {
				leg.Answer()
				f.acts("1001", leg.Call, agentKeys(), 0, 20*time.Second)
			})
		}
	}
}

// answersBack has customers who are called back do something.
func (f *floor) answersBack() {
	for _, customer := range f.customers {
		for _, leg := range customer.Calls() {
			if f.known[leg] {
				continue
			}
			f.known[leg] = true
			switch f.dice.IntN(5) {
			case 0:
				f.then(f.within(0, 3*time.Second), "a customer is busy", func() { leg.Reject(17, 486) })
			case 1: // nobody is there
			default:
				f.then(f.within(0, 4*time.Second), "a customer answers", func() {
					leg.Answer()
					f.mu.Lock()
					f.callers = append(f.callers, &guest{Call: leg.Call, name: "customer " + leg.ID()})
					f.guests = append(f.guests, f.callers[len(f.callers)-1])
					f.mu.Unlock()
					f.then(f.within(0, 6*time.Second), "a customer presses 1", func() { leg.Press("1") })
					f.acts("customer", leg.Call, callerKeys(), 4*time.Second, 20*time.Second)
				})
			}
		}
	}
}

// passes has what is planned happen until that time.
func (f *floor) passes(until time.Time) {
	for time.Now().Before(until) {
		f.answers()
		f.answersBack()
		for i := 0; i < len(f.plan); i++ {
			if one := f.plan[i]; !time.Now().Before(one.at) {
				f.plan = slices.Delete(f.plan, i, i+1)
				f.mu.Lock()
				f.tell(one.what)
				f.mu.Unlock()
				one.do()
				i = -1
			}
		}
		time.Sleep(f.within(50*time.Millisecond, 100*time.Millisecond))
	}
}

// listens notes who hears nothing, until done is closed.
func (f *floor) listens(done <-chan struct{}) {
	for {
		select {
		case <-done:
			return
		case <-time.After(211 * time.Millisecond):
		}
		f.mu.Lock()
		for _, g := range f.guests {
			switch {
			case g.State() != "Up" || hasEnded(g.Call) || g.hears():
				g.silent = time.Time{}
			case g.silent.IsZero(), g.dials() && g.pressed.After(g.silent):
				g.silent = time.Now()
			case time.Since(g.silent) > g.longest:
				g.longest, g.until = time.Since(g.silent), time.Now()
			}
		}
		f.mu.Unlock()
	}
}

// tell notes what happens; the lock is held.
func (f *floor) tell(what string) {
	f.told = append(f.told, time.Now().Format("04:05.000000")+" "+what)
}

// notes is told what happens in queues.
func (f *floor) notes(fact queue.Fact) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.tell(strings.Join(strings.Fields(fmt.Sprintf("  %s %s %s %s %s %s %s", fact.Kind, fact.Entry, fact.Call, fact.Agent, fact.Result,
		fact.State, fact.By)), " "))
	switch fact.Kind {
	case queue.EntryEnded, queue.TalkEnded:
		f.ended[fact.Entry]++
	case queue.EntryJoined:
		f.ended[fact.Entry] += 0
	case queue.EntryConnected:
		f.talks[fact.Agent]++
	}
}

// lost is how often something may be done again: as often as a process has died that could not write down that it was.
func (f *floor) lost() int {
	if f.spoiled {
		return f.killed
	}
	return 0
}

// judge tells what has gone wrong when all have gone.
func (f *floor) judge() (faults []string) {
	say := func(text string, args ...any) { faults = append(faults, fmt.Sprintf(text, args...)) }
	for _, g := range f.guests {
		if !hasEnded(g.Call) {
			say("%s has not ended", g.name)
		}
		if g.longest > silenceMost {
			say("%s heard nothing for %v until %s", g.name, g.longest, g.until.Format("04:05.000"))
		}
	}
	f.mu.Lock()
	ended := maps.Clone(f.ended)
	f.mu.Unlock()
	f.house.mu.Lock()
	facts := slices.Clone(f.facts)
	f.house.mu.Unlock()
	for entry, times := range ended {
		if times < 1 && f.lost() == 0 || times > 1+f.lost() {
			say("the entry %s has ended %d times", entry, times)
		}
	}
	left := map[string]int{}
	for _, fact := range facts {
		switch fact.Kind {
		case flows.QueueJoined:
			left[fact.Call] += 0
		case flows.QueueLeft:
			left[fact.Call]++
		}
	}
	for call, times := range left {
		if times < 1 && f.killed == 0 || times > 1+f.lost() { // who goes while no process is there tells nobody
			say("the call %s has left its queue %d times", call, times)
		}
	}
	agents, err := f.hall().hall.Agents(context.Background())
	if err != nil {
		say("the agents are not known: %v", err)
	}
	for _, a := range agents {
		if a.Work != "idle" || a.ID == "1002" && a.Presence != "logged_out" {
			say("the agent %s is %s and %s", a.ID, a.Presence, a.Work)
		}
	}
	if waiting, err := f.hall().hall.Waiting(context.Background(), "sales"); err != nil || len(waiting) > 0 {
		say("waiting are %+v, %v", waiting, err)
	}
	return faults
}

// happens has a minute pass by the lots of a seed; what it returns is how often each agent has talked.
func happens(t *testing.T, text string, seed uint64) map[string]int {
	f := &floor{dice: rand.New(rand.NewPCG(seed, seed)), known: map[*fakeari.Leg]bool{}, ended: map[string]int{}, talks: map[string]int{}}
	change := func(o *Options) {
		f.stores = []*memstore.Bucket{o.calls.(distant).Bucket.(*memstore.Bucket)}
		for _, name := range []string{queuesBucket, agentsBucket} {
			f.stores = append(f.stores, o.buckets(name).(distant).Bucket.(*memstore.Bucket))
		}
		o.ObserveQueues = f.notes
	}
	inQueues(t, text, change, func(h *house, again func(time.Duration)) {
		f.house, f.again = h, again
		for i := range 10 {
			f.customers = append(f.customers, h.srv.Endpoint(fmt.Sprintf("PJSIP/555%d@trunk", i)))
		}
		done, heard := make(chan struct{}), sync.WaitGroup{}
		heard.Go(func() { f.listens(done) })
		f.arranges()
		f.passes(time.Now().Add(75 * time.Second))
		f.spoil(memstore.Faults{})
		f.passes(time.Now().Add(45 * time.Second)) // all have hung up by then
		f.passes(time.Now().Add(3 * time.Minute))  // who is called back last may be called late
		close(done)
		heard.Wait()
		if faults := f.judge(); len(faults) > 0 {
			t.Errorf("seed %d:\n%s\n\n%s\n%s", seed, strings.Join(faults, "\n"), strings.Join(f.told, "\n"), h.logged())
		}
	})
	return f.talks
}

// Law: whatever callers and agents do, whenever the process dies, and whatever the store does meanwhile: each caller ends,
// once; nobody hears nothing for long; and each agent is free again.
func TestNobodyIsStuckOnTheFloor(t *testing.T) {
	talks := map[string]int{}
	for _, mode := range []string{"customer_first", "agent_first"} {
		text := strings.Replace(onTheFloor, "customer_first", mode, 1)
		for _, seed := range floorSeeds() {
			t.Run(fmt.Sprint(mode, " ", seed), func(t *testing.T) {
				for agent, times := range happens(t, text, seed) {
					talks[agent] += times
				}
			})
		}
	}
	if talks["1001"] == 0 || talks["1002"] == 0 {
		t.Errorf("they have talked %v times", talks)
	}
}

// floorSeeds are the minutes that are played: any ones, and those in which something had gone wrong.
func floorSeeds() []uint64 {
	return []uint64{0, 1, 2, 3, 4, 5, 6, 7, 21, 25, 36, 48, 58, 70, 90, 96, 104, 120, 169, 173, 182, 192, 201, 204, 223, 282,
		302, 321, 350, 413, 492, 580, 842, 1206, 1240, 1726, 1854, 1923}
}
