//go:build !race

package app

import (
	"runtime"
	"runtime/metrics"
	"testing"
	"time"

	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// Law: a call that waits in a question, in a queue or for a time has a stack of 8 KB. Go halves a stack of which less than a quarter is used: a
// function on the way to the wait that has much on it makes that 16 KB for each call that waits. (With the race
// detector functions have more on it.)
func TestWaitingCallsHaveSmallStacks(t *testing.T) {
	const calls, most = 200, 12 << 10 // 8 KB, and what connections have that the calls came over
	for name, step := range map[string]string{
		"collect": "collect: {id: key, prompt: ask, length: 1, first_timeout: 1h}",
		"menu":    "menu: {prompt: ask, first_timeout: 1h, choices: {1: hangup}}",
		"queue":   "queue: sales",
		"wait":    "wait: 1h",
	} {
		t.Run(name, func(t *testing.T) {
			text := outer + "server: {listen: none}\nnumbers: {_.: main}\n" +
				"queues: {sales: {ring_timeout: 5m, announce: {frequency: 0s, position: no, hold_time: no}}}\n" +
				"agents: {1001: {endpoint: PJSIP/1001, logged_in: true, queues: [sales]}}\n" +
				"flows: {main: [answer, repeat: {times: 9, steps: [" + step + "]}]}\n"
			inHouse(t, text, nil, func(h *house) {
				h.srv.Endpoint("PJSIP/1001") // the agent, who does not answer
				before := stacks()
				var waiting []*fakeari.Call
				for range calls { // one after another, so that few connections to Asterisk are there beside
					time.Sleep(time.Second)
					waiting = append(waiting, h.srv.Call(fakeari.Caller{App: "ivr", Exten: "200"}))
				}
				time.Sleep(time.Minute)
				if at := h.app.stepsNow(); at[name] != calls {
					t.Fatalf("the calls are at %v", at)
				}
				if each := (stacks() - before) / calls; each > most {
					t.Errorf("a waiting call has %d bytes of stack, at most %d are wanted", each, most)
				}
				for _, one := range waiting {
					one.Hangup(16)
				}
			})
		})
	}
}

// stepsNow is how many calls stand at each kind of step.
func (a *App) stepsNow() map[string]int {
	a.board.mu.Lock()
	defer a.board.mu.Unlock()
	kinds := map[string]int{}
	for _, now := range a.board.calls {
		kinds[now.Type]++
	}
	return kinds
}

// stacks is how much memory stacks have after Go has made them as small as it does, once in each collection.
func stacks() int {
	for range 4 {
		runtime.GC()
	}
	sample := []metrics.Sample{{Name: "/memory/classes/heap/stacks:bytes"}}
	metrics.Read(sample)
	return int(sample[0].Value.Uint64())
}
