package schema_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/schedule"
	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/flows/steps"
	"github.com/ariapp/ariapp/internal/config"
)

// check is what the readers say of a text: nothing but errors. What lies outside
// of the text, such as tables and sounds, is not looked at.
func check(t *testing.T, text string) source.Findings {
	t.Helper()
	doc, findings := source.Parse("ivr.yaml", text)
	registry, err := flows.NewRegistry(steps.All()...)
	if err != nil {
		t.Fatal(err)
	}
	_, ofConfig := config.Read(doc, func(string) (string, bool) { return "", false })
	_, ofFlows := flows.Compile(doc, registry)
	report := source.NewReport(doc)
	schedule.Read(doc.Root.Get(schedule.Key), report, nil)
	accepted := topKeys()
	for key := range doc.Root.All() {
		if !slices.Contains(accepted, key.Value) {
			report.Unknown(key, "unknown-key", "key", accepted)
		}
	}
	findings = slices.Concat(findings, ofConfig, ofFlows, report.Findings())
	return slices.DeleteFunc(findings, func(f source.Finding) bool { return f.Severity != source.Error })
}

// topKeys are the keys of the readers.
func topKeys() []string {
	keys := slices.Concat(config.Keys(), flows.Keys(), []string{"include", schedule.Key})
	slices.Sort(keys)
	return slices.Compact(keys)
}

func file(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Law: what this repository ships and tests with fits the schema.
func TestFilesFit(t *testing.T) {
	s := validator(t)
	for _, path := range []string{"../../ivr.yaml", "../../flows/testdata/rich.yaml", "../../test/asterisk/testdata/ivr.yaml",
		"../../test/asterisk/testdata/hearing.yaml", "testdata/all.yaml"} {
		if err := s.Validate(instance(t, file(t, path))); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// Law: the file with every outer key is one that check takes, so that what it proves is true.
func TestTheWholeFileIsFine(t *testing.T) {
	text := file(t, "testdata/all.yaml")
	for _, finding := range check(t, text) {
		t.Error(finding.Format())
	}
	for name := range written(t, steps.All())["properties"].(map[string]any) {
		if name != "include" && !regexp.MustCompile(`(?m)^`+name+`:`).MatchString(text) {
			t.Errorf("it has no %s", name)
		}
	}
}

// Law: a step's example fits the schema.
func TestExamplesFit(t *testing.T) {
	s := validator(t)
	for _, spec := range steps.All() {
		text := "flows:\n  main:\n    " + strings.ReplaceAll(strings.TrimSuffix(spec.Example, "\n"), "\n", "\n    ") + "\n"
		if err := s.Validate(instance(t, text)); err != nil {
			t.Errorf("%s: %v", spec.Kind, err)
		}
	}
}

// inFlow is a file with one step.
func inFlow(step string) string { return "numbers: {_.: main}\nflows:\n  main:\n    - " + step + "\n" }

// outer is a file with something around its flow.
func outer(text string) string { return text + "\n" + inFlow("answer") }

// Law: forms that check takes the schema takes.
func TestTheSchemaTakesWhatCheckTakes(t *testing.T) {
	s := validator(t)
	for _, text := range []string{
		inFlow("answer"), inFlow("answer:"), inFlow("{answer: {}}"), inFlow("{answer: {}, when: true}"), inFlow("{id: x, play: a}"),
		inFlow("hangup: 17"), inFlow("hangup: busy"), inFlow("hangup: {cause: '34'}"), inFlow("collect"), inFlow("collect: {length: '4'}"),
		inFlow("wait: 5"), inFlow("wait: 1.5"), inFlow("wait: '5'"), inFlow("wait: 1m30s"), inFlow("wait: .5s"), inFlow("wait: ${3}"),
		inFlow("wait: {time: 1h, until_key: yes}"), inFlow("wait: {time: 1us, until_key: '${1 == 1}'}"),
		inFlow("play: [a, 12, 'digits:${call.from}']"), inFlow("play: 12"), inFlow("play: {media: a, loop: '${1 + 1}'}"),
		inFlow("play: {media: a, interruptible: true, keys: [1, '#']}"), inFlow("log: {text: a, when: call.from == '1', id: a}"),
		inFlow("say: {date: 2026-12-24, clock: 24, weekday: no}"), inFlow("say: {number: -21, clock: '12', year: \"yes\"}"),
		inFlow("say: {text: {en: one, pt-BR: um}}"), inFlow("say: {text: 12}"), inFlow("language: pt-BR"), inFlow("language: '${call.language}'"),
		inFlow("collect: {pattern: [_2XX, 300], values: [1, 22]}"), inFlow("collect: {confirm: {prompt: [a, b], accept: 1, retry: '2', attempts: 2, timeout: 3s}, max: 3}"),
		inFlow("collect: {prompts: [a, [b, c]], bargein: none, match: first, max: 3}"),
		inFlow("menu: {choices: {1: exit, _2XX: [answer, {play: a}], '*': repeat, '#': answer}, pin: {value: 4711}, short_prompt: a}"),
		inFlow("menu: {choices: {1: back}, direct_dial: {allow: _3XX, deny: [300], max_length: 3, steps: answer}}"),
		inFlow("menu: {choices: {1: top}, on_nomatch: {play: a}, on_noinput: {1: {play: a}, 2: [answer], 3: {steps: answer, when: true, replay_prompt: off}}}"),
		inFlow("menu: {choices: {1: top}, on_exhausted: {steps: [answer], replay_prompt: false}}"),
		inFlow("set: {a: , b: [1, x], c: {d: e}, f: true, g: '${call.from}'}"), inFlow("switch: {value: 1, cases: {a|b: answer, 2: {play: a}}, default: [answer]}"),
		inFlow("repeat: {times: 2, while: '1 == 1', steps: answer}"), inFlow("split: [{weight: 1}, {weight: '2', steps: answer}]"),
		inFlow("split: {ways: [{weight: 1}], by: x, name: 12}"), inFlow("return: {status: a, values: {b: [1]}}"), inFlow("return"),
		inFlow("http: https://x.example/a?b=${call.from}"), inFlow("http: {url: 'HTTP://x.example/', ok: [200, 3xx], json: {a: [1, '${call.from}']}, headers: {X-A: b}}"),
		inFlow("store: {key: a, set: {b: [1]}, if_absent: true}"), inFlow("store: {key: a, add: -1}"), inFlow("lookup: {table: t, key: 5, result: {a: b.0.c}}"), outer("tables: {t: a.csv}"),
		inFlow("if: {is: true, then: answer, else: [answer]}"), inFlow("{play: a, on_error: [answer, hangup]}"), inFlow("goto: main"),
		outer("app:"), outer("app: {max_calls: '5', answer_delay: 0, apology: [a, b]}"), outer("app: {log_level: '${env.LEVEL:-warn}', name: '${env.APP:-x}', max_calls: '${env.N:-5}'}"),
		outer("asterisk: [{password: a}, {api_key: 'u:p', url: 'https://b/ari', name: b}]"), outer("asterisk: {password: 12}"), outer("asterisk:"),
		outer("server: {listen: none}"), outer("server: {listen: ':8089', token: a}"), outer("http: {retries: 0, allow: '*', keys: {a: b}}"), outer("secrets:"), outer("tables:"),
		outer("prompts: {speech: {program: [espeak-ng, '{text}'], voices: {en: 12}}}"), outer("prompts: {speech: }"), outer("http: {timeout: 1.5s, max_response: 5}"),
		outer("limits: {max_steps: 5, max_call_time: 1h}"), outer("config: {a: , b: [1], c: {d: true}}"), outer("vars: {}"),
		outer("defaults: {hotkeys: {'*': repeat, '##': [answer], 0: top, a: back}, on_hangup: {log: gone}, on_error: answer}"),
		"numbers: {200: main, _X.: {flow: main, language: en_GB, answer_delay: 1, vars: {a: 1}}}\nvars: {a: 0}\nflows: {main: answer}",
		"numbers: {_.: 12}\nflows: {12: {steps: answer, params: {a: 1}, hotkeys: none, on_noinput: {2: answer}}}",
	} {
		if findings := check(t, text); len(findings) > 0 {
			t.Errorf("check finds %v in:\n%s", findings, text)
		}
		if err := s.Validate(instance(t, text)); err != nil {
			t.Errorf("%v in:\n%s", err, text)
		}
	}
}

// Law: the faults of shape that hands make are seen while they write, and check
// finds them too, so that no editor underlines what is right.
func TestTheSchemaRefusesWhatCheckFinds(t *testing.T) {
	s := validator(t)
	for _, text := range []string{
		inFlow("anser"), inFlow("play"), inFlow("answer: 5"), inFlow("{plya: a}"), inFlow("{play: a, log: b}"), inFlow("id: x"), inFlow("[answer]"), inFlow("~"),
		inFlow("play: {media: a, lop: 2}"), inFlow("play: {loop: 2}"), inFlow("play: []"), inFlow("play: {media: a, loop: many}"), inFlow("play: {media: [[a]]}"),
		inFlow("play: {media: a, interruptible: maybe}"), inFlow("wait: soon"), inFlow("wait: -1"), inFlow("wait: 5 s"), inFlow("wait: {}"), inFlow("wait: [1s]"),
		inFlow("hangup: {cause: [busy]}"), inFlow("hangup: bsy"), inFlow("http: {url: 'http://a/', ok: 2x}"), inFlow("play: ''"), inFlow("log: {text: a, level: wran}"), inFlow("log: {text: a, id: 'a b'}"), inFlow("log: [a]"),
		inFlow("menu: {prompt: a}"), inFlow("menu: {choices: {}}"), inFlow("menu: {choices: [a]}"), inFlow("menu: {choices: {1: exti}}"), inFlow("menu: {choices: {1: {plya: a}}}"),
		inFlow("menu: {choices: {1: exit}, pin: 4711}"), inFlow("menu: {choices: {1: exit}, pin: {prompt: a}}"), inFlow("menu: {choices: {1: exit}, direct_dial: {allow: _2XX}}"),
		inFlow("menu: {choices: {1: exit}, on_nomatch: {1: {play: a}, x: {play: b}}}"), inFlow("menu: {choices: {1: exit}, on_nomatch: {replay_prompt: no}}"),
		inFlow("menu: {choices: {1: exit}, on_nomatch: {steps: answer, wen: true}}"), inFlow("menu: {choices: {1: exit}, on_nomatch: {0: answer}}"),
		inFlow("collect: {confirm: {accept: 1}}"), inFlow("collect: {confirm: {prompt: a, acept: 1}}"), inFlow("collect: {confirm: true}"), inFlow("collect: {bargein: some}"),
		inFlow("if: {is: 1 == 1}"), inFlow("if: {is: 1 == 1, then: }"), inFlow("if: {is: 1 == 1, then: []}"), inFlow("switch: {value: a, cases: answer}"), inFlow("switch: {value: a, cases: {a: answr}}"),
		inFlow("set: [a]"), inFlow("set: {a-b: 1}"), inFlow("set"), inFlow("split: {weight: 1}"), inFlow("split: [{steps: answer}]"), inFlow("split: [{weight: 1, step: answer}]"),
		inFlow("http: crm.example.com/x"), inFlow("http: {url: 'https://x.example', method: FETCH}"), inFlow("language: '12'"), inFlow("say: {number: 1, clock: 13}"), inFlow("repeat: {times: 3}"),
		outer("schedules: {a: {weekly: {mon: closed}}}"), outer("schedules: {a: {zone: UTC, weekly: {mon: 9-12}}}"), outer("nubmers: {}"), outer("app: {nam: x}"), outer("app: x"), outer("app: {max_calls: 0}"), outer("app: {drain_timeout: 5}"), outer("app: {log_level: loud}"), outer("app: {name: a b}"),
		outer("asterisk: {}"), outer("asterisk: {password: x, url: 'ftp://a'}"), outer("asterisk: {password: x, transport: udp}"), outer("asterisk: [x]"),
		outer("server: {listen: 8089}"), outer("http: {retries: 11}"), outer("http: {keys: {a b: c}}"), outer("secrets: [a]"), outer("tables: {1t: a.csv}"), outer("tables: {t: {fiel: a}}"),
		outer("tables: {t: {rows: {1: [a]}}}"), outer("tables: {t: {rows: {1: {a: [b]}}}}"), outer("tables: {t: {file: a.csv, format: xml}}"),
		outer("prompts: {language: 12}"), outer("prompts: {speech: {program: a, voices: [a]}}"), outer("prompts: {url: here}"), outer("limits: {max_step: 5}"), outer("limits: {max_steps: 0}"), outer("limits:"), outer("config: [a]"), outer("vars: {a b: 1}"),
		outer("defaults: {on_nomach: answer}"), outer("defaults: {hotkeys: {}}"), outer("defaults: {hotkeys: {abcd: top}}"), outer("defaults: {hotkeys: none}"),
		"numbers: [main]\nflows: {main: answer}", "numbers: {_.: {language: en}}\nflows: {main: answer}", "numbers: {_.: {flow: main, delay: 1}}\nflows: {main: answer}",
		"numbers: {_.: main}\nflows: [main]", "numbers: {_.: main}\nflows: {main: }", "numbers: {_.: main}\nflows: {main: []}", "numbers: {_.: main}\nflows: {main: {steps: answer, parms: {}}}", "numbers: {_.: main}\nflows: {main: {steps: answer, params: 1}}",
	} {
		if len(check(t, text)) == 0 {
			t.Errorf("check finds nothing in:\n%s", text)
		}
		if s.Validate(instance(t, text)) == nil {
			t.Errorf("the schema takes:\n%s", text)
		}
	}
}

// Law: nothing that check takes is underlined, whatever stands where, but for
// true, false and null where a text is wanted.
func TestTheSchemaIsNeverStricter(t *testing.T) {
	values := []string{"1", "0", "-1", "1.5", "'15'", "1e3", "010", "yes", "'true'", "''", "a", "a b", "5s", "1h1m", "'5 '", ".5", "pt_BR", "${1}",
		"${call.from}", "'$${a'", "[a]", "[1]", "[]", "{a: b}", "[[a]]", "HTTPS://a.b/c?d", "http://a/${call.from}", "none", "a:80", "2026-12-24", "09:30-12:00", "'0x10'"}
	steps := []string{"wait: %", "play: {media: a, loop: %}", "wait: {time: 1s, until_key: %}", "log: %", "language: %", "log: {text: a, when: %}", "http: %",
		"play: %", "collect: {prompts: [%], max: 3}", "collect: {values: %}", "collect: {pattern: %}", "hangup: %", "set: {a: %}", "set: %", "store: {key: a, set: %}",
		"hours: %", "say: {text: %}", "say: {date: a, weekday: %}", "split: [{weight: %}]", "http: {url: 'http://a/', ok: %}", "http: {url: 'http://a/', query: {a: %}}",
		"http: {url: 'http://a/', json: %}", "lookup: {table: t, key: a, result: {a: %}}", "answer: %", "menu: {choices: {1: exit}, pin: {value: %}}",
		"menu: {choices: {1: exit}, on_nomatch: {steps: answer, replay_prompt: %}}", "{id: %, play: a}", "return: %", "repeat: {times: 1, steps: %}"}
	around := []string{"app: {max_calls: %}", "app: {answer_delay: %}", "app: {apology: %}", "app: {name: %}", "app: {log_level: %}", "app: %", "asterisk: %",
		"asterisk: {password: %}", "asterisk: {password: a, url: %}", "server: {listen: %}", "http: {retries: %}", "http: {keys: %}", "secrets: {a: %}", "secrets: %",
		"tables: {a: %}", "prompts: {language: %}", "prompts: {speech: %}", "limits: {max_steps: %}", "limits: {max_call_time: %}", "vars: %", "defaults: %",
		"defaults: {on_error: %}", "defaults: {hotkeys: {1: %}}", "schedules: {a: {zone: UTC, weekly: {mon: %}}}", "schedules: {a: {zone: UTC, exceptions: {12-24: %}}}"}
	s := validator(t)
	for _, value := range values {
		texts := make([]string, 0, len(steps)+len(around))
		for _, step := range steps {
			texts = append(texts, inFlow(strings.ReplaceAll(step, "%", value)))
		}
		for _, text := range around {
			texts = append(texts, outer(strings.ReplaceAll(text, "%", value)))
		}
		for _, text := range texts {
			if len(check(t, text)) > 0 {
				continue
			}
			if err := s.Validate(instance(t, text)); err != nil {
				t.Errorf("%v in:\n%s", err, text)
			}
		}
	}
}
