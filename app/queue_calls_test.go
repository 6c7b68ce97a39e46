package app

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/internal/cluster"
	"github.com/ariapp/ariapp/internal/cluster/memstore"
	"github.com/ariapp/ariapp/internal/queue"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// queueing callers: a queue with two agents, and one in which callers may ask to be called back.
const queuedCalls = outer + `
server: {listen: none}
queues:
  sales: {ring_timeout: 5m, announce: {frequency: 0s, position: no, hold_time: no}}
  back:
    ring_timeout: 20s
    callback: {mode: customer_first, endpoint: 'PJSIP/{number}@trunk', confirm: {key: '1'}, attempts: 3, retry_delay: 1m}
  first:
    ring_timeout: 20s
    callback: {mode: agent_first, endpoint: 'PJSIP/{number}@trunk', attempts: 3, retry_delay: 1m}
agents:
  1001: {endpoint: PJSIP/1001, logged_in: true, queues: [sales, back, first]}
  1002: {endpoint: PJSIP/1002, logged_in: true, queues: [sales]}
outbound: {allow: ['PJSIP/_X.@trunk']}
numbers: {200: sales, 300: back, 400: first}
flows:
  sales: [{queue: sales}, hangup]
  back: [{queue: {queue: back, callback: {key: 2, confirm_number: false}}}, hangup]
  first: [{queue: {queue: first, callback: {key: 2, confirm_number: false}}}, hangup]
`

// stores are the buckets of a daemon that is alone, behind its lifeline.
type stores struct {
	buckets map[string]*memstore.Bucket
	line    *lifeline
}

// inQueues runs body with a daemon that keeps calls and queues; again kills it and begins another one.
func inQueues(t *testing.T, text string, change func(*Options), body func(h *house, again func(away time.Duration))) {
	t.Helper()
	k := &stores{buckets: map[string]*memstore.Bucket{}}
	for _, name := range []string{callsBucket, queuesBucket, agentsBucket} {
		k.buckets[name] = memstore.New()
	}
	synctest.Test(t, func(t *testing.T) {
		h := &house{t: t, path: filepath.Join(t.TempDir(), "ivr.yaml"), ended: make(chan error, 1)}
		h.srv = fakeari.New(fakeari.Options{User: "ariapp", Password: "secret", DefaultSound: 2 * time.Second})
		h.srv.Endpoint("PJSIP/1001")
		h.srv.Endpoint("PJSIP/1002")
		begin := func() {
			line := &lifeline{wire: &wire{dial: h.srv.DialContext}}
			k.line = line
			h.start(text, func(o *Options) {
				o.calls, o.DialContext = distant{k.buckets[callsBucket], line}, line.DialContext
				o.buckets = func(name string) cluster.Bucket { return distant{k.buckets[name], line} }
				if change != nil {
					change(o)
				}
			})
			h.awaitReady()
		}
		begin()
		time.Sleep(3 * time.Second)
		defer h.nothingIsLeft()
		body(h, func(away time.Duration) {
			back := time.Now().Add(away)
			k.line.part()
			k.line.wire.cut()
			h.app.rooms.Hold()
			for _, c := range h.app.calls.all() {
				c.Lose()
			}
			h.finish()
			time.Sleep(time.Until(back))
			begin()
		})
		time.Sleep(time.Second)
		for name, bucket := range k.buckets {
			if all, err := bucket.All(context.Background()); name != agentsBucket && (err != nil || len(all) > 1) {
				t.Errorf("%d records are left in %s; %v", len(all), name, err)
			}
		}
	})
}

// isOver tells whether a call has ended.
func isOver(c *fakeari.Call) bool {
	ctx, cancel := context.WithTimeout(context.Background(), time.Millisecond)
	defer cancel()
	_, err := c.AwaitEnd(ctx)
	return err == nil
}

// rings waits until an agent is rung once more, or somebody else.
func (h *house) rings(name string) *fakeari.Leg {
	h.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	leg, err := h.srv.Endpoint(name).AwaitCall(ctx)
	if err != nil {
		h.t.Fatalf("%v\n%s", err, h.logged())
	}
	return leg
}

// served are the callers' numbers in the order in which agents take them: whoever is rung takes the call for a moment.
func (h *house) served(legs []*fakeari.Leg, n int) []string {
	h.t.Helper()
	var order []string
	for len(order) < n {
		leg := legs[0]
		_, number := leg.Connected()
		order = append(order, number)
		leg.Answer()
		time.Sleep(time.Second)
		leg.Hangup(16)
		legs = legs[1:]
		if len(order)+len(legs) < n {
			name, _, _ := strings.Cut(leg.Dialled(), "@")
			legs = append(legs, h.rings(name))
		}
	}
	return order
}

// Law: a caller who waits is joined with an agent, and is the queue's as long as they talk; over kill -9 those who wait
// keep their order, those who ring go on ringing, and those who talk go on talking.
func TestCallersOfQueuesOutliveTheProcess(t *testing.T) {
	inQueues(t, queuedCalls, nil, func(h *house, again func(time.Duration)) {
		var callers []*fakeari.Call
		call := func(number string) {
			callers = append(callers, h.srv.Call(fakeari.Caller{App: "ivr", Exten: "200", Number: number, Name: number}))
			time.Sleep(time.Second)
		}
		call("c00")
		talk := h.rings("PJSIP/1001")
		talk.Answer()
		time.Sleep(time.Second)
		var want []string
		for i := range 10 {
			call(fmt.Sprintf("c%02d", i+1))
			want = append(want, fmt.Sprintf("c%02d", i+1))
		}
		ring := h.rings("PJSIP/1002")
		ring.Ring()
		time.Sleep(time.Second)
		again(2 * time.Second)
		call("late")
		want = append(want, "late")
		time.Sleep(15 * time.Second)
		if legs := len(h.srv.Endpoint("PJSIP/1001").Calls()) + len(h.srv.Endpoint("PJSIP/1002").Calls()); legs != 2 {
			t.Errorf("%d telephones were rung\n%s", legs, h.logged())
		}
		if ending := isOver(callers[0]); ending {
			t.Errorf("who talked has ended\n%s", h.logged())
		}
		talk.Hangup(16)
		got := h.served([]*fakeari.Leg{ring, h.rings("PJSIP/1001")}, len(want))
		if !slices.Equal(got, want) {
			t.Errorf("served were %v, want %v\n%s", got, want, h.logged())
		}
		for _, c := range callers {
			h.ends(c, fakeari.EndHangup, 16)
		}
	})
}

// Law: who wants to be called back is called in their turn, customer first or agent first, also by the next process,
// and the agent is free again afterwards.
func TestCallsBack(t *testing.T) {
	for _, c := range []struct {
		exten         string
		customerFirst bool
	}{{"300", true}, {"400", false}} {
		t.Run(c.exten, func(t *testing.T) {
			inQueues(t, queuedCalls, nil, func(h *house, again func(time.Duration)) {
				busy := h.call("200")
				talk := h.rings("PJSIP/1001")
				talk.Answer()
				h.srv.Endpoint("PJSIP/5551@trunk")
				asks := h.srv.Call(fakeari.Caller{App: "ivr", Exten: c.exten, Number: "5551"})
				time.Sleep(5 * time.Second)
				asks.Press("2")
				h.ends(asks, fakeari.EndHangup, 16)
				time.Sleep(time.Second)
				again(2 * time.Second)
				time.Sleep(20 * time.Second)
				talk.Hangup(16)
				h.ends(busy, fakeari.EndHangup, 16)
				first, second := "PJSIP/1001", "PJSIP/5551@trunk"
				if c.customerFirst {
					first, second = second, first
				}
				a := h.rings(first)
				a.Answer()
				time.Sleep(3 * time.Second)
				if c.customerFirst {
					a.Press("1")
				}
				b := h.rings(second)
				b.Answer()
				if !c.customerFirst {
					if len(h.srv.Bridges()) > 0 {
						t.Errorf("an agent is joined with somebody who may be a machine\n%s", h.logged())
					}
					time.Sleep(3 * time.Second)
					b.Press("1")
				}
				time.Sleep(10 * time.Second)
				if isOver(a.Call) || isOver(b.Call) {
					t.Errorf("they do not talk: %v, %v\n%s", isOver(a.Call), isOver(b.Call), h.logged())
				}
				if all, err := h.hall().hall.Agents(context.Background()); err != nil || all[0].Work != "in_call" {
					t.Errorf("the agent is %+v, %v\n%s", all, err, h.logged())
				}
				b.Hangup(16)
				time.Sleep(5 * time.Second)
				if !isOver(a.Call) {
					a.Hangup(16)
				}
				time.Sleep(5 * time.Second)
				all, err := h.hall().hall.Agents(context.Background())
				if err != nil || all[0].Work != "idle" {
					t.Errorf("then the agent is %+v, %v", all, err)
				}
				name := map[bool]string{true: "back", false: "first"}[c.customerFirst]
				queues, err := h.hall().hall.Queues(context.Background())
				if i := slices.IndexFunc(queues, func(v queue.QueueView) bool { return v.Name == name }); err != nil ||
					queues[i].Counts.Answered != 1 || queues[i].Counts.InTime != 1 || queues[i].Counts.Wait > 10*time.Second {
					t.Errorf("in the figures %+v, %v", queues, err)
				}
				left, err := h.hall().hall.Waiting(context.Background(), name)
				if err != nil || len(left) > 0 {
					t.Errorf("left are %+v, %v\n%s", left, err, h.logged())
				}
			})
		})
	}
}

// noteEnds has the ends of places in queues be taken down.
func noteEnds(ended *[]queue.Fact) func(*Options) {
	return func(o *Options) {
		o.ObserveQueues = func(f queue.Fact) {
			if f.Kind == queue.EntryEnded {
				*ended = append(*ended, f)
			}
		}
	}
}

// Law: who is not reached, or does not take the call, is called again, as often as the file says; then it is over.
func TestCallsBackThatFail(t *testing.T) {
	var ended []queue.Fact
	note := noteEnds(&ended)
	inQueues(t, queuedCalls, note, func(h *house, _ func(time.Duration)) {
		busy := h.call("200")
		talk := h.rings("PJSIP/1001")
		talk.Answer()
		h.srv.Endpoint("PJSIP/5551@trunk")
		asks := h.srv.Call(fakeari.Caller{App: "ivr", Exten: "300", Number: "5551"})
		time.Sleep(5 * time.Second)
		asks.Press("2")
		h.ends(asks, fakeari.EndHangup, 16)
		talk.Hangup(16)
		h.ends(busy, fakeari.EndHangup, 16)
		one := h.rings("PJSIP/5551@trunk")
		one.Reject(17, 486)
		time.Sleep(50 * time.Second)
		if n := len(h.srv.Endpoint("PJSIP/5551@trunk").Calls()); n != 1 {
			t.Errorf("called %d times", n)
		}
		two := h.rings("PJSIP/5551@trunk")
		two.Answer()
		time.Sleep(time.Minute) // nobody presses anything
		if !isOver(two.Call) {
			t.Error("a machine is not hung up")
		}
		three := h.rings("PJSIP/5551@trunk")
		three.Answer()
		time.Sleep(3 * time.Second)
		three.Hangup(16)
		time.Sleep(10 * time.Minute)
		if n := len(h.srv.Endpoint("PJSIP/5551@trunk").Calls()); n != 3 {
			t.Errorf("called %d times\n%s", n, h.logged())
		}
	})
	if len(ended) == 0 || ended[len(ended)-1].Result != queue.Failed {
		t.Errorf("ended are %+v", ended)
	}
}
