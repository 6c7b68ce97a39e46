package voicemail

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ariapp/ariapp/flows"
)

// told are accounts in a line each.
func told(t *testing.T, h *house) string {
	t.Helper()
	all, err := h.office.Desk().Accounts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, one := range all {
		lines = append(lines, fmt.Sprintf("%s %q %d/%d/%d/%d %s %v %v", one.Mailbox, one.Name, one.New, one.Urgent, one.Messages,
			one.Most, one.PIN, !one.Locked.IsZero(), one.Greetings))
	}
	return strings.Join(lines, "\n")
}

// Law: the desk sees what is in each mailbox and which PIN opens it; a reset gives back that of the file, and unlocks.
func TestDeskSeesTheMailboxes(t *testing.T) {
	h := newHouse(t, newMemoryIndex())
	h.leave("100", "a", 5)
	h.leave("100", "b", 6, func(m *flows.VoiceMessage) { m.Urgent = true })
	h.leave("100", "c", 7)
	ctx, desk := t.Context(), h.office.Desk()
	for _, err := range []error{h.office.File(ctx, "100", "a", "Work"),
		h.office.SetPIN(ctx, "200", flows.NewSecret("9999")),
		h.office.Greet(ctx, "200", "busy", flows.StoredRecording{Asterisk: "pbx", Name: "voicemail/200/g", Format: "wav"})} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for range 4 {
		if _, err := h.office.Unlock(ctx, "200", flows.NewSecret("1")); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := told(t, h), `100 "Ann Lee" 2/1/3/3 file false []
200 "Bob Müller" 0/0/0/3 own true [busy]
300 "" 0/0/0/1 none false []`; got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	if err := desk.ResetPIN(ctx, "200"); err != nil || !strings.Contains(told(t, h), `200 "Bob Müller" 0/0/0/3 file false`) {
		t.Errorf("%v\n%s", err, told(t, h))
	}
	if got, err := h.office.Unlock(ctx, "200", flows.NewSecret("1234")); err != nil || got != flows.Unlocked {
		t.Errorf("with the file's PIN it is %s, %v", got, err)
	}
	if err := desk.ResetPIN(ctx, "999"); !errors.Is(err, flows.ErrNoMailbox) {
		t.Errorf("of no mailbox: %v", err)
	}
}

// Law: the desk has messages of all folders, the youngest first, and none that is expected, deleted, of another mailbox, or a greeting.
func TestDeskSeesMessages(t *testing.T) {
	h := newHouse(t, newMemoryIndex())
	h.post.opts.Folder = t.TempDir()
	h.leave("100", "a", 5)
	h.leave("100", "b", 6)
	h.leave("200", "c", 7)
	ctx, desk := t.Context(), h.office.Desk()
	for _, err := range []error{h.office.File(ctx, "100", "a", "Work"), h.office.Expect(ctx, message("100", "later", h.now)),
		h.office.Greet(ctx, "100", "busy", flows.StoredRecording{Asterisk: "pbx", Name: "voicemail/100/g", Format: "wav"})} {
		if err != nil {
			t.Fatal(err)
		}
	}
	all, err := desk.Messages(ctx, "100")
	if got := fmt.Sprintf("%+v", all); err != nil || len(all) != 2 || all[0].ID != "b" || all[1].Folder != "Work" || all[0].Seconds != 6 {
		t.Fatalf("%s, %v", got, err)
	}
	for _, id := range []string{"later", "c", "g", "", "nothing"} {
		if one, err := desk.Message(ctx, "100", id); !errors.Is(err, ErrNoMessage) {
			t.Errorf("%q is %+v, %v", id, one, err)
		}
		if err := desk.Delete(ctx, "100", id); !errors.Is(err, ErrNoMessage) {
			t.Errorf("deleting %q: %v", id, err)
		}
	}
	if _, err := desk.Messages(ctx, "999"); !errors.Is(err, flows.ErrNoMailbox) {
		t.Errorf("of no mailbox: %v", err)
	}
	if _, err := desk.Sound(ctx, "100", "a"); !errors.Is(err, ErrNoSound) {
		t.Errorf("a sound that is not there: %v", err)
	}
	file := filepath.Join(h.post.SoundFolder(), "100", "a.wav")
	if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o700), os.WriteFile(file, []byte("RIFF"), 0o600),
		h.post.index.change(ctx, "100", "a", func(r *row) bool { r.fetched = true; return true })); err != nil {
		t.Fatal(err)
	}
	if sound, err := desk.Sound(ctx, "100", "a"); err != nil || string(sound) != "RIFF" {
		t.Errorf("the sound is %q, %v", sound, err)
	}
	if err := desk.Delete(ctx, "100", "a"); err != nil || h.inBox("100") != "INBOX:b/6s" {
		t.Errorf("%v, %s", err, h.inBox("100"))
	}
}

// Law: an Asterisk that has not recorded a message is told where it is, once the sound is here and there is such a place.
func TestMediaForAnotherAsterisk(t *testing.T) {
	h := newHouse(t, newMemoryIndex())
	h.leave("100", "a", 5)
	media := func(asterisk string) string {
		t.Helper()
		all, err := h.office.Messages(t.Context(), "100", "INBOX", asterisk)
		if err != nil || len(all) != 1 {
			t.Fatal(all, err)
		}
		return all[0].Media
	}
	place := "http://ivr/"
	serve := func(file string) string {
		if place == "" {
			return ""
		}
		return place + file
	}
	for _, step := range []struct {
		do   func()
		want string
	}{
		{func() {}, ""},
		{func() { h.post.opts.Serve = serve }, ""},
		{func() {
			if err := h.post.index.change(t.Context(), "100", "a", func(r *row) bool { r.fetched = true; return true }); err != nil {
				t.Fatal(err)
			}
		}, "sound:http://ivr/100/a.wav"},
		{func() { place = "" }, ""},
	} {
		step.do()
		if here, there := media("pbx"), media("other"); here != "recording:voicemail/100/a" || there != step.want {
			t.Errorf("%q and %q, want %q", here, there, step.want)
		}
	}
}
