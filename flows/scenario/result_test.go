package scenario_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/scenario"
)

// traceOf is a result's trace.
func traceOf(r *scenario.Result) string {
	var b strings.Builder
	r.Trace(&b)
	return b.String()
}

// Law: a trace tells a call line by line, with its requests and signals, and names no place of a file.
func TestTrace(t *testing.T) {
	results, told := newCaller(t).run(t, `
- name: a
  given: {to: "102", http: [GET https://crm.example.com/customers/*: {json: {name: Ann}, after: 300ms}]}
- name: b
  given: {to: "103"}
  acts: [{hangup: , after: 4s}]
- name: c
  acts: [expect: welcome, await: choose, {press: 7, after: 1s}, {press: 3, after: 1s}]
- name: d
  given: {to: "104"}
  end: {status: failed}
`)
	if told != "" {
		t.Fatal(told)
	}
	for i, want := range []string{`a call to 102 on Monday 2026-03-02 09:00:00 UTC
   0.000  flow ask
   0.000  ask/1 answer
   0.000    answers
   0.000  ask/crm http
   0.000    asks for GET https://crm.example.com/customers/+15550100?a=1&b=2: 200
   0.300    result ok
   0.300  ask/3 log
   0.300    logs info: ok 200 Ann
   0.300    flow ask ends: ok
   0.300  the call ended (normal)
`, `a call to 103 on Monday 2026-03-02 09:00:00 UTC
   0.000  flow late
   0.000  late/1 ring
   0.000    ringing begins
   0.000  late/2 wait
   3.000  late/3 play
   3.000    answers
   3.000    plays hello
   4.000    the caller hangs up
   4.000  the caller hung up (normal)
`, `a call to 100 on Monday 2026-03-02 09:00:00 UTC
   0.000  flow main
   0.000  main/1 play
   0.000    answers
   0.000    plays welcome & news
   4.000  main/top menu
   4.000    plays choose
   5.000    key 7
   5.000    stops choose after 1s
   5.000    asks, attempt 2
   5.000    plays choose
   6.000    key 3
   6.000    stops choose after 1s
   6.000    result ok
   6.000    takes choices.3
   6.000  main/top.choices.3.1 hangup
   6.000  the call ended (busy)
`, `a call to 104 on Monday 2026-03-02 09:00:00 UTC
   0.000  flow broken
   0.000  broken/1 answer
   0.000    answers
   0.000  broken/2 lookup
   0.000    fails: looking up in table nowhere: this process has no such service
   0.000  the call failed: step broken/2 (ivr.yaml:41:7): looking up in table nowhere: this process has no such service
`} {
		if diff := cmp.Diff(want, traceOf(results[i])); diff != "" {
			t.Errorf("%d: -want +got:\n%s", i, diff)
		}
	}
}

// Law: what a caller keys in secret stands neither in facts nor in the trace, nor in what a failure says.
func TestSecretsStaySecret(t *testing.T) {
	results, told := newCaller(t).run(t, `
- name: a
  given: {to: "101", http: [POST https://crm.example.com/gone: {optional: true}]}
  acts: [expect: code, press: "4711", press: "4711"]
`)
	facts, err := json.Marshal(results[0].Facts)
	if err != nil {
		t.Fatal(err)
	}
	if all := string(facts) + traceOf(results[0]) + told; strings.Contains(all, "4711") || strings.Count(all, "key *") != 4 {
		t.Errorf("it says %s", all)
	}
	if want := "6/25: wanted keys to be pressed, instead the call ended (normal) after 600ms\n"; told != want {
		t.Errorf("got %swant %s", told, want)
	}
}

// Law: a case gives the same result every time, and when many run at once, byte for byte.
func TestDeterminism(t *testing.T) {
	setting := shipped(t)
	setting.Seed = 7
	file := readFile(t, setting.Program, shippedFolder+"ivr_test.yaml")
	told := func(c *scenario.Case) []byte {
		result := scenario.Run(t.Context(), setting, c)
		text, err := json.Marshal([]any{result.Facts, result.Failures, result.Heard, traceOf(result)})
		if err != nil {
			t.Error(err)
		}
		return text
	}
	var first [][]byte
	for _, c := range file.Cases {
		first = append(first, told(c))
	}
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for i, c := range file.Cases {
				if again := told(c); !bytes.Equal(first[i], again) {
					t.Errorf("%s: another time it was\n%s\nnot\n%s", c.Title(), again, first[i])
				}
			}
		})
	}
	all.Wait()
	if !strings.Contains(string(first[0]), "test-0000000000000007") {
		t.Errorf("the seed is not in the call's id: %s", first[0])
	}
}

// Law: a run that is stopped is a failure.
func TestStoppedRun(t *testing.T) {
	setting := shipped(t)
	file := readFile(t, setting.Program, shippedFolder+"ivr_test.yaml")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(errors.New("enough"))
	result := scenario.Run(ctx, setting, file.Cases[0])
	if result.Passed() || result.Failures[0].Message != "the run was stopped: enough" || result.Failures[0].Pos != file.Cases[0].Pos {
		t.Errorf("got %v", result.Failures)
	}
}

// Law: an expectation that is not met ends the case there; on_hangup does not run, and no end is judged.
func TestUnmetEndsTheCase(t *testing.T) {
	results, told := newCaller(t).run(t, `
- name: a
  given: {to: "101", http: [POST https://crm.example.com/gone: 200]}
  acts: [expect: other]
  end: {status: left}
`)
	r := results[0]
	if want := "6/27: wanted to hear other, instead heard code after 0s\n"; told != want {
		t.Errorf("got %swant %s", told, want)
	}
	if r.Outcome.Status != flows.Detached || r.Elapsed != 0 || len(r.Requests) != 0 || strings.Contains(traceOf(r), "the call") {
		t.Errorf("it went on: %+v\n%s", r.Outcome, traceOf(r))
	}
}

// Law: a number that leads nowhere is a failure, for who did not check the file.
func TestNoRoute(t *testing.T) {
	setting := shipped(t)
	result := scenario.Run(t.Context(), setting, &scenario.Case{Given: scenario.Given{To: "9"}})
	if result.Passed() || result.Failures[0].Message != `no number takes a call to "9"` || traceOf(result) != "" {
		t.Errorf("got %v", result.Failures)
	}
}

// Law: what production cannot play, fails here as there.
func TestWhatCannotBePlayed(t *testing.T) {
	setting := shipped(t)
	setting.Spell = func(_, prompt string) ([]string, error) { return nil, errors.New("no prompt " + prompt) }
	result := scenario.Run(t.Context(), setting, &scenario.Case{Given: scenario.Given{To: "299"}})
	if len(result.Failures) != 1 || !strings.Contains(result.Failures[0].Message, `playing "feature-not-avail-line": no prompt`) {
		t.Errorf("got %v", result.Failures)
	}
}

// Law: a stub of the file must be asked for by one test of it, unless it is optional.
func TestUnusedStubsOfTheFile(t *testing.T) {
	program, _ := compiled(t, "ivr.yaml", house)
	file := parsed(t, program, `
given:
  to: "102"
  http:
    - GET https://crm.example.com/customers/*: 404
    - GET https://a.example.com/: 404
    - GET https://b.example.com/: {optional: true}
tests: [{name: a}, {name: b, given: {to: "106"}}]
`)
	var results []*scenario.Result
	for _, c := range file.Cases {
		results = append(results, scenario.Run(t.Context(), scenario.Setting{Program: program}, c))
	}
	unused := file.Unused(results)
	if len(unused) != 1 || unused[0].Pos.Line != 6 || !results[0].Passed() || !results[1].Passed() {
		t.Errorf("got %v", unused)
	}
	if all := file.Unused(nil); len(all) != 2 {
		t.Errorf("without results it is %v", all)
	}
}

// BenchmarkScenario is a whole case of the shipped flows: a wrong key, a right one, what is expected, and the end.
func BenchmarkScenario(b *testing.B) {
	setting := shipped(b)
	file := parsed(b, setting.Program, `
given: {to: "200", schedules: {office: open}}
tests:
  - name: sales
    acts: [expect: basic-pbx-ivr-main, {press: 9, after: 2s}, expect: [pm-invalid-option, basic-pbx-ivr-main], press: 1]
    end: {status: left, continue: {context: phones, extension: sales}}
`)
	b.ReportAllocs()
	for b.Loop() {
		if result := scenario.Run(b.Context(), setting, file.Cases[0]); !result.Passed() {
			b.Fatal(result.Failures)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "scenarios/s")
}
