package gist

import (
	"strings"
	"testing"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/flows/steps"
)

func read(t testing.TB, text string) (*Index, *flows.Program, *source.Document) {
	t.Helper()
	specs := append(steps.All(), &flows.Spec{Kind: "fax", Short: "page", Fields: []flows.Field{
		{Name: "page", Type: flows.Text}, {Name: "max_size", Type: flows.Whole}, {Name: "pin", Type: flows.Text},
		{Name: "sent", Type: flows.Steps}}, New: func(flows.Args) flows.Step { return nil }})
	registry, err := flows.NewRegistry(specs...)
	if err != nil {
		t.Fatal(err)
	}
	doc, findings := source.Parse("f", text)
	program, more := flows.Compile(doc, registry)
	if program == nil {
		t.Fatal(append(findings, more...).Sorted()[0].Format())
	}
	return NewIndex(doc, program), program, doc
}

// Law: a step's words are one line that says what it is about, in its short form and in its long one, and no secret.
func TestWords(t *testing.T) {
	tests := []struct{ step, want, when string }{
		{"answer", "", ""},
		{"play: welcome", "welcome", ""},
		{"play: [a, 'digits:1']", "a, digits:1", ""},
		{"{play: {media: welcome, loop: 2}, when: 'call.from == \"1\"'}", "welcome", `call.from == "1"`},
		{"{play: {media: welcome, when: '${ call.from == \"1\" }'}}", "welcome", `call.from == "1"`},
		{"say: {money: '12.50', currency: EUR}", "money 12.50 · currency EUR", ""},
		{"menu: {prompt: p, choices: {1: hangup}, pin: {value: '4711'}}", "p", ""},
		{"menu: {prompts: [[a, b], [c]], choices: {1: hangup}}", "1st: a, b · 2nd: c", ""},
		{"menu: {prompts: [[a, b]], choices: {1: hangup}}", "a, b", ""},
		{"collect: {prompt: p, length: 4, secret: true}", "p · 4 digits · secret", ""},
		{"collect: {min: 2, max: 5}", "2 to 5 digits", ""},
		{"collect: {max: 5, pattern: _2XX}", "up to 5 digits · _2XX", ""},
		{"collect: {min: 2}", "at least 2 digits", ""},
		{"set: {a: 1, b: 'x y', my_pin: '1'}", "a = 1, b = x y, my_pin = ***", ""},
		{"if: {is: 'true', then: answer}", "true", ""},
		{"repeat: {times: 3, while: 'true', steps: answer}", "3 times · while true", ""},
		{"split: [{weight: 1}, {weight: 3}]", "1 : 3", ""},
		{"http: {method: POST, url: 'https://a.example.com/?token=hush'}", "POST https://a.example.com/?token=***", ""},
		{"continue: {context: phones, extension: '20'}", "phones · 20", ""},
		{"hangup: busy", "busy", ""},
		{"language: fr", "fr", ""},
		{"dial: PJSIP/100", "PJSIP/100", ""},
		{"dial: {targets: [PJSIP/100, {endpoint: PJSIP/101, delay: 3s}], ring_timeout: 9s}", "PJSIP/100, PJSIP/101", ""},
		{"dial: [[PJSIP/100, PJSIP/101], [{endpoint: PJSIP/102}]]", "PJSIP/100, PJSIP/101, then PJSIP/102", ""},
		{"dial: {rounds: [[PJSIP/100]], headers: {X-Token: hush}}", "PJSIP/100", ""},
		{"transfer: {mode: warm, to: PJSIP/100, brief: p}", "PJSIP/100", ""},
		{"transfer: {extension: '20', context: phones}", "20 · phones", ""},
		{"dialplan: {context: visits, extension: amd, variables: {a: b}}", "visits · amd", ""},
		{"message: {to: PJSIP/100, text: come}", "PJSIP/100 · come", ""},
		{"record: {name: box/said, max: 30s}", "box/said", ""},
		{"record_call: {do: pause}", "pause", ""},
		{"voicemail: {mailbox: '100', instructions: false}", "100", ""},
		{"voicemail_menu: '100'", "100", ""},
		{"conference: {room: board, pin: '4711'}", "board", ""},
		{"park: {slot: '701', lot: default}", "default · 701", ""},
		{"retrieve: '701'", "701", ""},
		{"bridge: {call: '1.1'}", "1.1", ""},
		{"bridge: lobby", "lobby", ""},
		{"hold: {time: 3m, music: none}", "3m", ""},
		{"log: |\n        two\n        lines", "two lines", ""},
		{"fax: hello", "hello", ""},
		{"fax: {page: hello, max_size: 3, pin: hush, sent: answer}", "hello · max size 3", ""},
	}
	for _, test := range tests {
		x, program, _ := read(t, "numbers: {1: main}\nflows:\n  main:\n    - "+test.step+"\n")
		step := program.Flow("main").Block.Steps[0]
		if got := x.Words(step); got != test.want {
			t.Errorf("%s is about %q, want %q", test.step, got, test.want)
		}
		if got := x.When(step); got != test.when {
			t.Errorf("%s has the condition %q, want %q", test.step, got, test.when)
		}
	}
}

// Law: a value is one line of bounded length.
func TestValueIsOneLine(t *testing.T) {
	n := &source.Node{Kind: source.Scalar, Value: "a\tb\x00\n" + strings.Repeat("long ", 100)}
	got := Value(n)
	if strings.ContainsAny(got, "\t\n\x00") || len([]rune(got)) > valueMax || !strings.HasSuffix(got, "…") {
		t.Errorf("the value is %q", got)
	}
}

// Law: a place of the file belongs to the innermost step around it, places outside of steps to none.
func TestOwner(t *testing.T) {
	x, program, doc := read(t, `numbers: {1: main}
defaults: {on_nomatch: {play: sorry}}
flows:
  main:
    - answer
    - menu:
        prompt: [a, b]
        choices:
          1: {play: one}
    - play: last
`)
	root := doc.Root
	main := root.Get("flows").Get("main")
	menu := main.Items[1].Get("menu")
	at := func(address string) source.Pos {
		var pos source.Pos
		program.EachStep(func(step *flows.Placed) {
			if step.Address == address {
				pos = step.Pos
			}
		})
		return pos
	}
	tests := []struct {
		name  string
		place source.Pos
		want  string
	}{
		{"a number", root.Get("numbers").KeyNode("1").Pos, ""},
		{"a flow's name", root.Get("flows").KeyNode("main").Pos, ""},
		{"a bare step", main.Items[0].Pos, "main/1"},
		{"a field", menu.KeyNode("prompt").Pos, "main/2"},
		{"an element", menu.Get("prompt").Items[1].Pos, "main/2"},
		{"a choice's key", menu.Get("choices").KeyNode("1").Pos, "main/2"},
		{"a step in a step", menu.Get("choices").Get("1").Get("play").Pos, "main/2.choices.1.1"},
		{"within a text", main.Items[2].Get("play").At(2), "main/3"},
		{"a default", root.Get("defaults").Get("on_nomatch").Get("play").Pos, "defaults/on_nomatch.1"},
		{"nowhere", source.Pos{File: "other", Line: 1, Column: 1}, ""},
	}
	for _, test := range tests {
		got, ok := x.Owner(test.place)
		if ok != (test.want != "") || ok && got != at(test.want) {
			t.Errorf("%s (%s) belongs to the step at %s, want %s", test.name, test.place, got, test.want)
		}
	}
}

// Law: ways are told in words, keys apart from the rest.
func TestLabels(t *testing.T) {
	x, program, _ := read(t, "numbers: {1: main}\nflows:\n  main:\n    - menu: {choices: {1: hangup}, direct_dial: {allow: [_2XX, _3XX], steps: answer}}\n")
	step := program.Flow("main").Block.Steps[0]
	dealt, shares, _ := read(t, "numbers: {1: main}\nflows: {main: [{split: [{weight: 1}, {weight: 2}]}]}\n")
	if got := dealt.LabelOf(shares.Flow("main").Block.Steps[0], "ways.2").Text; got != "way 2 (66.7%)" {
		t.Errorf("a way of a split is %q", got)
	}
	for label, want := range map[string]Label{
		"on_busy": {Text: "busy", Handler: true}, "on_no_answer": {Text: "no answer", Handler: true}, "on_found": {Text: "on found"},
		"exit_keys.*":  {Text: "*", Key: true},
		"choices._4XX": {Text: "_4XX", Key: true}, "hotkeys.*": {Text: "*", Key: true}, "direct_dial": {Text: "_2XX, _3XX", Key: true},
		"on_noinput": {Text: "no input", Handler: true}, "on_nomatch.3": {Text: "no match, 3rd", Handler: true},
		"on_exhausted.11": {Text: "no attempt left, 11th", Handler: true}, "exhausted": {Text: "no attempt left", Handler: true},
		"cases.a|b": {Text: "is a|b"}, "ways.2": {Text: "way 2"}, "default": {Text: "otherwise"}, "then": {Text: "then"},
		"steps": {Text: "each round"}, "my_way": {Text: "my way"}, "": {},
	} {
		if got := x.LabelOf(step, label); got != want {
			t.Errorf("%s is %+v, want %+v", label, got, want)
		}
	}
}

// Law: a literal that an expression compares with a secret is stars, and so is what a variable
// holds that is compared with one; other clauses of the expression stay.
func TestLiteralsBesideSecrets(t *testing.T) {
	tests := []struct{ step, want, when string }{
		{"{play: a, when: 'same(steps.ask.value, \"9753\")'}", "a", "same(steps.ask.value, ***)"},
		{"{play: a, when: 'steps.pin.value == \"9753\" and call.from == \"1\"'}", "a", `steps.pin.value == *** and call.from == "1"`},
		{"{play: a, when: 'not (\"9753\" == steps.pin.value)'}", "a", "not (*** == steps.pin.value)"},
		{"{play: a, when: 'steps.pin.value in [\"9753\", \"1\"]'}", "a", "steps.pin.value in [***, ***]"},
		{"{play: a, when: 'vars.copy == \"9753\"'}", "a", "vars.copy == ***"},
		{"{play: a, when: 'steps.open.value == \"9753\"'}", "a", `steps.open.value == "9753"`},
		{"{log: 'is ${steps.pin.value == \"9753\"} or 9753'}", "is ${steps.pin.value == ***} or 9753", ""},
		{"{if: {is: '${same(\"9753\", steps.ask.value)}', then: answer}}", "${same(***, steps.ask.value)}", ""},
		{"{set: {right: '9753', other: '1'}}", "right = ***, other = 1", ""},
		{"{set: {pw: '9753', pass: '9753', my_passwd: '9753', pin2: '9753', compass: '1'}}",
			"pw = ***, pass = ***, my_passwd = ***, pin2 = ***, compass = 1", ""},
		{"{collect: {length: 4, secret: true, values: ['9753']}}", "4 digits · secret", ""},
	}
	for _, test := range tests {
		x, program, _ := read(t, `numbers: {1: main}
vars: {copy: "", right: "9753"}
flows:
  main:
    - collect: {id: ask, length: 4, secret: true}
    - collect: {id: pin, length: 4}
    - collect: {id: open, length: 4}
    - set: {copy: '${steps.pin.value}'}
    - hangup: {when: 'steps.pin.value == vars.right'}
    - `+test.step+"\n")
		step := program.Flow("main").Block.Steps[5]
		if got := x.Words(step); got != test.want {
			t.Errorf("%s is about %q, want %q", test.step, got, test.want)
		}
		if got := x.When(step); got != test.when {
			t.Errorf("%s has the condition %q, want %q", test.step, got, test.when)
		}
	}
}
