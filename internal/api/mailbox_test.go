package api

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/voicemail"
)

// rack is the Mailboxes of tests: one mailbox with one message.
type rack struct {
	done []string
	fail error
}

func (r *rack) look(mailbox, id string) error {
	switch {
	case r.fail != nil:
		return r.fail
	case mailbox != "100":
		return flows.ErrNoMailbox
	case id != "a":
		return voicemail.ErrNoMessage
	}
	return nil
}

func (r *rack) Accounts(context.Context) ([]voicemail.Account, error) {
	return []voicemail.Account{{Mailbox: "100", PIN: "file", Greetings: []string{}}}, r.fail
}

func (r *rack) Messages(_ context.Context, mailbox string) ([]voicemail.Filed, error) {
	return []voicemail.Filed{{ID: "a", Mailbox: mailbox}}, r.look(mailbox, "a")
}

func (r *rack) Message(_ context.Context, mailbox, id string) (voicemail.Filed, error) {
	return voicemail.Filed{ID: id, Mailbox: mailbox}, r.look(mailbox, id)
}

func (r *rack) Sound(_ context.Context, mailbox, id string) ([]byte, error) {
	if id == "late" {
		return nil, voicemail.ErrNoSound
	}
	return []byte("RIFF"), r.look(mailbox, id)
}

func (r *rack) Delete(_ context.Context, mailbox, id string) error {
	r.done = append(r.done, "delete "+mailbox+" "+id)
	return r.look(mailbox, id)
}

func (r *rack) ResetPIN(_ context.Context, mailbox string) error {
	r.done = append(r.done, "reset "+mailbox)
	return r.look(mailbox, "a")
}

// Law: mailboxes are shown to who may read; who hears messages, deletes them or resets PINs needs more; what is not there is said.
func TestMailboxes(t *testing.T) {
	boxes := &rack{}
	s := newSite(t, func(o *Options) { o.Mailboxes = boxes })
	const at = Prefix + "/mailboxes"
	read := "Authorization: Bearer " + sight
	s.want(200, `"mailbox":"100"`, "GET", at, "", read)
	s.want(200, `"id":"a"`, "GET", at+"/100/messages", "", read)
	s.want(200, `"id":"a"`, "GET", at+"/100/messages/a", "", read)
	s.want(403, "control", "GET", at+"/100/messages/a/sound", "", read)
	s.want(403, "control", "DELETE", at+"/100/messages/a", "", read)
	s.want(403, "control", "POST", at+"/100/reset-pin", "", read)
	if len(boxes.done) > 0 {
		t.Errorf("who may read has done %v", boxes.done)
	}
	sound := s.want(200, "RIFF", "GET", at+"/100/messages/a/sound", "")
	if sound.Header.Get("Content-Disposition") != "attachment" || sound.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("the sound came with %v", sound.Header)
	}
	s.want(204, "", "DELETE", at+"/100/messages/a", "")
	s.want(204, "", "POST", at+"/100/reset-pin", "")
	if got := strings.Join(boxes.done, ", "); got != "delete 100 a, reset 100" {
		t.Errorf("done was %s", got)
	}
	s.want(404, "there is no mailbox 999", "GET", at+"/999/messages", "")
	s.want(404, "there is no mailbox 999", "POST", at+"/999/reset-pin", "")
	s.want(404, "there is no message b", "DELETE", at+"/100/messages/b", "")
	s.want(404, "there is no message b", "GET", at+"/100/messages/b/sound", "")
	s.want(409, "has not come", "GET", at+"/100/messages/late/sound", "")
	boxes.fail = errors.New("the index is away")
	s.want(500, "the index is away", "GET", at, "")
	newSite(t, nil).want(501, "no mailboxes", "GET", at, "")
}
