package app

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/jobs"
	"github.com/ariapp/ariapp/internal/journal"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

const bounded = outer + `
outbound: {allow: [{endpoint: PJSIP/_1XX, at_once: 1}, PJSIP/_2XX, Local/_7XX@phones], at_once: 3}
numbers: {_1XX: dials, _2XX: written}
flows:
  dials: [{dial: {targets: 'PJSIP/${call.to}', ring_timeout: 10s, on_error: {reject: congestion}}}]
  written: [{dial: PJSIP/200}]
`

// Law: a telephone that a flow rings by an expression takes part in the calls at once, of all callers and of those that the API makes, and no ending of it loses its place.
func TestCallsAtOnceOfFlows(t *testing.T) {
	for _, c := range []struct {
		name  string
		phone []fakeari.Step
		lasts time.Duration // until its place must be free
		acts  func(*fakeari.Call)
	}{
		{"answered, and the callee hangs up", []fakeari.Step{fakeari.Answer(time.Second), fakeari.HangUp(5*time.Second, 16)}, 8 * time.Second, nil},
		{"answered, and the caller hangs up", []fakeari.Step{fakeari.Answer(time.Second)}, 8 * time.Second, func(c *fakeari.Call) {
			time.Sleep(3 * time.Second)
			c.Hangup(16)
		}},
		{"rejected", []fakeari.Step{fakeari.Reject(2*time.Second, 17, 486)}, 8 * time.Second, nil},
		{"no answer", []fakeari.Step{fakeari.Ring(0)}, 15 * time.Second, nil},
		{"the caller hangs up while it rings", []fakeari.Step{fakeari.Ring(0)}, 8 * time.Second, func(c *fakeari.Call) {
			time.Sleep(3 * time.Second)
			c.Hangup(16)
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			inHouse(t, bounded, nil, func(h *house) {
				h.srv.Endpoint("PJSIP/100", c.phone...)
				h.srv.Endpoint("PJSIP/101", fakeari.Answer(time.Second), fakeari.HangUp(time.Second, 16))
				began := time.Now()
				first := h.call("100")
				time.Sleep(time.Second)
				second := h.call("101")
				h.ends(second, fakeari.EndHangup, 42)
				if _, err := h.app.originateHeld(h.t.Context(), Outgoing{Endpoint: "PJSIP/101", Connect: "PJSIP/200"}); !errors.Is(err, flows.ErrNotPermitted) {
					t.Errorf("the API has a place: %v", err)
				}
				if c.acts != nil {
					c.acts(first)
				}
				time.Sleep(time.Until(began.Add(c.lasts)))
				third := h.call("101")
				time.Sleep(1500 * time.Millisecond)
				if third.Bridge() == "" {
					t.Errorf("the place is not free:\n%s", h.logged())
				}
				time.Sleep(10 * time.Second)
				h.mustLog("there are 1 calls at once by the rule PJSIP/_1XX already")
			})
		})
	}
}

// Law: a job is refused when it comes if any of those whom it may call is not allowed, the place in the dialplan too, and the journal has it.
func TestJobsAreRefusedWhenTheyCome(t *testing.T) {
	folder := t.TempDir()
	inHouseAt(t, filepath.Join(folder, "ivr.yaml"), bounded, recording, func(h *house) {
		kept, err := jobs.Open(h.app.jobOptions())
		if err != nil {
			h.t.Fatal(err)
		}
		defer kept.Close()
		for _, c := range []struct {
			order jobs.Order
			says  string
		}{
			{jobs.Order{Endpoint: "PJSIP/100", Context: "phones", Extension: "700", Priority: "1"}, ""},
			{jobs.Order{Endpoint: "PJSIP/100", Context: "phones", Extension: "0900123456", Priority: "1"}, "no rule allows Local/0900123456@phones"},
			{jobs.Order{Endpoint: "PJSIP/100", Context: "outside", Extension: "700", Priority: "1"}, "no rule allows Local/700@outside"},
			{jobs.Order{Endpoint: "PJSIP/100", Context: "phones", Extension: "700&Local/0900@outside"}, "would call several at once"},
			{jobs.Order{Endpoint: "PJSIP/100", Connect: "PJSIP/300"}, "no rule allows PJSIP/300"},
			{jobs.Order{Endpoint: "PJSIP/300", Flow: "dials"}, "no rule allows PJSIP/300"},
		} {
			_, err := kept.Add(c.order, jobs.Plan{NotBefore: time.Now().Add(time.Hour)}, "crm")
			if c.says == "" != (err == nil) || err != nil && (!errors.Is(err, jobs.ErrNever) || !strings.Contains(err.Error(), c.says)) {
				t.Errorf("%+v: %v, want %q", c.order, err, c.says)
			}
		}
		if list, err := kept.All(h.t.Context(), ""); err != nil || len(list) != 1 {
			t.Errorf("kept are %+v, %v", list, err)
		}
		h.finish()
		h.ended <- nil // who looks for what is left asks again
		noted := 0
		for entry, err := range journal.Read(filepath.Join(folder, "data", "journal"), journal.Filter{}) {
			if err != nil {
				t.Fatal(err)
			}
			if entry.Kind == journal.KindRefused && entry.Step == "crm" && entry.Outcome != "" {
				noted++
			}
		}
		if noted != 5 {
			t.Errorf("the journal has %d of 5 refusals", noted)
		}
	})
}
