package suite

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// Law: the tests that docs/voicemail.md shows pass with the file that it shows.
func TestThePageOfVoicemail(t *testing.T) {
	page, err := os.ReadFile("../../docs/voicemail.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?ms)^```(yaml|yml)\n(.*?)^```$").FindAllStringSubmatch(string(page), -1)
	last := len(blocks) - 1
	if last < 1 || blocks[0][1] != "yaml" || blocks[last][1] != "yml" {
		t.Fatalf("the page has %d blocks: the first is to be the file, the last its tests", len(blocks))
	}
	folder := site(t, map[string]string{"ivr.yaml": "asterisk: {password: secret}\n" + blocks[0][2], "ivr_test.yaml": blocks[last][2]})
	said, _ := told(t, opened(t, folder), Options{}, Text{})
	if !strings.Contains(said, "4 passed") || strings.Contains(said, "FAIL") {
		t.Error(said)
	}
}

// Law: every test has mailboxes for itself: what one call leaves, the same call hears, and no other one.
func TestEachCaseHasItsOwnMailboxes(t *testing.T) {
	flow := "asterisk: {password: secret}\nmailboxes: {'100': {pin: '4711', max_messages: 1}}\nnumbers: {200: main}\nflows:\n  main:\n" +
		"    - voicemail: {id: one, mailbox: '100', greeting: none, instructions: false}\n" +
		"    - log: '${steps.one.status}'\n" +
		"    - voicemail: {id: two, mailbox: '100', greeting: none, instructions: false}\n" +
		"    - log: '${steps.two.reason}'\n    - voicemail_menu: {mailbox: '100', pin: false}\n    - hangup\n"
	one := "acts:\n      - await: {step: main/one}\n      - wait: 10s\n      - press: '#'\n      - expect: auth-thankyou\n" +
		"      - expect: {log: success}\n      - expect: vm-mailboxfull\n      - expect: {log: full}\n" +
		"      - expect: [vm-youhave, 'number:1', vm-INBOX, vm-message]\n      - press: 1\n" +
		"      - expect: [vm-first, vm-message, vm-received]\n      - await: digits:15550100\n      - wait: 4s\n      - press: '#'\n" +
		"      - await: vm-goodbye\n"
	tests := "given: {to: '200'}\ntests:\n  - name: one\n    " + one + "  - name: another\n    " + one
	said, _ := told(t, opened(t, site(t, map[string]string{"ivr.yaml": flow, "ivr_test.yaml": tests})), Options{Parallel: 2}, Text{})
	if !strings.Contains(said, "2 passed") {
		t.Error(said)
	}
}
