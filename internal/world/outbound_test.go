package world

import (
	"errors"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// Law: one may call what dial steps write out and what the rules allow; where nothing is counted the rules alone decide.
func TestOutbound(t *testing.T) {
	s := newSite(t, map[string]string{"ivr.yaml": `
outbound: {allow: [{endpoint: PJSIP/_2XX, per_day: 1}], deny: [PJSIP/102]}
numbers: {"1": main}
flows:
  main:
    steps:
      - log: PJSIP/104
      - dial: {targets: [PJSIP/100, {endpoint: PJSIP/101}, PJSIP/102]}
      - dial: PJSIP/103
`})
	w := s.opened()
	for endpoint, want := range map[string]bool{"PJSIP/100": true, "PJSIP/101": true, "PJSIP/102": false, "PJSIP/103": true, "PJSIP/104": false,
		"PJSIP/200": true, "PJSIP/300": false} {
		for range 2 {
			if err := w.Outbound.Permit(t.Context(), endpoint, "main/1"); (err == nil) != want || err != nil && !errors.Is(err, flows.ErrNotPermitted) {
				t.Errorf("%s: %v", endpoint, err)
			}
		}
	}
}

// Law: the day of caps is that of the office, where the file says where that is, else the machine's.
func TestDayOfCaps(t *testing.T) {
	const file = "outbound: {per_day: 1}\nnumbers: {1: main}\nflows: {main: [hangup]}\n"
	if s := newSite(t, map[string]string{"ivr.yaml": file}); outboundRules(s.doc, s.config).Zone != time.Local {
		t.Errorf("without a zone it is %v", outboundRules(s.doc, s.config).Zone)
	}
	s := newSite(t, map[string]string{"ivr.yaml": "app: {zone: Africa/Cairo}\n" + file})
	if got := outboundRules(s.doc, s.config).Zone.String(); got != "Africa/Cairo" {
		t.Errorf("the zone is %v", got)
	}
}

// Law: agents may be rung where the rules allow a call, and where a step that logs them in says so as it is.
func TestWhereAgentsAreRung(t *testing.T) {
	s := newSite(t, map[string]string{"ivr.yaml": `
outbound: {allow: [PJSIP/_2XX], deny: [PJSIP/203]}
numbers: {"1": main}
flows:
  main:
    - dial: PJSIP/103
    - agent: {do: login, endpoint: PJSIP/104}
    - log: PJSIP/105
`})
	rules := QueueRulesOf(s.doc, s.config)
	for endpoint, want := range map[string]bool{"PJSIP/200": true, "PJSIP/203": false, "PJSIP/103": true, "PJSIP/104": true, "PJSIP/105": false,
		"PJSIP/200&PJSIP/201": false, "nobody": false} {
		if got := rules.Allows(endpoint); got != want {
			t.Errorf("%s: %v, want %v", endpoint, got, want)
		}
	}
}
