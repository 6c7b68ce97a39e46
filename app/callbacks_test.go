package app

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/internal/cluster/memstore"
	"github.com/ariapp/ariapp/internal/queue"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// Law: who is to be called back in closed hours waits until they are over, and that is no attempt.
func TestCallsBackInTheirHours(t *testing.T) {
	text := strings.Replace(queuedCalls, "attempts: 3, retry_delay: 1m}\n  first:", "attempts: 1, retry_delay: 1m, expires: 168h, schedule: office}\n  first:", 1) +
		"schedules: {office: {zone: UTC, weekly: {mon-fri: 09:00-17:00}}}\n"
	var ended []queue.Fact
	note := noteEnds(&ended)
	inQueues(t, text, note, func(h *house, _ func(time.Duration)) {
		busy := h.call("200")
		talk := h.rings("PJSIP/1001")
		talk.Answer()
		customer := h.srv.Endpoint("PJSIP/5551@trunk")
		asks := h.srv.Call(fakeari.Caller{App: "ivr", Exten: "300", Number: "5551"})
		time.Sleep(5 * time.Second)
		asks.Press("2")
		h.ends(asks, fakeari.EndHangup, 16)
		talk.Hangup(16)
		h.ends(busy, fakeari.EndHangup, 16)
		monday := time.Date(2000, 1, 3, 9, 0, 0, 0, time.UTC) // a bubble begins on a Saturday
		time.Sleep(time.Until(monday.Add(-time.Minute)))
		if n := len(customer.Calls()); n > 0 || len(ended) > 1 {
			t.Errorf("in closed hours called %d times, ended are %+v\n%s", n, ended, h.logged())
		}
		leg := h.rings("PJSIP/5551@trunk")
		if late := time.Since(monday); late < 0 || late > 10*time.Second {
			t.Errorf("called %v behind the hours' begin", late)
		}
		leg.Reject(17, 486)
		time.Sleep(time.Hour)
		if n := len(customer.Calls()); n != 1 {
			t.Errorf("called %d times", n)
		}
	})
	if len(ended) == 0 || ended[len(ended)-1].Result != queue.Failed {
		t.Errorf("ended are %+v", ended)
	}
}

// Law: nobody is called when the hours end while an agent is called first for them: they wait until the next ones begin.
func TestTheHoursEndWhileTheAgentRings(t *testing.T) {
	text := strings.Replace(linedCalls, "retry_delay: 1m", "retry_delay: 1m, expires: 48h, schedule: office", 1) +
		"schedules: {office: {zone: UTC, weekly: {mon-fri: 09:00-17:00}}}\n"
	inQueues(t, text, nil, func(h *house, _ func(time.Duration)) {
		h.logIn()
		end := time.Date(2000, 1, 3, 17, 0, 0, 0, time.UTC)
		time.Sleep(time.Until(end.Add(-20 * time.Second)))
		h.isToBeCalledBack()
		agent := h.rings("PJSIP/1001")
		time.Sleep(time.Until(end.Add(time.Second)))
		agent.Answer()
		time.Sleep(toldFor)
		if n := h.calledTimes("PJSIP/5551@trunk"); n != 0 || !isOver(agent.Call) {
			t.Errorf("behind the hours' end the customer is called %d times, the agent's line is over: %v\n%s", n,
				isOver(agent.Call), h.logged())
		}
		next := end.Add(16 * time.Hour)
		time.Sleep(time.Until(next.Add(-time.Minute)))
		agentAgain, customer := h.taken("agent_first")
		if late := time.Since(next); late < 0 || late > toldFor {
			t.Errorf("called %v behind the hours' begin", late)
		}
		time.Sleep(toldFor)
		h.together("called back", customer, agentAgain)
		customer.Hangup(16)
		time.Sleep(5 * time.Second)
	})
}

// Law: who is not reached is called again when retry_delay has passed, and not before, as often as attempts says.
func TestCallsBackAgainAfterAPause(t *testing.T) {
	for _, way := range []string{"agent_first", "customer_first", "standby"} {
		var facts notedFacts
		text := linedCalls
		if way == "customer_first" {
			text = customerFirst
		}
		inQueues(t, text, facts.note, func(h *house, _ func(time.Duration)) {
			line := h.wantsOne(way)
			for try := range 3 {
				if way == "agent_first" {
					h.answers("PJSIP/1001")
				}
				rings := h.rings("PJSIP/5551@trunk")
				time.Sleep(5 * time.Second)
				rings.Reject(17, 486)
				rejected := time.Now()
				time.Sleep(59 * time.Second)
				if n := h.calledTimes("PJSIP/5551@trunk"); n != try+1 {
					t.Errorf("%s: %v after try %d called %d times\n%s", way, time.Since(rejected), try+1, n, h.logged())
				}
			}
			time.Sleep(10 * time.Minute)
			if n := h.calledTimes("PJSIP/5551@trunk"); n != 3 {
				t.Errorf("%s: called %d times", way, n)
			}
			if line != nil {
				line.Hangup(16)
				time.Sleep(5 * time.Second)
			}
		})
		if ended := facts.ofKind(queue.EntryEnded); len(ended) != 1 || ended[0].Result != queue.Failed {
			t.Errorf("%s: ended are %+v", way, ended)
		}
	}
}

// Law: the pause until the next try is one of the machine that calls back, however far ahead the time of a call is.
func TestTheTimeOfACallIsAhead(t *testing.T) {
	ahead := func(o *Options) { o.Clock = func() time.Time { return time.Now().Add(time.Hour) } }
	inQueues(t, customerFirst, ahead, func(h *house, _ func(time.Duration)) {
		h.wantsOne("customer_first")
		for try := range 3 {
			leg := h.rings("PJSIP/5551@trunk")
			leg.Answer()
			time.Sleep(2 * time.Second)
			leg.Hangup(16) // and has taken nothing
			time.Sleep(59 * time.Second)
			if n := h.calledTimes("PJSIP/5551@trunk"); n != try+1 {
				t.Errorf("before the pause of try %d is over called %d times\n%s", try+1, n, h.logged())
			}
		}
	})
}

// hasHeard tells whether a caller has heard something by now.
func hasHeard(c *fakeari.Call, media string) bool {
	return slices.ContainsFunc(c.Heard(), func(h fakeari.Heard) bool { return h.Media == media })
}

// Law: a caller hears that they will be called back only when that is written down; whoever heard it is called back by
// the next process, and who is cut off before is not let go.
func TestCallBackIsSaidWhenItIsWritten(t *testing.T) {
	text := strings.ReplaceAll(queuedCalls, "confirm_number: false}}}, hangup]", "confirm_number: false}, on_callback: {play: vm-goodbye}}}, hangup]")
	for _, c := range []struct {
		name   string
		broken bool          // the store is away when the key is pressed
		after  time.Duration // until the process is killed
		said   bool          // by then
	}{
		{"killed at once", false, time.Millisecond, false},
		{"killed behind that", false, time.Second, true},
		{"killed while the store is away", true, 5 * time.Second, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			var queues *memstore.Bucket
			note := func(o *Options) {
				if one, is := o.buckets(queuesBucket).(distant); is {
					queues, _ = one.Bucket.(*memstore.Bucket)
				}
			}
			inQueues(t, text, note, func(h *house, again func(time.Duration)) {
				busy := h.call("200")
				talk := h.rings("PJSIP/1001")
				talk.Answer()
				h.srv.Endpoint("PJSIP/5551@trunk")
				asks := h.srv.Call(fakeari.Caller{App: "ivr", Exten: "300", Number: "5551"})
				time.Sleep(5 * time.Second)
				if c.broken {
					queues.Fail(memstore.Faults{Away: true})
				}
				asks.Press("2")
				time.Sleep(c.after)
				if said := hasHeard(asks, "sound:vm-goodbye"); said != c.said {
					t.Errorf("said is %v\n%s", said, h.logged())
				}
				queues.Fail(memstore.Faults{})
				again(time.Second)
				time.Sleep(10 * time.Second)
				if !isOver(asks) { // who was not told is asked anew
					asks.Press("2")
				}
				h.ends(asks, fakeari.EndHangup, 16)
				if !hasHeard(asks, "sound:vm-goodbye") {
					t.Errorf("nobody said that they will be called back\n%s", h.logged())
				}
				talk.Hangup(16)
				h.ends(busy, fakeari.EndHangup, 16)
				customer := h.rings("PJSIP/5551@trunk")
				customer.Answer()
				time.Sleep(3 * time.Second)
				customer.Press("1")
				agent := h.rings("PJSIP/1001")
				agent.Answer()
				time.Sleep(5 * time.Second)
				agent.Hangup(16)
				time.Sleep(5 * time.Second)
			})
		})
	}
}
