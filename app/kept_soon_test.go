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
numbers: {"200": alone, "300": meets, "400": rings, "500": queued}
queues:
  sales: {}
agents:
  1001: {endpoint: PJSIP/1001, logged_in: true, queues: [sales]}
flows:
  alone: [answer, {collect: {id: key, prompt: ask, length: 1}}]
  meets: [answer, {conference: {room: r}}]
  rings: [answer, {dial: {targets: PJSIP/100, ring_timeout: 60s}}]
  queued: [answer, {queue: {queue: sales}}]
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
			bucket := memstore.New()
			synctest.Test(t, func(t *testing.T) {
				h := &house{t: t, path: filepath.Join(t.TempDir(), "ivr.yaml"), ended: make(chan error, 1)}
				h.srv = fakeari.New(fakeari.Options{User: "ariapp", Password: "secret"})
				change, _ := lives(h, bucket, false)
				for _, number := range []string{"PJSIP/100", "PJSIP/1001"} {
					h.srv.Endpoint(number, fakeari.Ring(0))
				}
				h.start(soonOrLate+c.more, change)
				h.awaitReady()
				defer h.nothingIsLeft()
				kept := func() string {
					all, err := bucket.All(t.Context())
					if err != nil || len(all) > 1 {
						t.Fatalf("%d are kept, %v", len(all), err)
					}
					if len(all) == 0 {
						return ""
					}
					return string(all[0].Value)
				}
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
