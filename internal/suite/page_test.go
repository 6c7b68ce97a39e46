package suite

import (
	"os"
	"reflect"
	"strings"
	"testing"
)

// Law: what docs/testing.md begins with is what the shipped tests print.
func TestThePageBeginsWithTheShippedTests(t *testing.T) {
	text, err := os.ReadFile("../../docs/testing.md")
	if err != nil {
		t.Fatal(err)
	}
	said, _ := told(t, opened(t, "../..", "ivr.yaml"), Options{Parallel: 1}, Text{})
	if shown := "```\n$ ariapp test\n" + said + "```\n"; !strings.Contains(string(text), shown) {
		t.Errorf("the page should show\n%s", shown)
	}
}

// Law: what docs/testing.md shows is what is printed, and it names every key of the document.
func TestThePageShowsWhatIsPrinted(t *testing.T) {
	text, err := os.ReadFile("../../docs/testing.md")
	if err != nil {
		t.Fatal(err)
	}
	page := string(text)
	menu := "asterisk: {password: secret}\nnumbers: {200: main}\nflows:\n  main:\n    - answer\n    - menu:\n" +
		"        prompt: welcome\n        choices:\n          1: {call: sales}\n          2: {play: good-bye}\n" +
		"  sales:\n    - continue: {context: phones, extension: sales}\n"
	folder := site(t, map[string]string{"ivr.yaml": menu, "ivr_test.yaml": strings.Repeat("# some lines\n", 8) +
		"tests:\n  - name: goodbye\n    given: {to: \"200\"}\n    acts:\n" +
		"      - expect: welcome\n      - {press: 2, after: 1s}\n      - expect: goodbye\n"})
	failed, _ := told(t, opened(t, folder), Options{}, Text{})
	failed, _, _ = strings.Cut(short(folder, failed), "\n0 passed")
	if !strings.Contains(page, "```\n"+failed+"```\n") {
		t.Errorf("the page does not show this failure:\n%s", failed)
	}
	covered := "asterisk: {password: secret}\nnumbers: {200: main}\ndefaults:\n  on_hangup: {log: gone}\nflows:\n" +
		"  main:\n    - answer\n    - menu:\n        id: top\n        prompt: welcome\n        attempts: 1\n        choices:\n" +
		"          1: hangup\n          2: {call: sales}\n  sales:\n    - if:\n        is: call.from == \"\"\n" +
		"        then: {play: who-are-you}\n    - continue: {context: phones, extension: sales}\n"
	folder = site(t, map[string]string{"ivr.yaml": covered, "ivr_test.yaml": "given: {to: \"200\"}\ntests:\n" +
		"  - {name: hangs up, acts: [{expect: welcome}, hangup]}\n  - {name: a choice, acts: [{expect: welcome}, {press: 1}]}\n"})
	shares, _ := told(t, opened(t, folder), Options{}, Text{Coverage: true})
	shares, _, _ = strings.Cut(short(folder, shares), "\n2 passed")
	if !strings.Contains(page, "```\n"+shares+"```\n") {
		t.Errorf("the page does not show this coverage:\n%s", shares)
	}
	for _, part := range []any{document{}, testRecord{}, failureRecord{}, summaryRecord{}, Covered{}} {
		for field := range reflect.TypeOf(part).Fields() {
			key, _, _ := strings.Cut(field.Tag.Get("json"), ",")
			if !field.Anonymous && !strings.Contains(page, "`"+key+"`") {
				t.Errorf("the page does not name the key %q of %T", key, part)
			}
		}
	}
}
