package voicemail

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
)

// Law: whatever the caller does, what was said is in the mailbox or, where they
// did not want that, is not; prompts last 2 s, and the caller talks as long as talks says.
func TestLeavingAMessage(t *testing.T) {
	const unavailable = "vm-theperson digits:100 vm-isunavail vm-intro"
	for name, c := range map[string]struct {
		fields, acts, heard, logged, in string
		talks                           time.Duration
		before                          func(*house)
	}{
		"hanging up is the usual end":       {acts: "@vm-intro 12s hangup", heard: unavailable, logged: "gone success", in: "INBOX:new/10s"},
		"the pound key":                     {acts: "@vm-intro 12s #", heard: unavailable + " auth-thankyou", logged: "success  10s", in: "INBOX:new/10s"},
		"silence":                           {talks: 7 * time.Second, heard: unavailable + " auth-thankyou", logged: "success  7s", in: "INBOX:new/7s"},
		"the greatest length":               {fields: "max: 20s", heard: unavailable + " auth-thankyou", logged: "success  20s", in: "INBOX:new/20s"},
		"other keys end nothing":            {acts: "@vm-intro 4s 123456789 6s #", heard: unavailable + " auth-thankyou", logged: "success  9.6s", in: "INBOX:new/9.6s"},
		"on the telephone":                  {fields: "greeting: busy", acts: "@vm-intro 12s #", heard: "vm-theperson digits:100 vm-isonphone vm-intro auth-thankyou", logged: "success  10s", in: "INBOX:new/10s"},
		"without greeting and instructions": {fields: "greeting: none, instructions: false", acts: "10s #", heard: "auth-thankyou", logged: "success  10s", in: "INBOX:new/10s"},
		"the pound key passes the greeting": {acts: "@digits:100 # 10s #", heard: "vm-theperson auth-thankyou", logged: "success  10s", in: "INBOX:new/10s"},
		"too short":                         {acts: "@vm-intro 3s #", heard: unavailable, logged: "userexit short 0s"},
		"too short and gone":                {acts: "@vm-intro 3s hangup", heard: unavailable, logged: "gone userexit"},
		"hanging up during the greeting":    {acts: "@digits:100 1s hangup", heard: "vm-theperson digits:100", logged: "gone "},
		"to the operator":                   {fields: "on_operator: {log: zero}", acts: "@digits:100 1s 0", heard: "vm-theperson digits:100", logged: "zero; userexit operator 0s"},
		"a key that means nothing":          {acts: "@digits:100 1s 0 10s #", heard: "vm-theperson digits:100 auth-thankyou", logged: "success  10s", in: "INBOX:new/10s"},
		"to the assistant":                  {fields: "on_assistant: {log: star}", acts: "@digits:100 1s *", heard: "vm-theperson digits:100", logged: "star; userexit assistant 0s"},
		"operator, and the message kept":    {fields: "on_operator: {log: zero}", acts: "@vm-intro 12s 0 @vm-saveoper 1", heard: unavailable + " vm-msgsaved", logged: "zero; success  10s", in: "INBOX:new/10s"},
		"operator, and the message dropped": {fields: "on_operator: {log: zero}", acts: "@vm-intro 12s 0 @vm-saveoper 2", heard: unavailable + " vm-deleted", logged: "zero; userexit operator 0s"},
		"review: saved":                     {fields: "review: true", acts: "@vm-intro 12s # @vm-review 1", heard: unavailable + " vm-msgsaved", logged: "success  10s", in: "INBOX:new/10s"},
		"review: nothing pressed is saved":  {fields: "review: true", acts: "@vm-intro 12s #", heard: unavailable + strings.Repeat(" vm-review vm-review-urgent", 3) + " vm-msgsaved", logged: "success  10s", in: "INBOX:new/10s"},
		"review: gone is saved":             {fields: "review: true", acts: "@vm-intro 12s # @vm-review 1s hangup", heard: unavailable + " vm-review", logged: "gone success", in: "INBOX:new/10s"},
		"review: anew":                      {fields: "review: true", acts: "@vm-intro 12s # @vm-review 3 4s # @vm-review 1", heard: unavailable + " vm-msgsaved", logged: "success  4s", in: "INBOX:new/4s"},
		"review: urgent":                    {fields: "review: true", acts: "@vm-intro 12s # @vm-review 4 @vm-review 1", heard: unavailable + " vm-marked-urgent vm-msgsaved", logged: "success  10s", in: "INBOX:new!/10s"},
		"review: urgent no more":            {fields: "review: true", acts: "@vm-intro 12s # @vm-review 4 @vm-review 4 @vm-review 1", heard: unavailable + " vm-marked-urgent vm-marked-nonurgent vm-msgsaved", logged: "success  10s", in: "INBOX:new/10s"},
		"review: too short":                 {fields: "review: true", acts: "@vm-intro 3s # @vm-tooshort 7s # @vm-review 1", heard: unavailable + " vm-tooshort vm-msgsaved", logged: "success  5s", in: "INBOX:new/5s"},
		"a full mailbox":                    {fields: "mailbox: '300'", heard: "vm-mailboxfull", logged: "failed full 0s", before: func(h *house) { h.leave("300", "a", 5) }},
		"no such mailbox":                   {fields: "mailbox: '999'", logged: "there is no mailbox \"999\"; failed unknown 0s"},
		"a mailbox that is a path":          {fields: "mailbox: '../../etc'", logged: "there is no mailbox \"../../etc\"; failed unknown 0s"},
		"a mailbox from the caller":         {fields: "mailbox: '${call.to}'", acts: "@vm-intro 12s #", heard: "vm-theperson digits:200 vm-isunavail vm-intro auth-thankyou", logged: "success  10s"},
		"a greeting of one's own": {acts: "12s #", heard: "recording:voicemail/100/u vm-intro auth-thankyou", logged: "success  8s", in: "INBOX:new/8s",
			before: func(h *house) { h.greet("unavailable", "u") }},
		"the temporary greeting goes first": {fields: "greeting: busy", acts: "12s #", heard: "recording:voicemail/100/t vm-intro auth-thankyou", logged: "success  8s", in: "INBOX:new/8s",
			before: func(h *house) { h.greet("busy", "b"); h.greet("temporary", "t") }},
		"the name in one's own voice": {acts: "@vm-intro 12s #", heard: "recording:voicemail/100/n vm-isunavail vm-intro auth-thankyou", logged: "success  10s", in: "INBOX:new/10s",
			before: func(h *house) { h.greet("name", "n") }},
	} {
		h := newHouse(t, newMemoryIndex())
		if c.before != nil {
			c.before(h)
		}
		if !strings.Contains(c.fields, "mailbox:") {
			c.fields = strings.TrimSuffix("mailbox: '100', "+c.fields, ", ")
		}
		d := h.dial("      - voicemail: {id: v, "+c.fields+"}\n      - log: '${steps.v.status} ${steps.v.reason} ${steps.v.duration}'\n",
			flowtest.Options{Talks: c.talks}, c.acts)
		if d.heard() != c.heard || d.logged() != c.logged || c.in != h.inBox("100") {
			t.Errorf("%s: heard  %q\nwant %q\nlogged %q\nwant %q\nin %q, want %q\n%s", name, d.heard(), c.heard, d.logged(), c.logged, h.inBox("100"), c.in, d)
		}
	}
}

// greet gives the mailbox 100 a greeting.
func (h *house) greet(kind, name string) {
	h.t.Helper()
	if err := h.office.Greet(context.Background(), "100", kind, flows.StoredRecording{Asterisk: "pbx",
		Name: "voicemail/100/" + name, Format: "wav"}); err != nil {
		h.t.Fatal(err)
	}
}
