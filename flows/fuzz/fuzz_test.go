package fuzz_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/ariapp/ariapp/flows/fuzz"
)

// plant is a file in which something is wrong, and what must be found there.
type plant struct {
	name, text string
	kind       fuzz.Kind
	step       string
	// acts are what the shortest call that shows it consists of, see [pressed].
	acts string
	// bad and good are the wrong part of the text, and what it should have been.
	bad, good string
}

func plants() []plant {
	return slices.Concat(callerPlants(), worldPlants(), calleePlants(), agentPlants())
}

// callerPlants are faults that a caller comes upon by what they do.
func callerPlants() []plant {
	return []plant{
		{"a loop without end", `
numbers: {200: main}
flows:
  main:
    - menu: {choices: {1: {play: one}, 7: {call: spin}}}
  spin: [{set: {n: 1}}, {goto: spin}]
`, fuzz.StepCap, "spin/1", "7", "{goto: spin}", "hangup"},
		{"a menu that calls itself", `
numbers: {200: main}
flows:
  main:
    - menu: {choices: {1: {play: one}, 7: {call: main}}}
`, fuzz.StepCap, "main/1.choices.7.1", strings.Repeat("7", 32), "{call: main}", "back"},
		{"a failure behind the right digits", `
numbers: {200: main}
vars: {n: 0}
flows:
  main:
    - menu: {id: top, choices: {1: {call: ask}, 2: {play: two}}}
  ask:
    - collect: {id: code, length: 4}
    - if:
        is: steps.code.value == "4711"
        then: {set: {n: '${int("four" + steps.code.value)}'}}
`, fuzz.EngineError, "ask/2.then.1", "1, 4711", `"four" + `, ""},
		{"silence", `
numbers: {200: main}
flows:
  main:
    - play: welcome
    - menu: {choices: {1: {play: one}, 9: [{wait: 40s}, {play: bye}]}}
`, fuzz.DeadAir, "main/2.choices.9.1", "9", "40s", "4s"},
		{"silence to the end", `
numbers: {200: main}
flows:
  main:
    - menu: {choices: {1: {play: one}, 9: {wait: 40s}}}
`, fuzz.DeadAir, "main/1.choices.9.1", "9", "40s", "4s"},
		{"a question asked again without a word", `
numbers: {200: main}
flows:
  main:
    - menu: {prompt: which, choices: {1: {play: one}}, max_noinput: 5,
             on_noinput: {steps: {log: nothing}, replay_prompt: false}}
`, fuzz.DeadAir, "main/1", "", "max_noinput: 5", "max_noinput: 3"},
		{"no way out", `
numbers: {200: main}
flows:
  main:
    - menu: {choices: {1: {play: one}, 5: {moh: {class: default}}}}
`, fuzz.Stuck, "main/1.choices.5.1", "5", "class: default", "time: 30s"},
		{"a secret in the log", `
numbers: {200: main}
flows:
  main:
    - collect: {id: pin, secret: true}
    - whisper: '${steps.pin.value}'
`, fuzz.Leak, "main/2", "1111", "whisper: '${steps.pin.value}'", "log: thanks"},
		{"a PIN in an address", `
numbers: {200: main}
config: {pin: "271828"}
flows:
  main:
    - collect: {id: pin, secret: true, length: 6}
    - http:
        when: same(steps.pin.value, config.pin)
        url: https://example.com/open?pin=${config.pin}
        on_error: {play: sorry}
`, fuzz.Leak, "main/2", "271828, http 200", "?pin=${config.pin}", ""},
		{"a PIN that is stored", `
numbers: {200: main}
config: {pin: "271828"}
flows:
  main:
    - collect: {id: pin, secret: true, length: 6}
    - store: {when: 'same(steps.pin.value, config.pin)', key: 'pins/${config.pin}', set: 1, on_error: {play: sorry}}
`, fuzz.Leak, "main/2", "271828", "pins/${config.pin}", "pins/all"},
		{"a secret of the file", `
numbers: {200: main}
flows:
  main:
    - collect: {id: code, values: [12, 34]}
    - if: {is: steps.code.value == "34", then: {whisper: '${secrets.token}'}}
`, fuzz.Leak, "main/2.then.1", "34", "{whisper: '${secrets.token}'}", "{play: yes}"},
		{"a panic", `
numbers: {200: main}
flows:
  main:
    - menu: {choices: {1: {play: one}, "*": crash}}
`, fuzz.EngineError, "main/1.choices.*.1", "*", "crash", "exit"},
	}
}

// worldPlants are faults that the world brings about.
func worldPlants() []plant {
	return []plant{
		{"a web service that fails", `
numbers: {200: main}
flows:
  main:
    - play: welcome
    - http: {url: 'https://example.com/${call.from}', result: {name: name}}
`, fuzz.EngineError, "main/2", "http 200", "result: {name: name}", "on_error: {play: sorry}"},
		{"a response that is taken on trust", `
numbers: {200: main}
vars: {n: 0}
flows:
  main:
    - http: {id: crm, url: 'https://example.com/', result: {age: customer.ages.1}, on_error: {set: {age: '1'}}}
    - set: {m: '${int(vars.age)}'}
`, fuzz.EngineError, "main/2", "http 200", "${int(vars.age)}", "7"},
		{"a table that cannot be asked", `
numbers: {200: main}
tables: {customers: {rows: {"1234": {name: Ann}}}}
flows:
  main:
    - collect: {id: number, length: 4}
    - lookup: {id: who, table: customers, key: '${steps.number.value}', when: steps.number.status == "ok"}
`, fuzz.EngineError, "main/who", "1111, customers true 0", `== "ok"`, `!= "ok"`},
		{"a store that is away", `
numbers: {200: main}
flows: {main: [{store: {key: calls, add: 1}}]}
`, fuzz.EngineError, "main/1", "store broken", "add: 1", "add: 1, on_error: {log: lost}"},
		{"a caller without a number", `
numbers: {200: main}
vars: {n: 0}
flows: {main: [{set: {n: '${int(call.from)}'}}]}
`, fuzz.EngineError, "main/1", "withheld", "int(call.from)", "len(call.from)"},
		{"an on_hangup that fails", `
numbers: {200: main}
vars: {n: x}
flows:
  main:
    on_hangup: {log: '${int(vars.n)}'}
    steps: [answer, {play: hello}]
`, fuzz.EngineError, "main/on_hangup.1", "", "${int(vars.n)}", "${vars.n}"},
		{"a value of the store", `
numbers: {200: main}
flows:
  main:
    - store: {id: lock, key: 'locks/${call.from}', set: 1, if_absent: true, on_error: {play: sorry}}
    - if: {is: steps.lock.status == "conflict", then: {crash: ''}}
`, fuzz.EngineError, "main/2.then.1", "", "{crash: ''}", "hangup"},
		{"a closed office", `
numbers: {200: main}
schedules: {office: {zone: Europe/London, weekly: {mon-fri: 08:00-18:00}}}
flows:
  main:
    - answer
    - hours: {schedule: office, closed: {wait: 20s}, holiday: {play: closed}}
    - play: hello
`, fuzz.DeadAir, "main/2.closed.1", "office closed", "20s", "2s"},
		{"a second time without a key", `
numbers: {200: main}
vars: {n: 0}
flows:
  main:
    - menu: {choices: {1: {play: one}}, on_noinput: {1: {play: again}, 2: {set: {m: '${int(call.id)}'}}}}
`, fuzz.EngineError, "main/1.on_noinput.2.1", "", "${int(call.id)}", "1"},
		{"a failure behind four questions", `
numbers: {200: main}
flows:
  main: [{menu: {prompt: p, choices: {1: {play: one}, 4: {call: a}}}}]
  a: [{menu: {prompt: p, choices: {1: {play: one}, 7: {call: b}, "*": back}}}]
  b: [{menu: {prompt: p, choices: {1: {play: one}, 12: {call: c}, "*": back}}}]
  c:
    - collect: {id: x, prompt: p, pattern: _47XX}
    - if: {is: steps.x.value startsWith "477", then: crash}
`, fuzz.EngineError, "c/2.then.1", "4, 7, 12, 4771", "then: crash", "then: hangup"},
		{"a limit of the file", `
numbers: {200: main}
limits: {max_call_time: 20m}
flows: {main: [answer, {moh: {class: default}}]}
`, fuzz.Stuck, "main/2", "", "class: default", "time: 5m"},
		{"a call at night", `
numbers: {200: main}
flows: {main: [{log: '${int(call.started.Hour() > 20 ? "late" : "1")}'}]}
`, fuzz.EngineError, "main/1", "2028-12-31T23:59", `"late"`, `"2"`},
		{"a caller of a country", `
numbers: {200: main}
flows: {main: [{log: '${call.from startsWith "+4930" && len(call.from) > 8 ? int("x") : 1}'}]}
`, fuzz.EngineError, "main/1", "+4930", `int("x")`, "2"},
		{"a number of a pattern", `
numbers: {_2XX: main}
flows:
  main:
    - switch: {value: '${call.to}', cases: {299: {crash: ''}}}
`, fuzz.EngineError, "main/1.cases.299.1", "", "{crash: ''}", "hangup"},
	}
}

// Law: what is planted is found, and shrunk to the shortest call; as a test that
// call fails, and passes when the flows are mended.
func TestPlanted(t *testing.T) {
	for _, c := range plants() {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			o := options(t, c.text)
			found := find(t, o)
			if acts := pressed(found.Case); found.Kind != c.kind || found.Step != c.step || acts != c.acts {
				t.Errorf("%s at %s by %q; want %s at %s by %q", found.Kind, found.Step, acts, c.kind, c.step, c.acts)
			}
			text := found.Test("ivr.yaml")
			if failures := runTest(t, o.Setting.Program, text); len(failures) == 0 {
				t.Errorf("the test passes:\n%s", text)
			}
			mended, _ := compile(t, strings.Replace(c.text, c.bad, c.good, 1))
			if failures := runTest(t, mended, text); len(failures) > 0 {
				t.Errorf("mended, it fails: %v\n%s", failures, text)
			}
		})
	}
}

// Law: however the flows are mended, the test passes: it wants nothing but that what was found is no more.
func TestMendedAnyhow(t *testing.T) {
	mends := map[string][][2]string{
		"silence": {{"{wait: 40s}", "{moh: 40s}"}, {"{wait: 40s}, ", ""}, {"{wait: 40s}, {play: bye}", "{collect: {id: x, prompt: more}}"},
			{"{wait: 40s}, {play: bye}", "{continue: {context: phones, extension: x}}"},
			{"9: [{wait: 40s}, {play: bye}]", "2: {play: two}"}},
		"silence to the end":                    {{"{wait: 40s}", "{play: bye}"}, {"{wait: 40s}", "[{wait: 4s}, {play: bye}, {wait: 4s}]"}},
		"a question asked again without a word": {{"replay_prompt: false", "replay_prompt: true"}, {"log: nothing", "play: again"}},
		"a secret in the log":                   {{"whisper: '${steps.pin.value}'", "log: '${steps.pin.status}'"}},
		"a PIN in an address": {{"open?pin=${config.pin}", "open\n        json: {pin: '${config.pin}'}"},
			{"open?pin=${config.pin}", "doors/1/open\n        headers: {pin: '${config.pin}'}"}, {"open?pin=${config.pin}", "enter\n        method: POST"}},
		"a secret of the file": {{"{whisper: '${secrets.token}'}", "{http: {url: 'https://example.com/', headers: {a: '${secrets.token}'}, when: 'false'}}"}},
	}
	tried := 0
	for _, c := range plants() {
		if len(mends[c.name]) == 0 {
			continue
		}
		text := find(t, options(t, c.text)).Test("ivr.yaml")
		for _, mend := range mends[c.name] {
			tried++
			whole := strings.Replace(c.text, mend[0], mend[1], 1)
			program, _ := compile(t, whole)
			if failures := runTest(t, program, text); len(failures) > 0 {
				t.Errorf("%s, mended by %q: %v\n%s\n%s", c.name, mend[1], failures, whole, text)
			}
		}
	}
	if tried < 12 {
		t.Errorf("%d mends were tried", tried)
	}
}

// Law: where what leaked can also be read by chance, the test wants the step not to be taken, and says why.
func TestLeakBesideChance(t *testing.T) {
	const text = `
numbers: {200: main}
flows:
  main:
    - collect: {id: pin, secret: true}
    - whisper: '${steps.pin.value}'
    - log: your room is 1111
`
	o := options(t, text)
	test := find(t, o).Test("ivr.yaml")
	for _, want := range []string{"no test can tell a leak from chance", "not_visited: [main/2]"} {
		if !bytes.Contains(test, []byte(want)) {
			t.Errorf("no %q in\n%s", want, test)
		}
	}
	if failures := runTest(t, o.Setting.Program, test); len(failures) == 0 {
		t.Errorf("the test passes:\n%s", test)
	}
	mended, _ := compile(t, strings.Replace(text, "whisper: '${steps.pin.value}'", "log: x\n      when: 'false'", 1))
	if failures := runTest(t, mended, test); len(failures) > 0 {
		t.Errorf("mended, it fails: %v\n%s", failures, test)
	}
}

// Law: the same seed finds the same break, byte for byte.
func TestSameSeedSameBreak(t *testing.T) {
	for _, c := range plants()[2:6] {
		first, second := find(t, options(t, c.text)).Test(""), find(t, options(t, c.text)).Test("")
		if !bytes.Equal(first, second) {
			t.Errorf("%s: first\n%s\nthen\n%s", c.name, first, second)
		}
	}
}
