package app

import (
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/internal/cluster/memstore"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

const soonOrLate = outer + `server: {listen: none}
numbers: {"200": alone, "300": meets, "400": rings, "500": queued, "501": busied}
queues:
  sales: {}
  nobody: {join: {empty: none}, leave: {empty: none}}
agents:
  1001: {endpoint: PJSIP/1001, logged_in: true, queues: [sales]}
flows:
  alone: [answer, {collect: {id: key, prompt: ask, length: 1}}]
  meets: [answer, {conference: {room: r}}]
  rings: [answer, {dial: {targets: PJSIP/100, ring_timeout: 60s, continue: true}}, {collect: {prompt: ask, length: 1}}]
  queued: [answer, {queue: {queue: sales}}]
  busied: [answer, {queue: {queue: nobody, waiting: [{wait: 1s}, {wait: 2s}]}}]
`

// Law: where a call has nothing but its caller, its state is written within 50 ms, and so is its end; what others depend
// on is written within 5, and so is the end of a call that would run on_hangup once more if somebody took it up.
func TestWhatOthersDependOnIsWrittenSoon(t *testing.T) {
	for name, c := range map[string]struct {
		number, more string
		begins, ends bool   // whether that is written after 10 ms
		keeps        string // of the state, after 55
	}{
		"alone":              {"200", "", false, false, `"alone"`},
		"alone, tended then": {"200", "defaults: {on_hangup: [{log: over}]}\n", false, true, `"alone"`},
		"in a conference":    {"300", "", true, false, `"meets":true`},
		"while it rings":     {"400", "", true, false, `"legs":{`},
		"in a queue":         {"500", "", true, false, `"queued"`},
	} {
		t.Run(name, func(t *testing.T) {
			keeps(t, soonOrLate+c.more, func(h *house, kept func() string) {
				caller := h.call(c.number)
				time.Sleep(10 * time.Millisecond)
				if begins := kept() != ""; begins != c.begins {
					t.Errorf("after 10 ms %q is kept", kept())
				}
				time.Sleep(45 * time.Millisecond)
				if got := kept(); !strings.Contains(got, c.keeps) {
					t.Errorf("after 55 ms %q is kept, without %s", got, c.keeps)
				}
				time.Sleep(time.Second)
				caller.Hangup(0)
				time.Sleep(10 * time.Millisecond)
				if ends := kept() == ""; ends != c.ends {
					t.Errorf("10 ms after the end %q is kept", kept())
				}
				time.Sleep(45 * time.Millisecond)
				if got := kept(); got != "" {
					t.Errorf("55 ms after the end %q is kept", got)
				}
			})
		})
	}
}

// Law: that a call is alone again is written as soon as what it was before.
func TestWhoIsAloneAgainIsKnownSoon(t *testing.T) {
	keeps(t, soonOrLate, func(h *house, kept func() string) {
		h.srv.Endpoint("PJSIP/100", fakeari.Ring(0), fakeari.Answer(time.Second), fakeari.HangUp(time.Second, 16))
		caller := h.call("400")
		time.Sleep(2*time.Second - time.Millisecond)
		if got := kept(); !strings.Contains(got, `"legs":{`) {
			t.Errorf("in the talk %q is kept", got)
		}
		time.Sleep(11 * time.Millisecond)
		if got := kept(); got == "" || strings.Contains(got, `"legs":{`) {
			t.Errorf("10 ms after the talk %q is kept", got)
		}
		caller.Hangup(0)
		time.Sleep(time.Second)
	})
}

// Law: a caller who takes steps while they wait in a queue is in the queue: each is written soon.
func TestStepsInAQueueAreWrittenSoon(t *testing.T) {
	keeps(t, soonOrLate, func(h *house, kept func() string) {
		caller := h.call("501")
		time.Sleep(time.Second - time.Millisecond)
		first := kept()
		time.Sleep(11 * time.Millisecond)
		if second := kept(); first == "" || second == first {
			t.Errorf("10 ms after the second step %q is kept", second)
		}
		caller.Hangup(0)
		time.Sleep(time.Second)
	})
}

// Law: of a call that was asked for it is written soon what it was made for: nothing else tells that, and who has just
// answered would be hung up by whoever takes this process' place.
func TestWhatACallWasMadeForIsWrittenSoon(t *testing.T) {
	keeps(t, soonOrLate+"outbound: {allow: [PJSIP/100]}\n", func(h *house, kept func() string) {
		h.srv.Endpoint("PJSIP/100", fakeari.Answer(time.Second))
		placed, err := h.app.Originate(h.t.Context(), Outgoing{Endpoint: "PJSIP/100", Flow: "alone"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := placed.Wait(h.t.Context()); err != nil {
			t.Fatal(err)
		}
		time.Sleep(10 * time.Millisecond)
		if got := kept(); !strings.Contains(got, `"alone"`) {
			t.Errorf("10 ms after the answer %q is kept", got)
		}
		<-placed.Ended()
	})
}

// keeps runs body with a daemon that keeps its calls; kept is what is kept of the only one.
func keeps(t *testing.T, text string, body func(h *house, kept func() string)) {
	t.Helper()
	bucket := memstore.New()
	synctest.Test(t, func(t *testing.T) {
		h := &house{t: t, path: filepath.Join(t.TempDir(), "ivr.yaml"), ended: make(chan error, 1)}
		h.srv = fakeari.New(fakeari.Options{User: "ariapp", Password: "secret"})
		for _, number := range []string{"PJSIP/100", "PJSIP/1001"} { // before the daemon asks who is known
			h.srv.Endpoint(number, fakeari.Ring(0))
		}
		change, _ := lives(h, bucket, false)
		h.start(text, change)
		h.awaitReady()
		defer h.nothingIsLeft()
		body(h, func() string {
			all, err := bucket.All(t.Context())
			if err != nil || len(all) > 1 {
				t.Fatalf("%d are kept, %v", len(all), err)
			}
			if len(all) == 0 {
				return ""
			}
			return string(all[0].Value)
		})
	})
}
