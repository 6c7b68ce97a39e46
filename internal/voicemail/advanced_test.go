package voicemail

import (
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
)

// Law: behind the key 3 the owner replies into the mailbox of who left a message, as far as they have one, and calls them
// back, as far as the flow does and they have told a number that can be dialled.
func TestAdvanced(t *testing.T) {
	const back = ", on_callback: [{log: 'back to ${steps.v.callback} ${steps.v.status} ${steps.v.new}'}]"
	const in = "@vm-login 100# 4711# @vm-youhave 1 @recording:voicemail/100/a 1s 3 "
	const reply = in + "@vm-toreply 1 4s # "
	for name, c := range map[string]struct{ from, fields, acts, heard, logged, replies string }{
		"a reply":                       {"200", "", reply + "@vm-review 1 @vm-msgsaved #", "vm-review vm-review-urgent vm-msgsaved", "done", "INBOX:new/4s"},
		"a reply, urgent":               {"200", "", reply + "@vm-review 4 @vm-marked-urgent 1 @vm-msgsaved #", "vm-msgsaved", "done", "INBOX:new!/4s"},
		"a reply, spoken anew":          {"200", "", reply + "@vm-review 3 6s # @vm-review 1 @vm-msgsaved #", "vm-msgsaved", "done", "INBOX:new/6s"},
		"a reply, too short":            {"200", "", in + "@vm-toreply 1 500ms # @vm-tooshort 5s # @vm-review 1 @vm-msgsaved #", "vm-tooshort", "done", "INBOX:new/3s"},
		"gone within a reply":           {"200", "", in + "@vm-toreply 1 5s hangup", "", "gone ", "INBOX:new/5s"},
		"gone at once":                  {"200", "", in + "@vm-toreply 1 1s hangup", "", "gone ", ""},
		"no reply to a full mailbox":    {"300", "", in + "@vm-toreply 1 @vm-mailboxfull 3s #", "vm-mailboxfull", "done", ""},
		"no reply to nobody":            {"999", "", in + "@vm-tohearenv 1 9s * @vm-opts #", "", "", ""},
		"no reply to oneself":           {"100", "", in + "@vm-tohearenv *", "", "", ""},
		"a call back":                   {"0301234", back, in + "@vm-tocallback 2", "", "back to 0301234 callback 0", ""},
		"a call back abroad":            {"+49301234", back, in + "@vm-tocallback 2", "", "back to +49301234 callback 0", ""},
		"no call back without steps":    {"0301234", "", in + "@vm-tohearenv 2 9s *", "", "", ""},
		"no call back to what is odd":   {"PJSIP/1&2", back, in + "@vm-tohearenv 2 9s *", "", "", ""},
		"no call back to who is silent": {"", back, in + "@vm-tohearenv 2 9s *", "", "", ""},
		"both are offered":              {"200", back, in + "@vm-starmain *", "vm-toreply vm-tocallback vm-tohearenv", "", ""},
	} {
		h := newHouse(t, newMemoryIndex())
		h.leave("300", "f", 5)
		h.leave("100", "a", 5, func(m *flows.VoiceMessage) { m.From = c.from })
		d := h.dial("      - voicemail_menu: {id: v"+c.fields+"}\n      - log: '${steps.v.status}'\n",
			flowtest.Options{Talks: time.Minute}, strings.ReplaceAll(c.acts, "@", " @"))
		if !strings.Contains(d.asked(), c.heard) || c.logged != "" && !strings.HasPrefix(d.logged(), c.logged) {
			t.Errorf("%s: asked %q, want %q; logged %q, want %q\n%s", name, d.asked(), c.heard, d.logged(), c.logged, d)
		}
		if got := h.inBox("200"); got != c.replies {
			t.Errorf("%s: the other mailbox has %q, want %q\n%s", name, got, c.replies, d)
		}
		if messages, err := h.office.Messages(t.Context(), "200", flows.FolderNew, "pbx"); err != nil || len(messages) == 1 &&
			(messages[0].From != "100" || messages[0].FromName != "Ann Lee") {
			t.Errorf("%s: %+v, %v", name, messages, err)
		}
		for _, f := range d.facts {
			if f.Kind == flows.StepFailed {
				t.Errorf("%s: %s\n%s", name, f.Text, d)
			}
		}
		for _, offered := range map[string][]string{"no reply to nobody": {"vm-toreply"}, "no reply to oneself": {"vm-toreply"},
			"no call back without steps": {"vm-tocallback"}, "no call back to what is odd": {"vm-tocallback"}, "no call back to who is silent": {"vm-tocallback"},
		}[name] {
			if strings.Contains(d.asked(), offered) {
				t.Errorf("%s: %s is offered\n%s", name, offered, d)
			}
		}
	}
}

// Law: while a message of ten seconds plays, four keys wind it, never beyond its beginning or its end; the others end it.
func TestWinding(t *testing.T) {
	const text = "recording:voicemail/100/a"
	for name, c := range map[string]struct {
		acts  string
		plays time.Duration
		next  string // what is heard behind it
	}{
		"untouched":                {"", 10 * time.Second, "vm-repeat"},
		"back":                     {"5s *", 13 * time.Second, "vm-repeat"},
		"back to the beginning":    {"1s *", 11 * time.Second, "vm-repeat"},
		"ahead":                    {"5s #", 7 * time.Second, "vm-repeat"},
		"ahead to the end":         {"9s #", 9 * time.Second, "vm-repeat"},
		"anew":                     {"6s 2", 16 * time.Second, "vm-repeat"},
		"paused, and on":           {"4s 0 5s 0", 15 * time.Second, "vm-repeat"},
		"paused for ever":          {"4s 0", 70 * time.Second, "vm-repeat"},
		"paused, and back":         {"4s 0 5s *", 18 * time.Second, "vm-repeat"},
		"paused, and ended":        {"4s 0 5s 7", 9 * time.Second, "vm-deleted"},
		"another command":          {"4s 7", 4 * time.Second, "vm-deleted"},
		"a key that means nothing": {"4s 4", 4 * time.Second, "vm-nomore"},
		"back and ahead":           {"4s * 2s #", 10 * time.Second, "vm-repeat"},
	} {
		h := newHouse(t, newMemoryIndex())
		h.leave("100", "a", 10)
		d := h.dial("      - voicemail_menu: {id: v}\n", flowtest.Options{Lengths: map[string]time.Duration{text: 10 * time.Second}},
			"@vm-login 100# 4711# @vm-youhave 1 @"+text+" "+c.acts)
		var began, ended time.Time
		next := ""
		for _, f := range d.facts {
			switch {
			case f.Kind == flows.PromptBegun && f.Text == text:
				began = f.At
			case ended.IsZero() && f.Text == text && (f.Kind == flows.PromptEnded || f.Kind == flows.PromptCut):
				ended = f.At
			case f.Kind == flows.PromptBegun && !ended.IsZero() && next == "":
				next, _, _ = strings.Cut(f.Text, " ")
			}
		}
		if got := ended.Sub(began).Round(time.Second); got != c.plays || next != c.next {
			t.Errorf("%s: it played for %v, then %q; want %v, then %q\n%s", name, got, next, c.plays, c.next, d)
		}
	}
}
