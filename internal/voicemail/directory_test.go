package voicemail

import (
	"strings"
	"testing"

	"github.com/ariapp/ariapp/flows/flowtest"
)

// Law: people are found by the letters of their name as a keypad has them, one by one.
func TestDirectory(t *testing.T) {
	const ask = "dir-welcome dir-pls-enter number:3 dir-last dir-usingkeypad"
	for name, c := range map[string]struct{ fields, acts, heard, logged string }{
		"by the last name":               {"", "@dir-usingkeypad 533 @dir-instr 1", "characters:ann lee vm-extension digits:100", "found 100 Ann Lee"},
		"with marks":                     {"", "@dir-usingkeypad 685 @dir-instr 1", "characters:bob muller vm-extension digits:200", "found 200 Bob Müller"},
		"fewer letters":                  {"", "@dir-usingkeypad 6# @dir-instr 1", "characters:bob muller vm-extension digits:200", "found 200 Bob Müller"},
		"fewer letters, waiting":         {"", "@dir-usingkeypad 68 @dir-instr 1", "characters:bob muller vm-extension digits:200", "found 200 Bob Müller"},
		"by the first name":              {"by: first", "@dir-usingkeypad 266 @dir-instr 1", "characters:ann lee vm-extension digits:100", "found 100 Ann Lee"},
		"by either":                      {"by: both, people: {'101': Lee Ann}", "@dir-usingkeypad 533 @dir-instr * @dir-instr 1", "characters:lee ann vm-extension digits:101", "found 101 Lee Ann"},
		"people beside mailboxes":        {"people: {'7': Zoë O'Neill}", "@dir-usingkeypad 663 @dir-instr 1", "characters:zoe oneill vm-extension digits:7", "found 7 Zoë O'Neill"},
		"people instead of mailboxes":    {"mailboxes: false, people: {'7': Kim Lee}", "@dir-usingkeypad 533 @dir-instr 1", "characters:kim lee vm-extension digits:7", "found 7 Kim Lee"},
		"the mailbox goes first":         {"people: {'100': Somebody Lee}", "@dir-usingkeypad 533 @dir-instr 1", "characters:ann lee vm-extension digits:100", "found 100 Ann Lee"},
		"no more":                        {"", "@dir-usingkeypad 533 @dir-instr * @dir-usingkeypad 685 @dir-instr 1", "dir-nomore", "found 200 Bob Müller"},
		"anew":                           {"", "@dir-usingkeypad 533 @dir-instr # @dir-usingkeypad 685 @dir-instr 1", "characters:bob muller", "found 200 Bob Müller"},
		"nobody":                         {"attempts: 2", "@dir-usingkeypad 999 @dir-usingkeypad 998", "dir-nomatch", "none  "},
		"nothing pressed":                {"attempts: 2", "", ask + " " + ask, "noinput  "},
		"the operator":                   {"on_operator: {log: zero}", "@dir-usingkeypad 0", "dir-welcome", "zero; operator  "},
		"the assistant":                  {"on_assistant: {log: star}", "@dir-usingkeypad *", "dir-welcome", "star; assistant  "},
		"no operator":                    {"attempts: 1", "@dir-usingkeypad 0", "dir-welcome", "noinput  "},
		"what is done with one":          {"on_found: {log: '${steps.v.extension}!'}", "@dir-usingkeypad 533 @dir-instr 1", "vm-extension", "100!; found 100 Ann Lee"},
		"gone":                           {"", "@dir-usingkeypad 533 @dir-instr hangup", "vm-extension", "gone "},
		"a mailbox without a name hides": {"attempts: 1", "@dir-usingkeypad 300", "dir-welcome", "noinput  "},
	} {
		h := newHouse(t, newMemoryIndex())
		d := h.dial("      - directory: {id: v, "+c.fields+"}\n      - log: '${steps.v.status} ${steps.v.extension} ${steps.v.name}'\n",
			flowtest.Options{}, c.acts)
		if !strings.Contains(d.heard(), c.heard) || d.logged() != c.logged {
			t.Errorf("%s: heard  %q\nwant %q\nlogged %q\nwant %q\n%s", name, d.heard(), c.heard, d.logged(), c.logged, d)
		}
	}
	h := newHouse(t, newMemoryIndex())
	h.greet("name", "n")
	if d := h.dial("      - directory: {id: v}\n", flowtest.Options{}, "@dir-usingkeypad 533 @dir-instr hangup"); !strings.Contains(d.heard(), "recording:voicemail/100/n vm-extension") {
		t.Errorf("one's own voice was not heard: %q", d.heard())
	}
}
