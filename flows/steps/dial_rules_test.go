package steps

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
)

// TestDialRefuses: digits lead nowhere but where the rules allow, whatever is in them; nothing is dialled then.
func TestDialRefuses(t *testing.T) {
	for _, c := range []struct {
		endpoint, from string
		outbound       flows.Outbound
		dialled        string
		why            string
	}{
		{"PJSIP/100", "1", nil, "PJSIP/100", ""},
		{"PJSIP/${call.from}", "100", permits("PJSIP/100"), "PJSIP/100", ""},
		{"PJSIP/${call.from}@trunk", "+49*#5", permits("PJSIP/+49*#5@trunk"), "PJSIP/+49*#5@trunk", ""},
		{"PJSIP/${call.from}", "100", nil, "", "no rules"},
		{"PJSIP/${call.from}", "200", permits("PJSIP/100"), "", "PJSIP/200"},
		{"PJSIP/${call.from}", "100&PJSIP/200", permits("PJSIP/100&PJSIP/200"), "", "must be"},
		{"PJSIP/${call.from}", "100@trunk", permits("PJSIP/100@trunk"), "", "must be"},
		{"PJSIP/${call.from}", "a/b", permits("PJSIP/a/b"), "", "must be"},
		{"PJSIP/${call.from}", "sip:1", permits("PJSIP/sip:1"), "", "must be"},
		{"PJSIP/${call.from}", "1,2", permits("PJSIP/1,2"), "", "must be"},
		{"PJSIP/${call.from}", "", permits("PJSIP/"), "", "call.from: the endpoint may not be dialled: it is empty, as call.from is where the caller withholds the number"},
		{"PJSIP/${call.from}", "1\n", permits("PJSIP/1\n"), "", "must be"},
		{"PJSIP/${call.from}", "100", unreachable{}, "", "rules are away"},
		{"PJSIP/${call.from}", strings.Repeat("1", 81), permits("PJSIP/" + strings.Repeat("1", 81)), "", "must be"},
	} {
		l := line{world: flows.World{Outbound: c.outbound}, call: flows.CallInfo{ID: "c1", From: c.from},
			phone: flowtest.Options{Dialled: []flowtest.Callee{rings("*")}}}
		p := l.dial(t, "flows:\n  main:\n    - dial: {id: d, targets: [PJSIP/1, '"+c.endpoint+"']"+
			", on_error: {log: '${steps.d.status}: ${error.message}'}}", "3s hangup")
		var dialled []string
		for _, leg := range p.phone.Legs() {
			dialled = append(dialled, leg.Leg.Endpoint)
		}
		switch {
		case c.dialled != "" && !slices.Equal(dialled, []string{"PJSIP/1", c.dialled}):
			t.Errorf("%s of %q: dialled %q, logged %s", c.endpoint, c.from, dialled, p.logged())
		case c.dialled == "" && (len(dialled) > 0 || !strings.Contains(p.logged(), ": dialling ") && !strings.HasPrefix(p.logged(), "refused: ") || !strings.Contains(p.logged(), c.why)):
			t.Errorf("%s of %q: dialled %q, logged %q", c.endpoint, c.from, dialled, p.logged())
		}
	}
}

// unreachable are rules that cannot be asked.
type unreachable struct{}

func (unreachable) Permit(context.Context, string, string) error {
	return errors.New("the rules are away")
}

// TestDialFindings has a row for what is wrong with a step before any call.
func TestDialFindings(t *testing.T) {
	for _, c := range []struct{ step, want string }{
		{"{ring_timeout: 5s}", "either targets or rounds"},
		{"{targets: PJSIP/1, rounds: [[PJSIP/2]]}", "either targets or rounds"},
		{"{targets: []}", "an endpoint, a list of endpoints"},
		{"{targets: '100'}", "an endpoint such as PJSIP/100"},
		{"{targets: 'PJSIP/1&PJSIP/2'}", "an endpoint such as PJSIP/100"},
		{"{targets: '${call.to}'}", "an endpoint such as PJSIP/100"},
		{"{targets: '${call.to}/1'}", "an endpoint such as PJSIP/100"},
		{"{targets: [{endpoint: PJSIP/1, delai: 3s}]}", "delai"},
		{"{targets: [{delay: 3s}]}", "an endpoint"},
		{"{id: d}", "either targets or rounds"},
		{"{targets: {delay: 3s}}", "an endpoint"},
		{"{targets: PJSIP/1, strategy: all}", "strategy"},
		{"{targets: PJSIP/1, ring_timeout: 500ms}", "at least 1s"},
		{"{targets: PJSIP/1, early_media: tone}", "ring, callee, moh"},
		{"{targets: PJSIP/1, early_media: {moh: a, play: b}}", "ring, callee, moh"},
		{"{targets: PJSIP/1, confirm: {accept: 1}}", "needs prompt"},
		{"{targets: PJSIP/1, confirm: {prompt: a, accept: 1, decline: 12}}", "neither beginning with the other"},
		{"{targets: PJSIP/1, confirm: {prompt: a, accept: x}}", "one to eight keys"},
		{"{targets: PJSIP/1, keys: {both: {1: hangup}}}", "both"},
		{"{targets: PJSIP/1, keys: {callee: {1: transfer}}}", "transfer needs the field transfer"},
		{"{targets: PJSIP/1, keys: {callee: {x: hangup}}}", "one to eight keys"},
		{"{targets: PJSIP/1, transfer: {allow: _2XX}}", "a mapping with allow"},
		{"{targets: PJSIP/1, warn_at: 3s}", "needs max_duration"},
		{"{targets: PJSIP/1, headers: {'X One': a}}", "the name of a header"},
		{"{targets: PJSIP/1, variables: {'A B': a}}", "a variable"},
		{"{targets: PJSIP/1, caller_id: {nummer: a}}", "nummer"},
		{"{targets: PJSIP/1, forwarding: allow}", "ignore, or {context: name}"},
		{"{targets: PJSIP/1, forwarding: {context: 'a,b'}}", "ignore, or {context: name}"},
	} {
		_, findings := line{}.compile(t, "flows: {main: [dial: "+c.step+"]}")
		if text := formatted(findings); !strings.Contains(text, c.want) {
			t.Errorf("%s: %s", c.step, text)
		}
	}
}

// TestDialOrders: the same call draws the same order, other calls others; by weight.
func TestDialOrders(t *testing.T) {
	first := map[string]int{}
	for n := range 100 {
		var orders []string
		for range 2 {
			l := line{call: flows.CallInfo{ID: string(rune('a'+n%26)) + strings.Repeat("x", n/26)},
				phone: flowtest.Options{Dialled: []flowtest.Callee{says("PJSIP/*", s, 17, 486)}}}
			p := dialLine(t, l, "targets: [{endpoint: PJSIP/1, weight: 8}, PJSIP/2, PJSIP/3]\nstrategy: weighted_random", "60s hangup")
			order := ""
			for _, leg := range p.phone.Legs() {
				order += strings.TrimPrefix(leg.Leg.Endpoint, "PJSIP/")
			}
			orders = append(orders, order)
		}
		if orders[0] != orders[1] || len(orders[0]) != 3 {
			t.Fatalf("the same call rang %q", orders)
		}
		first[orders[0][:1]]++
	}
	if first["1"] < 65 || first["2"] == 0 || first["3"] == 0 {
		t.Errorf("first were %v of 100", first)
	}
}

// TestDialRemembersWhoWasReached, in the store or without one.
func TestDialRemembersWhoWasReached(t *testing.T) {
	program, findings := line{}.compile(t, "flows: {main: [dial: {id: d, targets: [PJSIP/1, PJSIP/2, PJSIP/3], strategy: least_recent}]}")
	if program == nil {
		t.Fatal(formatted(findings))
	}
	reached := ""
	for n := range 6 {
		phone := flowtest.NewPhone(flowtest.Options{Start: time.Date(2026, 3, 2, 9, n, 0, 0, time.UTC),
			Dialled: []flowtest.Callee{answers("PJSIP/*", s, flowtest.Wait(s), flowtest.HangUp())}}, script(t, "30s hangup")...)
		flows.NewWalker(program, phone, flows.Options{Flow: program.Flow("main"), Call: flows.CallInfo{ID: "c"}}).Run(phone.Context())
		reached += strings.TrimPrefix(phone.Legs()[0].Leg.Endpoint, "PJSIP/")
	}
	if reached != "123123" {
		t.Errorf("reached were %s", reached)
	}
}
