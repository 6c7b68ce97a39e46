package replay

import (
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/internal/journal"
)

const mailed = outer + `mailboxes:
  "100": {name: Ann Lee, pin: "471100"}
  "200": {name: Bob Miller, pin: "2223"}
numbers: {200: leave, 98: listen, 411: by_name, 97: wrong}
flows:
  leave:
    - voicemail: {id: box, mailbox: "100", greeting: busy}
    - log: "${steps.box.status}"
    - play: auth-thankyou
  listen:
    - voicemail_menu: {id: menu}
    - log: "${steps.menu.status} ${steps.menu.new}"
  wrong:
    - voicemail_menu: {id: menu, attempts: 1}
    - play: {media: im-sorry}
  by_name:
    - directory: {id: who, by: both, on_found: {continue: "${steps.who.extension}"}}
    - play: im-sorry
`

// Law: calls with mailboxes go as they went, by what the mailboxes told then: messages come, are heard and deleted, and
// nobody is let in who was not. No PIN, and no number that it was wrong for, is in the journal.
func TestMailboxes(t *testing.T) {
	h := built(t, mailed)
	for _, c := range []struct {
		name, to, does, told string
	}{
		{"leave a message", "200", "@vm-intro 1s # 9s # @auth-thankyou 5s", "deliver 100"},
		{"hang up while speaking", "200", "@vm-intro 1s # 9s hangup", "deliver 100"},
		{"too short", "200", "@vm-intro 1s # 1s hangup", "withdraw 100"},
		{"listen and delete", "98", "@vm-login 3s 100# @vm-password 2s 471100# @vm-messages 1s 1 3s 7 @vm-deleted 1s 7 2s 2 @vm-tocancel 1s 3 2s # @vm-goodbye 9s",
			"unlock 100"},
		{"once more", "200", "@vm-intro 1s # 9s # @auth-thankyou 5s", "deliver 100"},
		{"forward", "98", "@vm-login 3s 100# @vm-password 2s 471100# @vm-youhave 9s 1 9s 8 @vm-forward 1s 999# @vm-nobox 1s 200# 5s # @vm-goodbye 9s", "forward 100"},
		{"a wrong PIN", "97", "@vm-login 3s 200# @vm-password 2s 9876# @im-sorry 9s", "unlock "},
		{"a name", "411", "@dir-usingkeypad 3s 645 @dir-instr 1s 1", "directory "},
	} {
		recorded := h.recorded(t, caller{id: strings.ReplaceAll(c.name, " ", "-"), to: c.to, from: "0301234", does: c.does, talks: time.Minute})
		seen := ""
		for _, asked := range recorded.Asked() {
			if asked.Port != journal.PortMailboxes || asked.Fault == "failed" {
				t.Errorf("%s: asked %+v", c.name, asked)
			}
			seen += asked.Op + " " + asked.Target + ", "
		}
		if !strings.Contains(seen, c.told+",") || strings.Contains(seen, "unlock 200") {
			t.Errorf("%s: asked was %s", c.name, seen)
		}
		if r := h.replayed(t, recorded); r.Verdict != Same {
			t.Errorf("%s: %s\n%s", c.name, r.Verdict, textOf(r))
		}
	}
}

// Law: where today's flows ask something else of the mailboxes, that is told.
func TestOtherMailboxes(t *testing.T) {
	recorded := built(t, mailed).recorded(t, caller{to: "200", from: "0301234", does: "@vm-intro 1s # 9s # @auth-thankyou 5s", talks: time.Minute})
	h := built(t, strings.ReplaceAll(mailed, `mailbox: "100"`, `mailbox: "200"`))
	if r := h.replayed(t, recorded); r.Verdict == Same || !strings.Contains(textOf(r), "the mailbox 200") {
		t.Errorf("%s\n%s", r.Verdict, textOf(r))
	}
}
