package app

import (
	"context"
	"strings"
	"testing"
	"time"

	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// revivedOnes are the generations that were made of versions that were kept.
func (h *house) revivedOnes() (all []*generation) {
	h.app.reloading.Lock()
	defer h.app.reloading.Unlock()
	for _, g := range h.app.revived {
		all = append(all, g)
	}
	return all
}

// isOutdated has somebody want to be called back, and the file be another one before their turn.
func (h *house) isOutdated(now string) {
	h.t.Helper()
	busy := h.call("200")
	talk := h.rings("PJSIP/1001")
	talk.Answer()
	h.wantsBack("5551")
	h.write(now)
	time.Sleep(settled)
	h.mustLog("the configuration was reloaded")
	talk.Hangup(16)
	h.ends(busy, fakeari.EndHangup, 16)
}

// Law: the version in which somebody is called back is there before an agent is rung for it; all tries and all who
// called in that version share it, and it ends when nobody has needed it for a while.
func TestCallBacksShareTheirVersion(t *testing.T) {
	note := func(o *Options) { o.Record, o.Watch = true, true }
	inQueues(t, talkedCalls, note, func(h *house, _ func(time.Duration)) {
		h.logIn()
		h.isOutdated(linedCalls)
		agent := h.rings("PJSIP/1001")
		first := h.revivedOnes()
		if len(first) != 1 || !first[0].isBusy() {
			t.Fatalf("while the agent is rung there are %d versions for call-backs", len(first))
		}
		agent.Answer()
		h.rings("PJSIP/5551@trunk").Reject(17, 486)
		time.Sleep(30 * time.Second)
		if first[0].isBusy() {
			t.Error("whoever was busy needs it still")
		}
		line, customer := h.taken("agent_first")
		if again := h.revivedOnes(); len(again) != 1 || again[0] != first[0] {
			t.Errorf("the next try has made another one, of %d", len(again))
		}
		time.Sleep(toldFor)
		h.together("called back", customer, line)
		customer.Hangup(16)
		time.Sleep(2 * revivedFor)
		if left := h.revivedOnes(); len(left) > 0 || first[0].hold() {
			t.Errorf("%d versions are left", len(left))
		}
	})
}

// Law: whom the present rules allow to be called is called back, whatever the rules were when they called.
func TestThePresentRulesAllowCallBacks(t *testing.T) {
	const now, then = "outbound: {allow: ['PJSIP/_X.@trunk']}", "outbound: {allow: [{endpoint: 'PJSIP/_X.@trunk', per_day: 1}]}"
	before := strings.Replace(talkedCalls, now, then, 1)
	note := func(o *Options) { o.Record, o.Watch = true, true }
	inQueues(t, before, note, func(h *house, _ func(time.Duration)) {
		h.logIn()
		if err := h.app.permit(context.Background(), Outgoing{Endpoint: "PJSIP/5552@trunk"}); err != nil { // that of the day
			t.Fatal(err)
		}
		h.isOutdated(linedCalls)
		agent, customer := h.taken("agent_first")
		time.Sleep(toldFor)
		h.together("called back", customer, agent)
		customer.Hangup(16)
		time.Sleep(5 * time.Second)
	})
}
