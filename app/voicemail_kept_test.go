package app

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

const mailbox = outer + "mailboxes: {'100': {name: Ann, pin: '4711'}}\nnumbers: {'200': leave, '98': listen}\nflows:\n" +
	"  leave: [{voicemail: {mailbox: '100', greeting: none, instructions: false}}]\n  listen: [voicemail_menu]\n"

// Law: what a caller says until they hang up is fetched, lights the lamp, and is heard by the owner; then the lamp goes out.
func TestAMessageFromCallerToOwner(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ivr.yaml")
	inHouseAt(t, path, mailbox, nil, func(h *house) {
		h.settle()
		if got := h.srv.Device("Stasis:mwi-100"); got != "NOT_INUSE" {
			t.Errorf("at first the lamp is %q", got)
		}
		c := h.call("200")
		h.settle()
		c.Speak(9 * time.Second)
		time.Sleep(9 * time.Second)
		c.Hangup(16)
		h.settle()
		if got := h.srv.Device("Stasis:mwi-100"); got != "INUSE" {
			t.Errorf("with a message the lamp is %q\n%s", got, h.logged())
		}
		sounds, err := filepath.Glob(filepath.Join(filepath.Dir(path), "data", "voicemail", "sounds", "100", "*.wav"))
		if err != nil || len(sounds) != 1 {
			t.Fatalf("the sounds are %v, %v\n%s", sounds, err, h.logged())
		}
		if info, err := os.Stat(sounds[0]); err != nil || info.Size() < 100 {
			t.Errorf("%v, %v", info, err)
		}
		recording := "recording:voicemail/100/" + strings.TrimSuffix(filepath.Base(sounds[0]), ".wav")
		owner := h.call("98")
		h.hears(owner, "sound:vm-login")
		owner.Press("100#4711#")
		h.hears(owner, "sound:vm-youhave")
		owner.Press("1")
		h.hears(owner, recording)
		owner.Press("#")
		h.ends(owner, fakeari.EndHangup, 16)
		h.settle()
		if got := h.srv.Device("Stasis:mwi-100"); got != "NOT_INUSE" {
			t.Errorf("when it was heard the lamp is %q", got)
		}
	})
}
