//go:build linux && asterisk

package asterisk

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ariapp/ariapp/test/asterisk/sip"
)

// orders is a service that hangs at the first request of each path, and does what is asked once for each key.
type orders struct {
	*httptest.Server
	over chan struct{}

	mu   sync.Mutex
	keys map[string][]string        // of the requests, by path
	done map[string]map[string]bool // the keys by which something was done, by path
}

func newOrders(t *testing.T) *orders {
	t.Helper()
	o := &orders{over: make(chan struct{}), keys: map[string][]string{}, done: map[string]map[string]bool{}}
	o.Server = httptest.NewServer(http.HandlerFunc(o.take))
	t.Cleanup(func() { close(o.over); o.Close() })
	return o
}

func (o *orders) take(w http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body) // only then it is noticed that the other one has gone
	key, path := r.Header.Get("Idempotency-Key"), r.URL.Path
	o.mu.Lock()
	first := len(o.keys[path]) == 0
	o.keys[path] = append(o.keys[path], key)
	if o.done[path] == nil {
		o.done[path] = map[string]bool{}
	}
	o.done[path][key] = true // also of a request whose answer nobody hears
	o.mu.Unlock()
	if first {
		select {
		case <-r.Context().Done():
		case <-o.over:
		}
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = io.WriteString(w, `{"said": "done"}`)
}

// seen are the keys of the requests of a path, and how many different ones did something.
func (o *orders) seen(path string) (keys []string, effects int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return append([]string(nil), o.keys[path]...), len(o.done[path])
}

const orderSteps = `- answer
- http: {id: h, url: "http://SERVICE/METHOD", method: METHOD, timeout: 30s, budget: 30s, retries: 0, on_error: {log: failed}}
- continue: {context: onward, extension: "got${steps.h.status}"}`

// Law: a request that was under way when the daemon was killed is made again by the next one, with the same key: the
// service does nothing twice. GET needs no key.
func TestKilledDaemonsRequests(t *testing.T) {
	o, methods := newOrders(t), []string{"POST", "PUT", "GET"}
	host := o.Listener.Addr().String()
	var flows []string
	for _, method := range methods {
		flows = append(flows, strings.NewReplacer("SERVICE", host, "METHOD", method).Replace(orderSteps))
	}
	r, w := relayOn(t, sideBySide("http: {allow: [\""+host+"\"]}\n", flows)), watch(t)
	l := newLine(t, w, "883")
	for i := range methods {
		l.ring(numbered(i), sip.Answered(), sip.ExpectByeWithin(outlasts))
	}
	for _, method := range methods {
		r.awaitFor(t, "the request by "+method, func() bool { keys, _ := o.seen("/" + method); return len(keys) == 1 })
	}
	r.dies(t)
	pass(t, time.Second)
	r.next(t, len(methods))
	for i, method := range methods {
		l.tells("883"+string(rune('0'+i)), "callers/"+numbered(i)+" Stasis", "answered", "onward/gotok Playback", "ended 16")
		keys, effects := o.seen("/" + method)
		if len(keys) != 2 || keys[0] != keys[1] || effects != 1 || (keys[0] == "") != (method == "GET") {
			t.Errorf("%s came with the keys %q and did something %d times", method, keys, effects)
		}
	}
	r.over(t, len(methods))
}

// Law: the recording of a call goes on while its daemon is dead and when the next one takes the call up: there is one,
// with all of it, and the next one ends it.
func TestKilledDaemonsTapesGoOn(t *testing.T) {
	for _, c := range []struct {
		name, from string
		talks      bool
	}{{"record_call", "8840", false}, {"a conversation", "8841", true}} {
		t.Run(c.name, func(t *testing.T) {
			caller, callee := answerer(t, sip.Manner{Speaks: true}), answerer(t, sip.Manner{})
			defer caller.Close()
			defer callee.Close()
			steps := "- record_call: {name: taped}\n- wait: 11s\n- record_call: stop\n- continue: {context: onward, extension: taped}"
			if c.talks {
				steps = resumeTalks(callee, ", record: {name: taped}")
			}
			r := relayOn(t, sideBySide("", []string{steps}))
			forget(t, r.client, "ONWARD_"+c.from)
			bring(t, caller, c.from, numbered(0))
			if c.talks {
				r.joined(t)
			}
			pass(t, 3*time.Second)
			r.dies(t)
			pass(t, 3*time.Second)
			r.next(t, 1)
			want := "taped"
			if c.talks {
				pass(t, 4*time.Second)
				if err := callee.Hangup(); err != nil {
					t.Error(err)
				}
				want = "answeredcallee"
			}
			await(t, r.client, "ONWARD_"+c.from, want)
			r.over(t, 1, "taped")
			audio := recorded(t, inside(t, "/var/spool/asterisk/recording/taped.wav"))
			if heard := says(audio); heard < 9*time.Second || audio.Length() > 15*time.Second {
				t.Errorf("the caller is heard for %v of %v", heard, audio.Length())
			}
		})
	}
}
