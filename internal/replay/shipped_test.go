package replay

import (
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp"
	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
	"github.com/ariapp/ariapp/flows/scenario"
	"github.com/ariapp/ariapp/flows/source"
)

const journals = "testdata/journals"

// shippedCallers are those whose calls to the shipped ivr.yaml are kept.
func shippedCallers() []caller {
	return []caller{
		{id: "1772445600.1", to: "200", from: "+15550100", does: "@basic-pbx-ivr-main 3s 1", dialled: []flowtest.Callee{{Endpoint: "PJSIP/101"}, {Endpoint: "PJSIP/102", Answers: true, After: 6 * time.Second, Acts: []flowtest.Act{flowtest.Wait(40 * time.Second), flowtest.HangUp()}}}},
		{id: "1772445660.2", to: "200", from: "+15550101", does: "", after: time.Minute},
		{id: "1772445720.3", to: "200", from: "+15550102", does: "@basic-pbx-ivr-main 1s 2 @vm-enter-num-to-call 1500ms 1234# @if-correct-press 1s 1 @agent-pass 1s 4711", after: 2 * time.Minute},
		{id: "1772445780.4", to: "201", from: "", does: "@vm-enter-num-to-call 1s 999# @if-correct-press 2 @vm-enter-num-to-call 998# @if-correct-press 1 @agent-pass 2s 0000", after: 3 * time.Minute},
		{id: "1772445840.5", to: "200", from: "+15550103", does: "@basic-pbx-ivr-main 4s * 2s 234", after: 4 * time.Minute},
		{id: "1772445900.6", to: "200", from: "+15550104", does: "@basic-pbx-ivr-main 3 @vm-press 500ms * @basic-pbx-ivr-main 3s hangup", after: 5 * time.Minute},
		{id: "1772445960.7", to: "202", from: "+15550105", does: "@agent-user 1s 1234 @vm-tomakecall 500ms 1", after: 6 * time.Minute},
		{id: "1772446020.8", to: "203", from: "+15550106", does: "@agent-user 2s 9999", after: 7 * time.Minute},
		{id: "1772446080.9", to: "209", from: "+15550107", does: "@vm-press 1s 2 @vm-password 1111# 6s 0815#", after: 8 * time.Minute},
		{id: "1772474400.10", to: "200", from: "+15550108", does: "", after: 8 * time.Hour},
		{id: "1772474460.11", to: "299", from: "+15550109", does: "", after: 8*time.Hour + time.Minute},
		{id: "1772445840.13", to: "200", from: "+15550111", does: "300ms 2345672", after: 4*time.Minute + 30*time.Second},
		{id: "1772445850.14", to: "201", from: "+15550112", does: "200ms 1234 @if-correct-press 1s 1 @agent-pass 1s 4711", after: 4*time.Minute + 40*time.Second},
		{id: "1772445860.15", to: "200", from: "+15550113", does: "@basic-pbx-ivr-main 2s 1 @vm-theperson 15s #", dialled: []flowtest.Callee{{Endpoint: "PJSIP/*"}}, after: 4*time.Minute + 50*time.Second},
		{id: "1772445880.16", to: "200", from: "+15550114", does: "@basic-pbx-ivr-main 2s 1 @vm-theperson 12s hangup", dialled: []flowtest.Callee{{Endpoint: "PJSIP/*", Cause: flows.CauseBusy, SIP: 486}}, after: 4*time.Minute + 55*time.Second},
		{id: "1772445890.17", to: "206", from: "+15550115", agents: []string{"103 answers after 4s talks 40s"}, after: 4*time.Minute + 56*time.Second},
		{id: "1772445891.18", to: "206", from: "+15550116", agents: []string{"103 rejects after 2s", "104 nobody"}, does: "30s 0 @vm-intro 2s hangup", after: 4*time.Minute + 57*time.Second},
		{id: "1772445892.19", to: "206", from: "+15550117", agents: []string{"103 nobody", "104 nobody"}, does: "@to-call-this-number 1s 2 @vm-num-i-have 2s 1", after: 4*time.Minute + 58*time.Second},
		{id: "1772445893.20", to: "206", from: "+15550118", agents: []string{"103 nobody", "104 nobody"}, does: "@im-sorry 3s hangup", after: 4*time.Minute + 59*time.Second},
		{id: "1772445894.21", to: "207", from: "+15550119", agents: []string{"103 logged_out"}, does: "@agent-user 1s 103# @agent-pass 1s 1# @agent-user 103# @agent-pass 1s 103471#", after: 4*time.Minute + 59*time.Second},
		{id: "1772445895.22", to: "207", from: "+15550120", does: "@agent-user 1s 104# @agent-pass 1s 104471#", after: 4*time.Minute + 59*time.Second},
		{id: "1772474520.12", to: "200", from: "+15550110", does: "300ms hangup", after: 23*time.Hour + 50*time.Minute},
	}
}

// shiftPINs are what agents keyed in whose PIN a test has to have: it opens nothing in the journal.
func shiftPINs() map[string]map[string]string {
	return map[string]map[string]string{"1772445894.21": {"shift/who": "1#103471#"},
		"1772445895.22": {"shift/who": "104471#"}}
}

// Law: the recorded calls go through the shipped flows as they went, and each of
// them can be written as a test that passes.
func TestShippedJournals(t *testing.T) {
	h := built(t, ariapp.Reference)
	if *update {
		rewritten(t, journals, h, shippedCallers())
	}
	calls := allCalls(t, journals)
	if len(calls) != len(shippedCallers()) {
		t.Fatalf("%d calls are recorded", len(calls))
	}
	for _, call := range calls {
		r := h.replayed(t, call, func(o *Options) { o.Secrets = shiftPINs()[call.ID] })
		if r.Verdict != Same || r.Steps != len(call.Path()) || len(r.Changed) > 0 {
			t.Errorf("%s", textOf(r))
			continue
		}
		c, err := r.Test(t.Context(), h.setting())
		if err != nil {
			t.Errorf("%v\n%s", err, scenario.Format("ivr.yaml", r.testCase(true)))
			continue
		}
		passes(t, h, c)
	}
}

// passes fails unless a case is read from its text, and passes.
func passes(t *testing.T, h *house, c *scenario.Case) {
	t.Helper()
	text := string(scenario.Format("ivr.yaml", c))
	doc, findings := source.Parse("found_test.yaml", text)
	report := source.NewReport(doc)
	file := scenario.Read(doc, report)
	file.Check(h.file.Program, report)
	if findings = append(findings, report.Findings()...); len(findings) > 0 || len(file.Cases) != 1 {
		t.Errorf("%v\n%s", findings, text)
		return
	}
	if r := scenario.Run(t.Context(), h.setting(), file.Cases[0]); !r.Passed() {
		var trace strings.Builder
		r.Trace(&trace)
		t.Errorf("%+v\n%s\n%s", r.Failures, text, trace.String())
	}
}
