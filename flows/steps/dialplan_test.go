package steps

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/ariapp/ariapp/flows/flowtest"
	"github.com/ariapp/ariapp/flows/source"
)

func findingSays(findings source.Findings, want string) bool {
	return slices.ContainsFunc(findings, func(f source.Finding) bool { return strings.Contains(f.Format(), want) })
}

// TestDialplan has a row for each end of a visit to the dialplan.
func TestDialplan(t *testing.T) {
	const visit = "context: visits\nextension: amd\nresult: {who: AMDSTATUS, why: AMDCAUSE}\n"
	machine := map[string]string{"AMDSTATUS": "MACHINE", "AMDCAUSE": "LONGGREETING-2-1"}
	for _, c := range []struct {
		name, step, acts string
		visits           []flowtest.Visit
		want, vars       string
	}{
		{"back with what came of it", visit, "60s", []flowtest.Visit{{Place: "visits,amd,", After: 3 * s, Sets: machine}},
			"behind; done 3000 MACHINE LONGGREETING-2-1", ""},
		{"back with nothing", visit, "60s", []flowtest.Visit{{Place: "visits,*", After: 3 * s}}, "behind; done 3000  ", ""},
		{"variables before", visit + "variables: {ASKED: 'from ${call.from}'}", "60s", []flowtest.Visit{{Place: "*"}},
			"behind; done 0  ", "ASKED=from 100"},
		{"in time", visit + "timeout: 10s", "60s", []flowtest.Visit{{Place: "*", After: 9 * s}},
			"behind; done 9000  ", "TIMEOUT(absolute)=0"},
		{"sent back when time is up", visit + "timeout: 10s", "60s", []flowtest.Visit{{Place: "*", After: 10 * s}},
			"behind; timeout 10000  ", "TIMEOUT(absolute)=0"},
		{"kept beyond", visit + "timeout: 10s", "60s", []flowtest.Visit{{Place: "*", Stays: true}},
			"dialplan: the caller is kept beyond the timeout, and is hung up; timeout 15000  ", "TIMEOUT(absolute)=10"},
		{"the caller hangs up there", visit, "4s hangup", []flowtest.Visit{{Place: "*", After: 9 * s}}, "hangup 0  ", ""},
		{"hung up there", visit, "60s", []flowtest.Visit{{Place: "*", After: 2 * s, HangsUp: true}}, "hangup 0  ", ""},
		{"no such place", visit, "60s", nil, "hangup 0  ", ""},
		{"a key meanwhile", visit, "1s 5 60s", []flowtest.Visit{{Place: "*", After: 3 * s}}, "behind; done 3000  ", ""},
		{"no place at all", "extension: '${call.from}&x'\nresult: {who: A, why: B}\non_error: [{log: error}]", "60s", nil, "error; behind;  0  ", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := stepOf(t, line{phone: flowtest.Options{Dialplan: c.visits}}, "dialplan", c.step,
				"${steps.d.status} ${steps.d.took_ms} ${steps.d.who} ${steps.d.why}", c.acts)
			if got := p.logged(); got != c.want {
				t.Errorf("%q; want %q\n%s", got, c.want, p)
			}
			var set []string
			for _, name := range slices.Sorted(maps.Keys(p.phone.VariablesSet())) {
				if !strings.HasPrefix(name, "AMD") {
					set = append(set, fmt.Sprintf("%s=%s", name, p.phone.VariablesSet()[name]))
				}
			}
			if got := strings.Join(set, " "); got != c.vars {
				t.Errorf("variables %q; want %q", got, c.vars)
			}
		})
	}
}

// Law: what no dialplan has is a finding.
func TestDialplanFindings(t *testing.T) {
	for step, want := range map[string]string{
		"{context: visits}":                            "extension",
		"{extension: a, result: {status: X}}":          "no name of a result",
		"{extension: a, result: {'a b': X}}":           "no name of a result",
		"{extension: a, result: {a: '${call.from}'}}":  "must be a variable",
		"{extension: a, result: {a: 'SHELL(rm -rf)'}}": "must be a variable",
		"{extension: a, variables: {'a b': x}}":        "is not a variable",
		"{extension: a, timeout: 10ms}":                "at least 1s",
	} {
		_, findings := tryCompile(t, "numbers: {_.: main}\nflows:\n  main:\n    - dialplan: "+step+"\n")
		if !findingSays(findings, want) {
			t.Errorf("%s: no finding says %q: %v", step, want, findings)
		}
	}
}

// TestMessage has a row for each end of a text.
func TestMessage(t *testing.T) {
	for _, c := range []struct{ name, step, want, sent string }{
		{"sent", "to: PJSIP/100\ntext: 'Call ${call.from}'", "behind; sent", "200 | pjsip:100 | Call 100"},
		{"by a trunk, from somebody", "to: PJSIP/0301@trunk\ntext: hello\nfrom: Office", "behind; sent", "Office | pjsip:PJSIP/0301@trunk | hello"},
		{"not permitted", "to: 'PJSIP/${call.from}'\ntext: hello\non_error: {log: error}", "error; behind; refused", ""},
		{"no text", "to: PJSIP/100\ntext: \"${call.from == '' ? 'x' : ''}\"\non_error: {log: error}", "error; behind; failed", ""},
		{"a sender that breaks out", "to: PJSIP/100\ntext: hello\nfrom: \"${call.from + '>'}\"\non_error: {log: error}", "error; behind; failed", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := stepOf(t, line{}, "message", c.step, "${steps.d.status}", "10s")
			if got := p.logged(); got != c.want {
				t.Errorf("%q; want %q\n%s", got, c.want, p)
			}
			if got := strings.Join(p.phone.Messages(), "; "); got != c.sent {
				t.Errorf("sent %q; want %q", got, c.sent)
			}
		})
	}
	for step, want := range map[string]string{
		"{to: Local/20@phones, text: x}": "an endpoint of PJSIP",
		"{to: PJSIP/100}":                "text",
		"{to: PJSIP/100, text: '" + strings.Repeat("x", textMax+1) + "'}": "1001 bytes",
	} {
		_, findings := tryCompile(t, "numbers: {_.: main}\nflows:\n  main:\n    - message: "+step+"\n")
		if !findingSays(findings, want) {
			t.Errorf("%.60s: no finding says %q: %v", step, want, findings)
		}
	}
}
