package scenario_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/scenario"
	"github.com/ariapp/ariapp/flows/source"
)

// house is what the tests of this file call.
const house = `numbers:
  100: main
  101: {flow: pin, language: fr}
  102: ask
  103: late
  104: broken
  105: keep
  106: leave
  107: wait
  108: hours
  109: loop
vars: {who: "", sum: 0.0, vip: false}
flows:
  main:
    - play: [welcome, news]
    - menu:
        id: top
        prompt: choose
        first_timeout: 5s
        choices:
          1: [{say: {money: "105.50", currency: USD}}, {set: {who: Ann, sum: 3.0}}, {log: "chose ${vars.who}"}]
          2: [{say: {number: 21, gender: f}}, {play: ["digits:12", "silence:2s", bye]}]
          3: {hangup: busy}
  pin:
    on_hangup: [{http: {url: "https://crm.example.com/gone", method: POST, json: {from: "${call.from}", why: {end: true}}}}]
    steps:
      - collect: {id: code, prompt: code, length: 4, secret: true}
      - log: {text: "code is ${steps.code.status}", level: warn}
  ask:
    - answer
    - http: {id: crm, url: "https://crm.example.com/customers/${call.from}", query: {a: 1, b: 2}, result: {who: name},
        headers: {X-Token: abc}, on_error: {log: "${error.message}"}}
    - log: "${steps.crm.status} ${steps.crm.code} ${vars.who}"
  late:
    - ring
    - wait: 3s
    - play: hello
    - wait: 1m
  broken:
    - answer
    - lookup: {table: nowhere, key: 1, result: {who: name}}
  keep:
    - store: {id: n, key: "count/${call.from}", add: 1, ttl: 1h}
    - lookup: {id: row, table: rows, key: "${call.to}", result: {who: name, vip: vip}, on_error: {log: "${error.message}"}}
  leave: [{continue: {context: phones, extension: "12"}}]
  wait:
    - answer
    - moh: {class: jazz, time: 30s}
    - play: done
  hours:
    - hours: {id: now, schedule: office}
    - log: "${steps.now.status} ${steps.now.rule}"
    - override: {schedule: office, mode: open, time: 1h, pin: {value: "1"}}
    - hours: {id: again, schedule: office}
    - log: "${steps.again.status}"
  loop: [{log: {id: again, text: x}}, {goto: again}]
`

// caller plays tests against the house.
type caller struct{ program *flows.Program }

func newCaller(t *testing.T) caller {
	t.Helper()
	program, _ := compiled(t, "ivr.yaml", house)
	return caller{program}
}

// run plays the tests of a text; its failures as line, flow's line and message.
func (c caller) run(t *testing.T, text string) ([]*scenario.Result, string) {
	t.Helper()
	program := c.program
	file := parsed(t, program, "given: {to: \"100\"}\ntests:\n"+text)
	setting := scenario.Setting{Program: program, Spell: spell}
	var results []*scenario.Result
	var told strings.Builder
	for _, c := range file.Cases {
		result := scenario.Run(t.Context(), setting, c)
		results = append(results, result)
		for _, f := range result.Failures {
			fmt.Fprintf(&told, "%d/%d: %s\n", f.Pos.Line, f.Flow.Line, f.Message)
		}
	}
	return results, told.String()
}

// parsed is a test file's text, without findings.
func parsed(t testing.TB, program *flows.Program, text string) *scenario.File {
	t.Helper()
	doc, findings := source.Parse("ivr_test.yaml", text)
	report := source.NewReport(doc)
	file := scenario.Read(doc, report)
	if program != nil {
		file.Check(program, report)
	}
	if findings = append(findings, report.Findings()...); len(findings) > 0 {
		t.Fatalf("%v\nin\n%s", findings, text)
	}
	return file
}

// Law: each expectation is met by what it says, and by nothing else; what is
// not met says what was wanted and what was instead, where in the test and where in the flows.
func TestExpectations(t *testing.T) {
	call := newCaller(t)
	for name, c := range map[string]struct{ test, want string }{
		"prompts in order":                    {`acts: [expect: [welcome, news, choose], press: 3]`, ""},
		"the next prompt counts":              {`acts: [expect: news]`, "4/15: wanted to hear news, instead heard welcome after 0s\n"},
		"await passes over others":            {`acts: [await: choose, press: 3]`, ""},
		"await expects what is behind it":     {`acts: [await: [news, choose], press: 3]`, ""},
		"await that never comes":              {`acts: [await: nothing]`, "4/16: wanted to hear nothing, instead the call ended (normal) after 25s; heard choose\n"},
		"within is a bound":                   {`acts: [{await: choose, within: 3s}]`, "4/15: wanted to hear choose within 3s, instead nothing new was heard for 3s; heard news\n"},
		"within is kept":                      {`acts: [{await: choose, within: 4s}, press: 3]`, ""},
		"by meaning":                          {`acts: [await: choose, press: 1, expect: {say: {money: 105.5, currency: USD}}]`, ""},
		"by meaning, less exactly":            {`acts: [await: choose, press: 2, expect: {say: {number: 21}}]`, ""},
		"by another meaning":                  {`acts: [await: choose, press: 2, expect: {say: {number: 21, gender: m}}]`, "4/22: wanted to hear number;gender=m:21, instead heard number;gender=f:21 after 4s\n"},
		"by another value":                    {`acts: [await: choose, press: 1, expect: {say: {money: 105}}]`, "4/21: wanted to hear money:105, instead heard money;currency=USD:105.50 after 4s\n"},
		"digits are no number":                {`acts: [await: choose, press: 2, await: {say: {digits: "012"}}]`, "4/22: wanted to hear digits:012, instead the call ended (normal) after 12s; heard bye\n"},
		"by sounds":                           {`acts: [await: choose, press: 1, expect: {sounds: [digits/1, digits/hundred, digits/5, digits/dollars, vm-and, digits/50]}]`, ""},
		"by sounds of two prompts":            {`acts: [expect: {sounds: [welcome, news]}, expect: choose, press: 3]`, ""},
		"by other sounds":                     {`acts: [await: choose, press: 2, expect: {sounds: [digits/20, digits/2]}]`, "4/22: wanted to hear the sounds digits/20, digits/2, instead heard number;gender=f:21 (digits/20, digits/1) after 4s\n"},
		"by sounds that begin anew":           {`acts: [await: {sounds: [news, bye]}]`, "4/16: wanted to hear the sounds news, bye, instead the call ended (normal) after 25s; heard choose (choose)\n"},
		"silence is no prompt":                {`acts: [await: choose, press: 2, expect: {say: {number: 21}}, expect: [digits:12, bye]]`, ""},
		"a press cuts what is left":           {`acts: [await: choose, {press: 3, after: 1s}]`, ""},
		"what began before a press is behind": {`acts: [expect: welcome, {press: 3, after: 3s}, expect: news]`, "4/23: wanted to hear news, instead the call ended (busy) after 4s\n"},
		"a wait passes over prompts":          {`acts: [wait: 3s, expect: choose, press: 3]`, ""},
		"a wait ends as a prompt begins":      {`acts: [wait: 4s, expect: choose, press: 3]`, ""},
		"a step":                              {`acts: [await: {step: main/top}, expect: choose, press: 1, expect: {step: main/top.choices.1.3}]`, ""},
		"a step that was before":              {`acts: [await: choose, press: 1, expect: {step: main/1}]`, "4/21: wanted step main/1 to begin, instead the call ended (normal) after 6s\n"},
		"a step within":                       {`acts: [{expect: {step: main/top.choices.1.1}, within: 5s}]`, "4/16: wanted step main/top.choices.1.1 to begin within 5s, instead that did not come within 5s\n"},
		"a line of the log":                   {`acts: [await: choose, press: 1, expect: {log: chose A, level: info}]`, ""},
		"another line of the log":             {`acts: [await: choose, press: 1, expect: {log: chose Bob}]`, "4/21: wanted a line of the log with \"chose Bob\", instead the call ended (normal) after 6s; logged info \"chose Ann\"\n"},
		"a line of another level":             {`acts: [await: choose, press: 1, expect: {log: chose, level: warn}]`, "4/21: wanted a warn line of the log with \"chose\", instead the call ended (normal) after 6s; logged info \"chose Ann\"\n"},
		"silence":                             {`acts: [await: choose, silence: 4s, press: 3]`, ""},
		"silence that is broken":              {`acts: [await: welcome, silence: 1s]`, "4/15: wanted silence for 1s, instead heard news after 2s\n"},
		"a wait that is too long":             {`acts: [wait: 26s]`, "4/16: wanted the call to go on for 26s, instead the call ended (normal) after 25s\n"},
		"a press that is too late":            {`acts: [wait: 24s, {press: 1, after: 2s}]`, "4/16: wanted keys to be pressed, instead the call ended (normal) after 25s\n"},
		"a hangup that is too late":           {`acts: [wait: 24s, {hangup: , after: 2s}]`, "4/16: wanted the caller to hang up, instead the call ended (normal) after 25s\n"},
	} {
		if _, got := call.run(t, "- name: x\n  "+c.test+"\n"); got != c.want {
			t.Errorf("%s: got\n%swant\n%s", name, got, c.want)
		}
	}
}

// Law: what is given is what the flows find.
func TestGiven(t *testing.T) {
	call := newCaller(t)
	for name, c := range map[string]struct{ given, acts, want string }{
		"a language": {`to: "101", http: [POST https://crm.example.com/gone: 200]`, `expect: {prompt: code, language: fr}, hangup`, ""},
		"another language": {`to: "101", language: es, http: [POST https://crm.example.com/gone: {optional: true}]`, `expect: {prompt: code, language: fr}`,
			"4/27: wanted to hear code in fr, instead heard code in es after 0s\n"},
		"a stub":             {`to: "102", http: [GET https://crm.example.com/customers/*: {json: {name: Ann}, after: 300ms}]`, `expect: {log: ok 200 Ann}`, ""},
		"a stub of anything": {`to: "102", http: [ANY https://**: {json: {name: Ann}}]`, `expect: {log: ok 200 Ann}`, ""},
		"a stub's query":     {`to: "102", http: ["GET https://crm.example.com/customers/*?b=2&a=1": {json: {name: Ann}}]`, `expect: {log: ok 200 Ann}`, ""},
		"another query": {`to: "102", http: ["GET https://crm.example.com/customers/*?a=1": {json: {name: Ann}}]`, ``,
			"4/31: the flow asks for GET https://crm.example.com/customers/+15550100?a=1&b=2, and no stub of given.http answers that; the nearest is GET https://crm.example.com/customers/*?a=1, which has another query\n"},
		"a status":  {`to: "102", http: [GET https://*.example.com/customers/*: 404]`, `expect: {log: status 404}`, ""},
		"an error":  {`to: "102", http: [GET https://*.example.com/customers/*: {error: breaker}]`, `expect: {log: left alone}, expect: {log: breaker 0}`, ""},
		"a timeout": {`to: "102", http: [GET https://*.example.com/customers/*: {error: timeout}]`, `{expect: {log: timeout 0}, within: 3s}`, ""},
		"too slow":  {`to: "102", http: [GET https://*.example.com/customers/*: {after: 4s}]`, `expect: {log: timeout 0}`, ""},
		"no JSON":   {`to: "102", http: [GET https://*.example.com/customers/*: {body: hello, headers: {Content-Type: text/plain}}]`, `expect: {log: bad_response 200}`, ""},
		"a request": {`to: "102", http: [GET https://*/customers/*: 200]`, `expect: {http: GET https://crm.example.com/*/*, headers: {x-token: abc}}`, ""},
		"a header that is not": {`to: "102", http: [GET https://*/customers/*: 200]`, `expect: {http: GET https://crm.example.com/*/*, headers: {x-token: b}}`,
			"4/33: wanted GET https://crm.example.com/*/* to be asked for, instead the call ended (normal) after 0s; asked for GET https://crm.example.com/customers/+15550100?a=1&b=2 with another header x-token\n"},
		"a request that is not": {`to: "102", http: [GET https://*/customers/*: 200]`, `expect: {http: POST https://crm.example.com/*}`,
			"4/33: wanted POST https://crm.example.com/* to be asked for, instead the call ended (normal) after 0s; asked for GET https://crm.example.com/customers/+15550100?a=1&b=2\n"},
		"a body": {`to: "101", http: [POST https://crm.example.com/gone: 200]`,
			`expect: code, hangup, expect: {http: POST https://crm.example.com/gone, json: {from: "+15550100", why: {end: true}}}`, ""},
		"another body": {`to: "101", http: [POST https://crm.example.com/gone: 200]`,
			`expect: code, hangup, expect: {http: POST https://crm.example.com/gone, json: {why: {end: false}}}`, "4/25: wanted POST https://crm.example.com/gone to be asked for, instead the caller hung up (normal) after 0s; asked for POST https://crm.example.com/gone with another json.why.end\n"},
		"a body to the letter": {`to: "101", http: [POST https://crm.example.com/gone: 200]`,
			`hangup, expect: {http: POST https://crm.example.com/gone, body: x}`, "4/25: wanted POST https://crm.example.com/gone to be asked for, instead the caller hung up (normal) after 0s; asked for POST https://crm.example.com/gone with another body\n"},
		"a stub that is not used": {`to: "106", http: [GET https://crm.example.com/: 200]`, ``, "4/0: the stub of GET https://crm.example.com/ was never asked; remove it, or say `optional: true`\n"},
		"a stub asked too seldom": {`to: "102", http: [GET https://*/customers/*: {times: 2}]`, ``, "4/0: wanted GET https://*/customers/* to be asked for twice, instead it was once\n"},
		"a stub that is used up":  {`to: "102", http: [GET https://*/customers/*: {times: 0}]`, ``, "4/31: the flow asks for GET https://crm.example.com/customers/+15550100?a=1&b=2, and no stub of given.http answers that; the nearest is GET https://*/customers/*, which never answers\n"},
		"stubs in order":          {`to: "102", http: [GET https://*/customers/*: {times: 0}, GET https://*/*/*: 500]`, `expect: {log: status 500}`, ""},
		"lengths of prompts":      {`prompts: {welcome: 5s, default: 1s}`, `{await: news, within: 5s}, {expect: choose, within: 1s}, press: 3`, ""},
		"a missing prompt":        {`missing: [news]`, `expect: [welcome, choose], press: 3`, ""},
		"patience":                {`patience: 1s`, `expect: welcome`, ""},
		"ringing is no silence":   {`to: "103"`, `silence: 1s`, "4/35: wanted silence for 1s, instead heard ringing\n"},
		"music is no silence":     {`to: "107"`, `wait: 1s, silence: 1s`, "4/48: wanted silence for 1s, instead heard music on hold\n"},
		"a schedule":              {`to: "108", schedules: {office: {status: holiday, rule: Christmas}}`, `expect: {log: holiday Christmas}, {press: "1#", after: 1s}, expect: {log: override}`, ""},
		"a schedule without rule": {`to: "108", schedules: {office: closed}`, `expect: {log: closed the test says closed}`, ""},
		"a broken schedule": {`to: "108", schedules: {office: broken}`, `expect: {log: the test has it broken}, expect: {log: closed}, {press: "1#", after: 1s}`,
			"4/53: the call failed: step hours/3 (ivr.yaml:53:7): setting schedule office: the test has it broken; a test whose call is to fail says so: `end: {status: failed}`\n"},
		"a schedule that is not":  {`to: "108"`, `expect: {log: no such service}, hangup`, ""},
		"a table":                 {`to: "105", tables: {rows: {"105": {name: Ann, vip: true}}}`, `expect: {step: keep/row}`, ""},
		"a broken table":          {`to: "105", tables: {rows: broken}`, `expect: {log: the test has it broken}`, ""},
		"a table that is not":     {`to: "105"`, `expect: {log: no such service}`, ""},
		"a broken store":          {`to: "105", store: broken`, ``, "4/43: the call failed: step keep/n (ivr.yaml:43:7): reading \"count/+15550100\": the test has it broken; a test whose call is to fail says so: `end: {status: failed}`\n"},
		"a withheld number":       {`to: "102", from: withheld, http: ["GET https://crm.example.com/customers/?a=1&b=2": 200]`, `expect: {log: bad_response}`, ""},
		"a loop that never waits": {`to: "109"`, ``, "4/56: the call failed: step loop/again (ivr.yaml:56:11): limit reached: more than 1000 steps (max_steps); a test whose call is to fail says so: `end: {status: failed}`\n"},
	} {
		if _, got := call.run(t, "- {name: x, given: {"+c.given+"}, acts: ["+c.acts+"]}\n"); got != strings.ReplaceAll(c.want, "4/", "3/") {
			t.Errorf("%s: got\n%swant\n%s", name, got, strings.ReplaceAll(c.want, "4/", "3/"))
		}
	}
}

// Law: what must hold at the end is looked at when the call is over, all of it.
func TestEnd(t *testing.T) {
	const acts = "- name: x\n  acts: [await: choose, press: 1]\n  end: "
	call := newCaller(t)
	for name, c := range map[string]struct{ test, want string }{
		"all of it": {acts + `{status: ended, cause: normal, path: [main/1, main/top, main/top.choices.1.1, main/top.choices.1.2, main/top.choices.1.3],
    visited: [main, main/top], not_visited: [pin, main/top.choices.2.1], vars: {who: Ann, sum: 3, vip: false}, duration: 6s, requests: {GET https://a.example.com/: 0}}`, ""},
		"status":                       {acts + `{status: left}`, "5/0: wanted the status left, instead it is ended: the call ended (normal)\n"},
		"cause":                        {acts + `{cause: busy}`, "5/0: wanted the cause busy, instead it is normal\n"},
		"continue":                     {acts + `{continue: {context: phones}}`, "5/0: wanted the call to go on in the dialplan at phones,(its extension),1, instead the call ended (normal)\n"},
		"a path that parts":            {acts + `{path: [main/1, main/top, main/top.choices.2.1]}`, "5/0: wanted main/top.choices.2.1 behind main/top, instead the path goes on to main/top.choices.1.1\n"},
		"a path that begins elsewhere": {acts + `{path: [main/top]}`, "5/0: wanted main/top at its beginning, instead the path goes on to main/1\n"},
		"a path that is longer":        {acts + `{path: [main/1, main/top]}`, "5/0: wanted the path to end behind main/top, instead the path goes on to main/top.choices.1.1\n"},
		"a path that is shorter":       {acts + `{path: [main/1, main/top, main/top.choices.1.1, main/top.choices.1.2, main/top.choices.1.3, main/1]}`, "5/0: wanted main/1 behind main/top.choices.1.3, instead the path ends there\n"},
		"a path with a gap":            {acts + `{path: [main/1, ..., main/top.choices.1.3]}`, ""},
		"a path with another gap":      {acts + `{path: [..., main/top]}`, "5/0: wanted the path [..., main/top], instead it is [main/1, main/top, main/top.choices.1.1, main/top.choices.1.2, main/top.choices.1.3]\n"},
		"visited":                      {acts + `{visited: [pin]}`, "5/0: wanted pin to be visited, instead the path was [main/1, main/top, main/top.choices.1.1, main/top.choices.1.2, main/top.choices.1.3]\n"},
		"not visited":                  {acts + `{not_visited: [main/1]}`, "5/0: wanted main/1 not to be visited, instead the path was [main/1, main/top, main/top.choices.1.1, main/top.choices.1.2, main/top.choices.1.3]\n"},
		"vars":                         {acts + `{vars: {who: Bob, sum: 4.5}}`, "5/0: wanted vars.who to be \"Bob\", instead it is \"Ann\"\n5/0: wanted vars.sum to be 4.5, instead it is 3\n"},
		"too short":                    {acts + `{duration: 7s..}`, "5/0: wanted the call to take 7s.., instead it took 6s\n"},
		"too long":                     {acts + `{duration: ..5s}`, "5/0: wanted the call to take ..5s, instead it took 6s\n"},
		"between":                      {acts + `{duration: 5s..7s}`, ""},
		"left":                         {`- {name: x, given: {to: "106"}, end: {status: left, continue: {context: phones, extension: 12, priority: 1}}}`, ""},
		"left for elsewhere":           {`- {name: x, given: {to: "106"}, end: {continue: {context: phones, extension: 13}}}`, "3/0: wanted the call to go on in the dialplan at phones,13,1, instead the call went on in the dialplan at phones,12,1\n"},
		"a failure that is wanted":     {`- {name: x, given: {to: "104"}, end: {status: failed}}`, ""},
		"a failure":                    {`- {name: x, given: {to: "104"}}`, "3/41: the call failed: step broken/2 (ivr.yaml:41:7): looking up in table nowhere: this process has no such service; a test whose call is to fail says so: `end: {status: failed}`\n"},
		"stored":                       {`- {name: x, given: {to: "105", tables: {rows: }, store: {count/+15550100: 4, a: [1, {b: c}]}}, end: {store: {count/+15550100: 5, a: [1, {b: c}], z: }}}`, ""},
		"stored otherwise":             {`- {name: x, given: {to: "105", tables: {rows: }}, end: {store: {count/+15550100: , z: 1, count/1: }}}`, "3/0: wanted nothing to be stored under count/+15550100, instead it is 1\n3/0: wanted 1 to be stored under z, instead there is nothing\n"},
		"another value stored":         {`- {name: x, given: {to: "105", tables: {rows: }}, end: {store: {count/+15550100: 7}}}`, "3/0: wanted 7 to be stored under count/+15550100, instead it is 1\n"},
		"requests":                     {`- {name: x, given: {to: "102", http: [GET https://*/customers/*: 200]}, end: {requests: {GET https://*/customers/*: 3}}}`, "3/0: wanted GET https://*/customers/* to be asked for 3 times, instead it was once\n"},
	} {
		if _, got := call.run(t, c.test+"\n"); got != c.want {
			t.Errorf("%s: got\n%swant\n%s", name, got, c.want)
		}
	}
}
