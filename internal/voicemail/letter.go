package voicemail

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/ariapp/ariapp/internal/voicemail/mail"
)

// tellOwner sends the letter about a message, where there is somebody to write to.
func (p *Post) tellOwner(ctx context.Context, r *row) error {
	settings := p.current()
	box, found := settings.box(r.box)
	if !found && !r.mailed && len(settings.Boxes) == 0 { // no version is in use yet
		r.due = p.opts.Now().Add(roundEvery)
		return nil
	}
	if r.mailed || !r.isMessage() || settings.Server == nil || len(box.Email) == 0 {
		r.mailed, r.due = true, time.Time{}
		return nil
	}
	letter, err := p.letter(settings, box, *r)
	if err == nil {
		err = p.opts.Send(ctx, *settings.Server, letter)
	}
	if errors.Is(err, mail.ErrPartly) { // once more would be twice for the others
		p.opts.Log.Error("a letter did not reach all", "mailbox", r.box, "message", r.id, "error", err)
		err = nil
	}
	switch now := p.opts.Now(); {
	case err != nil && now.Sub(r.at) > mailKept:
		p.opts.Log.Error("a letter was given up", "mailbox", r.box, "message", r.id, "error", err)
	case err != nil:
		return fmt.Errorf("sending a letter: %w", err)
	case box.DeleteMailed && box.Attach:
		r.mailed, r.deleted, r.due = true, now, now.Add(deletedKept)
		p.changed(r.box)
		return nil
	}
	r.mailed, r.due = true, time.Time{}
	return nil
}

// letter is what its owner is told of a message.
func (p *Post) letter(settings Settings, box Box, r row) (mail.Letter, error) {
	at := r.at.In(settings.zone(box))
	seconds := int(r.took.Round(time.Second) / time.Second)
	fill := strings.NewReplacer("{mailbox}", box.Number, "{name}", box.Name, "{caller}", r.from,
		"{caller_name}", r.fromName, "{date}", at.Format("2006-01-02 15:04"),
		"{duration}", strconv.Itoa(seconds/60)+":"+fmt.Sprintf("%02d", seconds%60), "{folder}", r.folder)
	letter := mail.Letter{ID: r.box + "." + r.id, From: settings.From, To: box.Email, Date: at,
		Subject: fill.Replace(settings.Subject), Body: fill.Replace(settings.Body), Urgent: r.urgent}
	if !box.Attach || p.opts.Folder == "" {
		return letter, nil
	}
	path, err := p.path(r)
	if err != nil {
		return letter, err
	}
	sound, err := os.ReadFile(path)
	if err != nil {
		return letter, fmt.Errorf("reading the sound: %w", err)
	}
	letter.Attachment, letter.AttachmentName = sound, "message-"+at.Format("2006-01-02-150405")+"."+r.format
	return letter, nil
}
