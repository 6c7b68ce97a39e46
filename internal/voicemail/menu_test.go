package voicemail

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
)

// Law: every key of the menu does what those know who come from VoiceMailMain.
// There are two new messages, a of 5 s and b of 3 min, and an old one, c.
func TestMenu(t *testing.T) {
	const in = "@vm-login 100# 4711# "
	const first = "vm-first vm-message vm-received datetime;year=no;zone=UTC:2026-03-02T09:01:00Z vm-from-phonenumber digits:0301234 recording:voicemail/100/a"
	const second = "vm-last vm-message vm-received datetime;year=no;zone=UTC:2026-03-02T09:02:00Z vm-from-phonenumber digits:0301234 vm-duration number:3 vm-minutes recording:voicemail/100/b"
	const intro = "vm-youhave number:2 vm-INBOX vm-and number:1 vm-Old vm-message"
	const start = "vm-onefor vm-INBOX vm-messages vm-opts vm-helpexit"
	for name, c := range map[string]struct{ acts, heard, in string }{
		"nothing pressed":                     {"@vm-INBOX", intro + strings.Repeat(" "+start, 3) + " vm-goodbye", "INBOX:a/5s,b/3m0s Old:c/5s"},
		"out":                                 {"@vm-opts #", intro + " vm-onefor vm-INBOX vm-messages vm-goodbye", "INBOX:a/5s,b/3m0s Old:c/5s"},
		"out at once":                         {"#", "vm-goodbye", "INBOX:a/5s,b/3m0s Old:c/5s"},
		"help":                                {"*@vm-helpexit #", start[:strings.LastIndex(start, " ")] + " vm-goodbye", "INBOX:a/5s,b/3m0s Old:c/5s"},
		"listening makes it old":              {"1 @vm-repeat #", first + " vm-goodbye", "INBOX:b/3m0s Old:c/5s,a/5s"},
		"what the keys are after the first":   {"1 @vm-helpexit #", first + " vm-repeat vm-advopts vm-next vm-delete vm-toforward vm-savemessage vm-goodbye", "INBOX:b/3m0s Old:c/5s,a/5s"},
		"what the keys are after the last":    {"16 @vm-helpexit #", second + " vm-prev vm-repeat vm-advopts vm-delete vm-toforward vm-savemessage vm-goodbye", "Old:c/5s,a/5s,b/3m0s"},
		"next, and no more":                   {"16 @recording:voicemail/100/b 1s 6 @vm-nomore 2s #", second + " vm-nomore vm-goodbye", ""},
		"six plays the first, too":            {"6 @vm-repeat #", first + " vm-goodbye", "INBOX:b/3m0s Old:c/5s,a/5s"},
		"previous, and no more":               {"164 @recording:voicemail/100/a 1s 4 @vm-nomore 2s #", first + " vm-nomore vm-goodbye", "Old:c/5s,a/5s,b/3m0s"},
		"repeat":                              {"1 @recording:voicemail/100/a 1s 5 @recording:voicemail/100/a 2s #", first + " " + first + " vm-goodbye", ""},
		"delete":                              {"17 @vm-repeat #", "vm-deleted vm-goodbye", "INBOX:b/3m0s Old:c/5s"},
		"delete while it plays":               {"1 @recording:voicemail/100/a 1s 7 @vm-deleted 2s #", first + " vm-deleted vm-goodbye", ""},
		"delete tells how to bring it back":   {"17 @vm-helpexit #", "vm-deleted vm-repeat vm-advopts vm-next vm-undelete vm-toforward vm-savemessage vm-goodbye", ""},
		"undelete":                            {"177 @vm-repeat #", "vm-undeleted vm-goodbye", "INBOX:b/3m0s Old:c/5s,a/5s"},
		"what is deleted stays so when heard": {"175 @recording:voicemail/100/a @vm-repeat #", "vm-deleted " + first + " vm-goodbye", "INBOX:b/3m0s Old:c/5s"},
		"two are deleted":                     {"1767 @vm-prev #", "vm-deleted vm-goodbye", "Old:c/5s"},
		"save in a folder":                    {"19 @vm-savefolder 3 @vm-savedto 1s #", "", "INBOX:b/3m0s Old:c/5s Family:a/5s"},
		"save as new again":                   {"190 @vm-repeat #", "", "INBOX:a/5s,b/3m0s Old:c/5s"},
		"save, and thinking better of it":     {"19# @vm-repeat #", "", "INBOX:b/3m0s Old:c/5s,a/5s"},
		"forward":                             {"18 @vm-forward 200# @vm-repeat #", "", "INBOX:b/3m0s Old:c/5s,a/5s 200 INBOX:new/5s"},
		"forward to nobody, then to somebody": {"18 @vm-forward 999# @vm-nobox @vm-forward 200# @vm-repeat #", "", "INBOX:b/3m0s Old:c/5s,a/5s 200 INBOX:new/5s"},
		"forward, and thinking better of it":  {"18 @vm-forward *# @vm-repeat #", "", "INBOX:b/3m0s Old:c/5s,a/5s"},
		"the envelope":                        {"133 @vm-repeat #", first[strings.Index(first, "vm-received"):strings.Index(first, " recording")] + " vm-goodbye", ""},
		"advanced: nothing but the envelope":  {"13 @vm-starmain 1s * @vm-repeat #", "vm-first vm-tohearenv vm-starmain vm-goodbye", ""},
		"advanced: no key, and back":          {"13 @vm-tohearenv @vm-repeat #", "", "INBOX:b/3m0s Old:c/5s,a/5s"},
		"advanced: a key of the menu":         {"137 @vm-repeat #", "vm-deleted vm-goodbye", "INBOX:b/3m0s Old:c/5s"},
		"advanced: nobody to reply to":        {"131 @vm-starmain 9s # #", "", "INBOX:b/3m0s Old:c/5s,a/5s"},
		"another folder":                      {"2 @vm-changeto 1 @vm-opts 1 @vm-repeat #", "", "INBOX:a/5s,b/3m0s Old:c/5s"},
		"an empty folder":                     {"24 @vm-opts #", "vm-youhave vm-no vm-Friends vm-messages vm-goodbye", ""},
		"no folder":                           {"2# @vm-opts #", "vm-onefor vm-INBOX vm-messages vm-goodbye", ""},
		"keys that mean nothing now":          {"789 @vm-opts #", "vm-onefor vm-INBOX vm-messages vm-goodbye", "INBOX:a/5s,b/3m0s Old:c/5s"},
		"gone while it plays":                 {"1 @recording:voicemail/100/a 1s hangup", first, "INBOX:b/3m0s Old:c/5s,a/5s"},
		"gone behind a deletion":              {"17 @vm-deleted hangup", "", "INBOX:b/3m0s Old:c/5s"},
		"a greeting":                          {"01 @vm-rec-unv 2s 4s # @vm-review 1 @vm-options # @vm-opts #", "", "unavailable"},
		"a greeting, heard and spoken anew":   {"02 @vm-rec-busy 2s 4s # @vm-review 23 @vm-rec-busy 2s 5s # @vm-review 1 @vm-options # @vm-opts #", "", "busy"},
		"a greeting, given up":                {"03 @vm-rec-name 2s 4s # @vm-review * @vm-deleted @vm-options # @vm-opts #", "", "nothing"},
		"a greeting by silence is as long":    {"01 @vm-rec-unv 2s @vm-review 1 @vm-options # @vm-opts #", "", "unavailable"},
		"the temporary greeting":              {"041 @vm-rec-temp 2s 4s # @vm-review 1 @vm-options # @vm-opts #", "", "temporary"},
		"the temporary greeting, removed":     {"041 @vm-rec-temp 2s 4s # @vm-review 1 @vm-options 42 @vm-tempremoved @vm-options # @vm-opts #", "", "nothing"},
		"gone while a greeting is recorded":   {"01 @vm-rec-unv 3s hangup", "", "nothing"},
	} {
		h := newHouse(t, newMemoryIndex())
		h.leave("100", "a", 5)
		h.leave("100", "b", 180)
		h.now = morning().Add(-time.Hour)
		h.leave("100", "c", 5)
		if err := h.office.File(t.Context(), "100", "c", flows.FolderOld); err != nil {
			t.Fatal(err)
		}
		h.now = morning().Add(time.Hour)
		acts := in + c.acts
		if !strings.HasPrefix(c.acts, "@") {
			acts = in + "@vm-youhave " + c.acts
		}
		d := h.dial("      - voicemail_menu: {id: v}\n", flowtest.Options{}, strings.ReplaceAll(acts, "@", " @"))
		h.judge(t, name, d, c.heard, c.in)
	}
}

// judge compares what was heard behind the PIN, as far as it begins with nothing but what is wanted, and what is in the mailbox.
func (h *house) judge(t *testing.T, name string, d dialled, heard, in string) {
	t.Helper()
	got := strings.TrimPrefix(d.heard(), "vm-login ")
	if heard != "" && !strings.HasSuffix(got, heard) {
		t.Errorf("%s: heard %q\nwant %q\n%s", name, got, heard, d)
	}
	box := h.inBox("100")
	if other := h.inBox("200"); other != "" {
		box += " 200 " + other
	}
	if known, _, err := h.office.Mailbox(t.Context(), "100", "pbx"); err != nil {
		t.Error(err)
	} else if slices.Contains(flows.Greetings(), in) || in == "nothing" {
		rows, err := h.post.index.rows(t.Context(), "100")
		for _, recorded := range d.phone.Recordings() { // nothing stays with Asterisk that is no greeting
			if err != nil || !slices.ContainsFunc(rows, func(r row) bool { return r.recording == recorded.Name }) {
				t.Errorf("%s: nobody knows the recording %s, %v", name, recorded.Name, err)
			}
		}
		box = "nothing"
		for kind := range known.Greetings {
			box = kind
		}
	}
	if in != "" && box != in {
		t.Errorf("%s: in the mailbox is %q, want %q\n%s", name, box, in, d)
	}
	for _, f := range d.facts {
		if f.Kind == flows.StepFailed {
			t.Errorf("%s: %s\n%s", name, f.Text, d)
		}
		if strings.Contains(f.Text, "4711") {
			t.Errorf("%s: a fact tells the PIN: %+v", name, f)
		}
	}
}
