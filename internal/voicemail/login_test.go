package voicemail

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
)

// Law: only who has the PIN gets in; what is said does not tell which mailboxes there are, and no fact tells a key.
func TestLogin(t *testing.T) {
	for name, c := range map[string]struct{ fields, acts, heard, logged string }{
		"right":                           {"", "@vm-login 100# 4711# @vm-messages #", "vm-login vm-youhave vm-no vm-messages vm-goodbye", "done  100"},
		"typed slowly":                    {"", "@vm-login 3s 100# @vm-password 3s 4711# @vm-messages #", "vm-login vm-password vm-youhave vm-no vm-messages vm-goodbye", "done  100"},
		"without the pound key":           {"", "@vm-login 100 @vm-password 4711 @vm-messages #", "vm-login vm-password vm-youhave vm-no vm-messages vm-goodbye", "done  100"},
		"wrong, then right":               {"", "@vm-login 100# 4712# @vm-incorrect-mailbox 100# @vm-password 4711# @vm-messages #", "vm-login vm-incorrect-mailbox vm-password vm-youhave vm-no vm-messages vm-goodbye", "done  100"},
		"three times wrong":               {"", "@vm-login 100# 1# @vm-incorrect-mailbox 100# @vm-password 2# @vm-incorrect-mailbox 100# @vm-password 3#", "vm-login vm-incorrect-mailbox vm-password vm-incorrect-mailbox vm-password vm-goodbye", "failed pin 100"},
		"no such mailbox sounds the same": {"attempts: 1", "@vm-login 999# @vm-password 4711#", "vm-login vm-password vm-goodbye", "failed pin 999"},
		"a wrong PIN sounds so":           {"attempts: 1", "@vm-login 100# @vm-password 4712#", "vm-login vm-password vm-goodbye", "failed pin 100"},
		"a mailbox without PIN":           {"attempts: 1", "@vm-login 300# @vm-password 0000#", "vm-login vm-password vm-goodbye", "failed pin 300"},
		"odd keys":                        {"attempts: 1", "@vm-login 1*0# @vm-password *AB#", "vm-login vm-password vm-goodbye", "failed pin 1*0"},
		"nothing pressed":                 {"attempts: 2", "", "vm-login vm-incorrect-mailbox vm-goodbye", "failed noinput "},
		"nothing but the pound key":       {"attempts: 2", "@vm-login # @vm-incorrect-mailbox #", "vm-login vm-incorrect-mailbox vm-goodbye", "failed noinput "},
		"the mailbox is the file's":       {"mailbox: '100'", "@vm-password 4711# @vm-messages #", "vm-password vm-youhave vm-no vm-messages vm-goodbye", "done  100"},
		"and the PIN wrong":               {"mailbox: '100', attempts: 2", "@vm-password 1# @vm-password 4711# @vm-messages #", "vm-password vm-incorrect vm-password vm-youhave vm-no vm-messages vm-goodbye", "done  100"},
		"no PIN asked":                    {"mailbox: '100', pin: false", "@vm-messages #", "vm-youhave vm-no vm-messages vm-goodbye", "done  100"},
		"a mailbox that is not there":     {"mailbox: '999'", "", "vm-incorrect-mailbox", `there is no mailbox "999"; failed unknown 999`},
		"gone at the question":            {"", "@vm-login 1s hangup", "vm-login", "gone "},
	} {
		h := newHouse(t, newMemoryIndex())
		d := h.dial("      - voicemail_menu: {id: v, "+c.fields+"}\n      - log: '${steps.v.status} ${steps.v.reason} ${steps.v.mailbox}'\n",
			flowtest.Options{}, c.acts)
		if d.asked() != c.heard || d.logged() != c.logged {
			t.Errorf("%s: heard  %q\nwant %q\nlogged %q\nwant %q\n%s", name, d.asked(), c.heard, d.logged(), c.logged, d)
		}
		for _, f := range d.facts {
			if f.Kind == flows.KeysTaken || f.Kind == flows.KeyWas && f.Text != "*" && f.Text != "#" {
				t.Errorf("%s: a fact tells a key: %+v", name, f)
			}
		}
	}
}

// Law: too many wrong PINs lock the mailbox, over all calls, until the time is over; a right one begins the count anew.
func TestLockOut(t *testing.T) {
	h := newHouse(t, newMemoryIndex())
	try := func(pin string, want flows.Unlocking) {
		t.Helper()
		got, err := h.office.Unlock(t.Context(), "100", flows.NewSecret(pin))
		if err != nil || got != want {
			t.Errorf("%s: %s, %v, want %s", pin, got, err, want)
		}
	}
	for range 2 { // that a right one opens is no reason to count on
		try("1", flows.WrongPIN)
		try("2", flows.WrongPIN)
		try("3", flows.WrongPIN)
		try("4711", flows.Unlocked)
	}
	for range 4 {
		try("", flows.WrongPIN)
	}
	try("4711", flows.Locked)
	d := h.dial("      - voicemail_menu: {id: v}\n      - log: '${steps.v.status} ${steps.v.reason}'\n", flowtest.Options{}, "@vm-login 100# @vm-password 4711#")
	if d.logged() != "failed locked" {
		t.Errorf("logged %q\n%s", d.logged(), d)
	}
	if got, err := h.office.Unlock(t.Context(), "200", flows.NewSecret("1234")); err != nil || got != flows.Unlocked {
		t.Errorf("another mailbox is %s, %v", got, err)
	}
	h.now = h.now.Add(15 * time.Minute)
	try("1", flows.WrongPIN)
	try("4711", flows.Unlocked)
}

// Law: the PIN is the one that its owner has chosen, until that of the file is changed; no other one opens.
func TestChangingThePIN(t *testing.T) {
	for name, c := range map[string]struct{ acts, heard, opens string }{
		"changed":             {"@vm-options 5 @vm-newpassword 9876# @vm-reenterpassword 9876# @vm-options #", "vm-passchanged", "9876"},
		"not the same":        {"@vm-options 5 @vm-newpassword 9876# @vm-reenterpassword 9877# @vm-newpassword # @vm-options #", "vm-mismatch", "4711"},
		"too short":           {"@vm-options 5 @vm-newpassword 987# @vm-newpassword 9876# @vm-reenterpassword 9876# @vm-options #", "vm-invalid-password", "9876"},
		"no digits":           {"@vm-options 5 @vm-newpassword 98*6# @vm-newpassword # @vm-options #", "vm-invalid-password", "4711"},
		"gone before the end": {"@vm-options 5 @vm-newpassword 9876# @vm-reenterpassword 98 hangup", "vm-options", "4711"},
	} {
		h := newHouse(t, newMemoryIndex())
		d := h.dial("      - voicemail_menu: {id: v, mailbox: '100'}\n", flowtest.Options{}, "@vm-password 4711# @vm-messages 0 "+c.acts)
		if !slices.Contains(strings.Fields(d.heard()), c.heard) && !strings.Contains(d.String(), c.heard) {
			t.Errorf("%s: heard %q\n%s", name, d.heard(), d)
		}
		for _, pin := range []string{"4711", "9876", "9877", "987", "0000"} {
			got, err := h.office.Unlock(t.Context(), "100", flows.NewSecret(pin))
			if err != nil || (got == flows.Unlocked) != (pin == c.opens) {
				t.Errorf("%s: with %s it is %s, %v", name, pin, got, err)
			}
			h.now = h.now.Add(time.Hour)
		}
		if text := d.String(); strings.Contains(text, "9876") || strings.Contains(text, "4711") {
			t.Errorf("%s: a fact tells a PIN\n%s", name, d)
		}
	}
	h := newHouse(t, newMemoryIndex())
	if err := h.office.SetPIN(t.Context(), "100", flows.NewSecret("9876")); err != nil {
		t.Fatal(err)
	}
	reset := boxes()
	reset.Boxes[0].PIN = flows.NewSecret("5555")
	for pin, want := range map[string]flows.Unlocking{"9876": flows.WrongPIN, "5555": flows.Unlocked} {
		if got, err := h.post.Office(reset).Unlock(t.Context(), "100", flows.NewSecret(pin)); err != nil || got != want {
			t.Errorf("after the file's PIN was changed, %s is %s, %v", pin, got, err)
		}
	}
}
