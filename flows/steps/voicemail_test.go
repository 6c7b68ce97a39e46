package steps

import (
	"errors"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/ariapp/ariapp/flows"
)

// TestVoicemailFindings: what makes no sense is found before any call. The dialogues are tested in internal/voicemail.
func TestVoicemailFindings(t *testing.T) {
	l := line{outside: flows.Outside{Names: map[string][]string{"mailbox": {"1", "100"}}}}
	l.findings(t, [][2]string{
		{"voicemail: 10", "21: unknown mailbox \"10\"; accepted: 1, 100 [unknown-mailbox]"},
		{"voicemail_menu: {mailbox: 2}", "36: unknown mailbox \"2\"; accepted: 1, 100 [unknown-mailbox]"},
		{"voicemail: {mailbox: '${call.to}', max: long}", "50: max must be a duration such as 5s, 1m30s or 500ms, found \"long\" [wrong-type]"},
		{"voicemail: {}", "10: voicemail needs mailbox: the name of a mailbox [missing-field]"},
		{"voicemail: {mailbox: 1, greeting: rude}", "44: unknown greeting \"rude\"; accepted: unavailable, busy, temporary, none [unknown-value]"},
		{"voicemail: {mailbox: 1, max: long}", "39: max must be a duration such as 5s, 1m30s or 500ms, found \"long\" [wrong-type]"},
		{"voicemail_menu: {pin: false}", "32: without a PIN the step needs a mailbox: else every caller could enter any [missing-field]"},
		{"voicemail_menu: {attempts: 0}", "37: attempts must be a whole number from 1 [wrong-type]"},
		{"directory: {attempts: 0}", "32: attempts must be a whole number from 1 [wrong-type]"},
		{"directory: {people: [a]}", "30: people must be a mapping of extensions to names, such as {101: Anna Lee}, found a list [wrong-type]"},
		{"directory: {people: {a1: Anna}}", "31: an extension must be digits, found \"a1\" [wrong-type]"},
		{"directory: {people: {101: '!'}}", "36: a name must be a text with letters that a keypad has, found \"!\" [wrong-type]"},
	})
}

// TestVoicemailElsewhere: a process without mailboxes says so, and a step that needs none works.
func TestVoicemailElsewhere(t *testing.T) {
	for _, step := range []string{"voicemail: '100'", "voicemail_menu", "directory"} {
		p := line{}.dial(t, "flows: {main: ["+step+"]}", "")
		if !errors.Is(p.outcome.Err, flows.ErrNotHere) {
			t.Errorf("%s ended %+v", step, p.outcome)
		}
	}
	p := line{}.dial(t, "flows: {main: [directory: {id: d, people: {7: Ann Lee}}, log: '${steps.d.extension}']}",
		"@dir-usingkeypad 533 @dir-instr 1")
	if p.logged() != "7" {
		t.Errorf("logged %q\n%s", p.logged(), p)
	}
}

// TestVoicemailSpeaksWithSoundsThatThereAre: every language that has core sounds has those of these steps.
func TestVoicemailSpeaksWithSoundsThatThereAre(t *testing.T) {
	list, err := os.ReadFile("../../internal/soundpacks/core.txt")
	if err != nil {
		t.Fatal(err)
	}
	there := map[string]bool{}
	for name := range strings.Lines(string(list)) {
		if name = strings.TrimSpace(name); !strings.Contains(name, " ") { // in all of them
			there[name] = true
		}
	}
	quoted := regexp.MustCompile(`"((?:vm|dir|auth)-[A-Za-z0-9-]+)"`)
	used := 0
	for _, file := range []string{"voicemail_leave.go", "voicemail_menu.go", "voicemail_menu_session.go",
		"voicemail_menu_message.go", "voicemail_menu_options.go", "voicemail_menu_advanced.go", "directory.go"} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range quoted.FindAllStringSubmatch(string(text), -1) {
			if used++; !there[match[1]] {
				t.Errorf("%s: not all languages have the sound %s", file, match[1])
			}
		}
	}
	for _, folder := range flows.Folders() {
		if !there["vm-"+folder] {
			t.Errorf("not all languages have the sound of the folder %s", folder)
		}
	}
	if used < 40 {
		t.Errorf("only %d sounds were found", used)
	}
}

// TestKeypad: names are keyed in as they are spoken, whatever marks their letters have.
func TestKeypad(t *testing.T) {
	for name, want := range map[string]string{"Ann Lee": "266533", "Zoë O'Neill": "963663455", "QZ": "79", "Łódź": "5639",
		"Straße 7": "78727737", "": "", "李": "", "a\x00b": "22"} {
		if got := keyed(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

// FuzzKeypad: whatever a name is, what is said of it can be said, and its keys can be pressed.
func FuzzKeypad(f *testing.F) {
	f.Add("Zoë O'Neill", "963")
	f.Add("\xff İ ß", "4")
	f.Fuzz(func(t *testing.T, name, keys string) {
		if text := folded(name); strings.Trim(text, " abcdefghijklmnopqrstuvwxyz0123456789") != "" {
			t.Errorf("%q is said as %q", name, text)
		}
		if text := keyed(name); strings.Trim(text, "0123456789") != "" {
			t.Errorf("%q has the keys %q", name, text)
		}
		if keys != "" && (directory{by: "both"}).fits("", keys) {
			t.Error("nobody's name fits")
		}
	})
}
