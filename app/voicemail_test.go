package app

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// Law: mailboxes that come by a reload are refused until a restart, as nobody keeps their messages; what was there goes on.
func TestMailboxesThatComeLater(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ivr.yaml")
	const flow = outer + "numbers: {'200': main}\nflows: {main: [play: hello]}\n"
	inHouseAt(t, path, flow, nil, func(h *house) {
		h.write(flow + "mailboxes: {'100': {pin: '4711'}}\n")
		if _, err := h.app.Reload(context.Background()); !errors.Is(err, ErrNoMailboxes) {
			t.Errorf("reloading said %v", err)
		}
		c := h.call("200")
		h.hears(c, "sound:hello")
		c.Hangup(16)
	})
}

// Law: a daemon begins though the database of its mailboxes is away, and says so; who leaves a message notices nothing, who
// wants to listen hears an apology.
func TestMailboxesWhoseDatabaseIsAway(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ivr.yaml")
	text := mailbox + "records: {dsn: 'postgres://nobody@127.0.0.1:1/none?sslmode=disable'}\n"
	inHouseAt(t, path, text, nil, func(h *house) {
		h.warned("the index of the mailboxes is away, messages are noted on disk: ")
		c := h.call("200")
		h.settle()
		c.Speak(9 * time.Second)
		time.Sleep(9 * time.Second)
		c.Hangup(16)
		time.Sleep(time.Minute)
		sounds, err := filepath.Glob(filepath.Join(filepath.Dir(path), "data", "voicemail", "sounds", "100", "*.wav"))
		notes, noErr := filepath.Glob(filepath.Join(filepath.Dir(path), "data", "voicemail", "places", "*.json"))
		if err := errors.Join(err, noErr); err != nil || len(sounds) != 1 || len(notes) != 1 {
			t.Errorf("sounds %q, notes %q, %v\n%s", sounds, notes, err, h.logged())
		}
		owner := h.call("98")
		h.hears(owner, "sound:vm-login")
		owner.Press("100#4711#")
		h.hears(owner, "sound:vm-sorry")
		h.ends(owner, fakeari.EndHangup, 16)
	})
}
