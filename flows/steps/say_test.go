package steps

import (
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
)

// TestSay has a row for each kind and option: what is said is a prompt.
func TestSay(t *testing.T) {
	for fields, want := range map[string]string{
		"number: 21":                                     "number:21",
		"number: -3":                                     "number:-3",
		"number: '${call.from}', gender: f":              "number;gender=f:100",
		"ordinal: 3, gender: '${\"n\"}'":                 "",
		"ordinal: 3, gender: n":                          "ordinal;gender=n:3",
		"digits: '0042'":                                 "digits:0042",
		"digits: '${call.from}'":                         "digits:100",
		"characters: AB:1":                               "characters:AB:1",
		"phone: +491234":                                 "phone:+491234",
		"date: 2026-12-24, weekday: 'yes', year: 'no'":   "date;weekday=yes;year=no:2026-12-24",
		"date: '${call.started}', zone: Europe/Paris":    "date;zone=Europe/Paris:2026-03-02T09:00:00Z",
		"time: '14:30', clock: '12'":                     "time;clock=12:14:30",
		"datetime: '2026-12-24T10:00:00Z', clock: 24":    "datetime;clock=24:2026-12-24T10:00:00Z",
		"duration: 1h30m":                                "duration:1h30m",
		"duration: '${duration(\"90s\")}'":               "duration:1m30s",
		"money: '12.50', currency: EUR":                  "money;currency=EUR:12.50",
		"money: '${1.5}', currency: '${\"US\" + \"D\"}'": "money;currency=USD:1.5",
		"text: Hello":                                    "text:Hello",
		"text: {fr: Bonjour, en: Hello}":                 "text:Hello",
		"money: 1, currency: '${\"EUR;gender=f\"}'":      "",
		"date: 2026-12-24, zone: '${\"a:b\"}'":           "",
	} {
		call := flows.CallInfo{ID: "c1", From: "100", Language: "en", Started: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)}
		program, findings := line{}.compile(t, "flows: {main: [say: {"+fields+"}]}")
		switch {
		case want == "" && program == nil:
		case program == nil:
			t.Errorf("%s: %s", fields, formatted(findings))
		default:
			p := line{call: call}.dial(t, "flows: {main: [say: {"+fields+"}]}", "")
			if p.heard() != want || (want == "") != (p.outcome.Status == flows.Failed) {
				t.Errorf("%s: heard %q, want %q\n%s", fields, p.heard(), want, p)
			}
		}
	}
}

// TestSayIsHeardAsPlayIs: the common fields of both.
func TestSayIsHeardAsPlayIs(t *testing.T) {
	for fields, want := range map[string]struct {
		heard, logged string
		answered      bool
	}{
		"number: 1":                                 {"number:1", "done ", true},
		"number: 1, early: true":                    {"number:1", "done ", false},
		"number: 1, interruptible: true":            {"number:1/1s", "interrupted 5", true},
		"number: 1, interruptible: true, keys: '#'": {"number:1", "done ", true},
		"number: 1, max_time: 500ms":                {"number:1/500ms", "timeout ", true},
	} {
		p := line{}.dial(t, "flows: {main: [say: {id: s, "+fields+"}, log: '${steps.s.status} ${steps.s.key}']}", "1s 5")
		if p.heard() != want.heard || p.logged() != want.logged || p.phone.Answered() != want.answered {
			t.Errorf("%s: heard %q, logged %q, answered %v\n%s", fields, p.heard(), p.logged(), p.phone.Answered(), p)
		}
	}
}

// TestTextsByLanguage: the call's own, its parent's, English, the first.
func TestTextsByLanguage(t *testing.T) {
	for _, c := range []struct{ texts, language, want string }{
		{"{en: a, pt: b, pt-BR: c}", "pt-BR", "c"},
		{"{en: a, pt: b, pt-BR: c}", "pt_BR", "c"},
		{"{en: a, pt: b, pt_BR: c}", "PT-br", "c"},
		{"{en: a, pt: b}", "pt-BR", "b"},
		{"{en: a, pt: b}", "pt-BR-x", "b"},
		{"{en: a, pt: b}", "ru", "a"},
		{"{pt: b, fr: c}", "ru", "c"},
		{"{pt: b, fr: c}", "", "c"},
		{"{pt-BR: b, fr: c}", "pt", "c"},
		{"a", "ru", "a"},
		{"a", "", "a"},
	} {
		l := line{call: flows.CallInfo{ID: "c1", Language: c.language}}
		p := l.dial(t, "flows: {main: [say: {text: "+c.texts+"}]}", "")
		if p.heard() != "text:"+c.want {
			t.Errorf("%s in %q: heard %q, want %q", c.texts, c.language, p.heard(), c.want)
		}
	}
}

// TestLanguage changes what prompts are heard in, `call.language`, and texts.
func TestLanguage(t *testing.T) {
	p := dialIn(t, compile(t, `
flows:
  main:
    - play: a
    - say: {text: {en: hello, fr: bonjour}}
    - language: fr
    - play: b
    - say: {text: {en: hello, fr: bonjour}}
    - language: '${call.from == "100" ? "pt_BR" : "en"}'
    - menu: {prompt: c, choices: {1: exit}, max_noinput: 1}
    - log: '${call.language}'
    - language: {name: '${call.from}', on_error: {log: '${error.message}'}}
    - log: '${call.language}'
`), flowtest.Options{})
	got := ""
	for _, h := range p.phone.Heard() {
		got += h.Media + "@" + h.Language + " "
	}
	if got != "a@en text:hello@en b@fr text:bonjour@fr c@pt_BR " {
		t.Errorf("heard %q", got)
	}
	if p.logged() != `pt_BR; ${call.from}: "100" is no language; pt_BR` {
		t.Errorf("logged %q", p.logged())
	}
}

// TestLanguageIsWrittenDown: who takes a call up goes on in its language.
func TestLanguageIsWrittenDown(t *testing.T) {
	program := compile(t, "flows: {main: [language: fr, play: a]}")
	phone := flowtest.NewPhone(flowtest.Options{})
	var last *flows.Checkpoint
	opts := flows.Options{Flow: program.Flow("main"), Call: flows.CallInfo{Language: "en"}, Checkpoint: func(c *flows.Checkpoint) error {
		if last = c; c.Frames[0].Index == 1 {
			phone.Detach()
		}
		return nil
	}}
	flows.NewWalker(program, phone, opts).Run(phone.Context())
	data, err := last.Marshal(nil)
	if err != nil {
		t.Fatal(err)
	}
	if last, err = flows.UnmarshalCheckpoint(data, nil); err != nil {
		t.Fatal(err)
	}
	phone.Reattach()
	opts.Checkpoint = nil
	walker, err := flows.Resume(program, phone, opts, last)
	if err != nil {
		t.Fatal(err)
	}
	walker.Run(phone.Context())
	if heard := phone.Heard(); len(heard) != 1 || heard[0].Language != "fr" {
		t.Errorf("heard %+v", heard)
	}
}

// TestWhatTheProgramSays: prompts are known before a call comes, with their
// places, as far as they are written out; and so are the languages.
func TestWhatTheProgramSays(t *testing.T) {
	program, findings := line{}.compile(t, `flows:
  main:
    - play: [a, 'digits:${call.from}', b]
    - say: {number: 5, gender: f}
    - say: {number: '${call.from}'}
    - say: {money: 5, currency: '${call.from}'}
    - say: {text: {de: hallo, en: hello}}
    - say: {text: x}
    - menu: {prompts: [m, [n, o]], short_prompt: p, choices: {1: {language: fr}, 2: {language: '${call.from}'}}, pin: {value: 1, prompt: q}}
    - http: {url: 'https://a.example/', filler: r}
    - language: de
`)
	if program == nil {
		t.Fatal(formatted(findings))
	}
	got := ""
	for _, use := range program.Prompts() {
		got += use.Node.Pos.String() + " " + use.Text + map[bool]string{true: "…"}[use.Computed] + " " + use.Language + "\n"
	}
	const want = `f:4:14 a 
f:4:17 digits:… 
f:4:40 b 
f:5:21 number;gender=f:5 
f:6:21 number:… 
f:7:20 money:… 
f:8:24 text:hallo de
f:8:35 text:hello en
f:9:19 text:x 
f:10:138 q 
f:10:50 p 
f:10:24 m 
f:10:28 n 
f:10:31 o 
f:11:49 r 
`
	if got != want {
		t.Errorf("the prompts are\n%s", got)
	}
	languages := ""
	for _, language := range program.Languages() {
		languages += language + " "
	}
	if languages != "de en fr " {
		t.Errorf("the languages are %s", languages)
	}
}

func TestSayFindings(t *testing.T) {
	l := line{outside: flows.Outside{Secrets: map[string]flows.Secret{"pin": flows.NewSecret("1")}}}
	l.findings(t, [][2]string{
		{"say: {}", "10: say needs what to say: one of number, ordinal, digits, characters, phone, date, time, datetime, duration, money and text [missing-field]"},
		{"say: {gender: f}", "10: say needs what to say: one of number, ordinal, digits, characters, phone, date, time, datetime, duration, money and text [missing-field]"},
		{"say: {number: 1, digits: 2}", "35: number and digits exclude each other: say one thing a step [exclusive-fields]"},
		{"say: {number: 1, digits: 2, text: x}", "35: number and digits and text exclude each other: say one thing a step [exclusive-fields]"},
		{"say: {number: 1, gender: x}", "35: unknown gender \"x\"; accepted: m, f, n, c [unknown-value]"},
		{"say: {time: '14:30', clock: 13}", "38: unknown clock \"13\"; accepted: 12, 24 [unknown-value]"},
		{"say: {text: 'hello ${call.from}'}", "22: text must be a text written out, or a mapping of languages to texts; it is spoken when the file is loaded, so no ${…} is possible, found \"hello ${call.from}\" [wrong-type]"},
		{"say: {text: ''}", "22: text must be a text written out, or a mapping of languages to texts; it is spoken when the file is loaded, so no ${…} is possible, found \"\" [wrong-type]"},
		{"say: {text: {'1': x}}", "23: language must be a language such as en or pt-BR, found \"1\" [wrong-type]"},
		{"say: {text: {en: [x]}}", "27: text must be a text written out, or a mapping of languages to texts; it is spoken when the file is loaded, so no ${…} is possible, found a list [wrong-type]"},
		{"say: {text: [x]}", "22: text must be a text written out, or a mapping of languages to texts; it is spoken when the file is loaded, so no ${…} is possible, found a list [wrong-type]"},
		{"say: {text: x, currency: EUR}", "35: currency does not go with text [exclusive-fields]"},
		{"say: {digits: '${secrets.pin}'}", "27: a secret may not stand in a text [wrong-type]"},
		{"say: {money: 1, currency: '${secrets.pin}'}", "39: a secret may not stand in a text [wrong-type]"},
		{"say: {number: 1, keys: '#'}", "33: keys stop a prompt only with interruptible [missing-field]"},
		{"language: x1", "20: name must be a language such as en or pt-BR, found \"x1\" [wrong-type]"},
		{"language: 'french!'", "20: name must be a language such as en or pt-BR, found \"french!\" [wrong-type]"},
		{"language: {}", "10: language needs name: a language such as en or pt-BR [missing-field]"},
		{"language: '${secrets.pin}'", "23: a secret may not stand in a text [wrong-type]"},
	})
}
