package voicemail

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// Office are the mailboxes of one version of ivr.yaml.
type Office struct {
	post     *Post
	settings Settings
}

var _ flows.Mailboxes = (*Office)(nil)

// Office makes mailboxes of settings.
func (p *Post) Office(settings Settings) *Office { return &Office{p, settings} }

// recordingName is what recordings of mailboxes are called.
var recordingName = regexp.MustCompile(`^voicemail/[0-9]{1,32}/[A-Za-z0-9_-]{1,80}$`)

// formatName is what formats of sound are called.
var formatName = regexp.MustCompile(`^[A-Za-z0-9]{1,10}$`)

// Mailbox is what is known of a mailbox.
func (o *Office) Mailbox(ctx context.Context, number, asterisk string) (flows.Mailbox, bool, error) {
	box, found := o.settings.box(number)
	if !found {
		return flows.Mailbox{}, false, nil
	}
	rows, err := o.post.index.rows(ctx, number)
	if err != nil && !errors.Is(err, errAway) { // who leaves a message needs none of what is there
		return flows.Mailbox{}, false, fmt.Errorf("looking into the mailbox %s: %w", number, err)
	}
	m := flows.Mailbox{Number: box.Number, Name: box.Name, Language: box.Language, Zone: box.Zone,
		Rules: o.settings.Rules, Greetings: map[string]string{}, HasPIN: flows.Reveal(box.PIN) != ""}
	places := o.post.notes.waiting(number)
	newest := map[string]time.Time{}
	for _, r := range rows {
		switch {
		case r.counts():
			places++
		case !r.isMessage() && r.deleted.IsZero() && !r.at.Before(newest[r.folder]):
			newest[r.folder] = r.at
			m.Greetings[strings.TrimPrefix(r.folder, greetingFolder)] = o.media(r, asterisk)
		}
		if r.isIn(flows.FolderOld) {
			m.Old++
		}
		if r.isIn(flows.FolderNew) {
			if m.New++; r.urgent {
				m.Urgent++
			}
		}
	}
	m.Full = places >= o.settings.most(box)
	return m, true, nil
}

// media is what plays a sound on an Asterisk, "" for nothing.
func (o *Office) media(r row, asterisk string) string {
	switch {
	case r.asterisk == asterisk:
		return "recording:" + r.recording
	case !r.fetched || o.post.opts.Serve == nil:
		return ""
	}
	if address := o.post.opts.Serve(r.file()); address != "" {
		return "sound:" + address
	}
	return ""
}

// Directory are the mailboxes that have a name.
func (o *Office) Directory(ctx context.Context, asterisk string) ([]flows.Mailbox, error) {
	var all []flows.Mailbox
	for _, b := range o.settings.Boxes {
		if b.Name == "" {
			continue
		}
		box, _, err := o.Mailbox(ctx, b.Number, asterisk)
		if err != nil {
			return nil, err
		}
		all = append(all, box)
	}
	slices.SortFunc(all, func(a, b flows.Mailbox) int { return cmp.Compare(a.Number, b.Number) })
	return all, nil
}

// checked is an error for a message that no mailbox may have.
func (o *Office) checked(number string, recording flows.StoredRecording) (Box, error) {
	box, found := o.settings.box(number)
	switch {
	case !found:
		return box, flows.ErrNoMailbox
	case !recordingName.MatchString(recording.Name) || path.Base(path.Dir(recording.Name)) != number:
		return box, fmt.Errorf("the recording %q is none of the mailbox %s", recording.Name, number)
	case !formatName.MatchString(recording.Format):
		return box, fmt.Errorf("%q is no format of sound", recording.Format)
	}
	return box, nil
}

// rowOf is a message as the index keeps it.
func rowOf(m flows.VoiceMessage) row {
	return row{box: m.Mailbox, id: m.ID, folder: flows.FolderNew, from: clipped(m.From), fromName: clipped(m.FromName),
		at: m.At, took: m.Took, urgent: m.Urgent, asterisk: m.Recording.Asterisk, recording: m.Recording.Name,
		format: m.Recording.Format}
}

// clipped is what a call tells, in one line and not endless.
func clipped(text string) string {
	text = strings.Map(func(c rune) rune {
		if c < ' ' || c == 0x7f {
			return ' '
		}
		return c
	}, strings.ToValidUTF8(text, "?"))
	if len(text) > textMax {
		text = strings.ToValidUTF8(text[:textMax], "")
	}
	return text
}

// Messages are those of a folder.
func (o *Office) Messages(ctx context.Context, number, folder, asterisk string) ([]flows.VoiceMessage, error) {
	rows, err := o.post.index.rows(ctx, number)
	if err != nil {
		return nil, fmt.Errorf("looking into the mailbox %s: %w", number, err)
	}
	var all []flows.VoiceMessage
	for _, r := range rows {
		if r.isIn(folder) {
			all = append(all, flows.VoiceMessage{ID: r.id, Mailbox: r.box, From: r.from, FromName: r.fromName,
				At: r.at.In(o.zone(number)), Took: r.took, Urgent: r.urgent, Media: o.media(r, asterisk),
				Recording: flows.StoredRecording{Asterisk: r.asterisk, Name: r.recording, Format: r.format}})
		}
	}
	slices.SortFunc(all, func(a, b flows.VoiceMessage) int {
		if a.Urgent != b.Urgent {
			return cmp.Compare(bit(b.Urgent), bit(a.Urgent))
		}
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID))
	})
	return all, nil
}

// zone is where the clock of a mailbox's owner is.
func (o *Office) zone(number string) *time.Location {
	box, _ := o.settings.box(number)
	return o.settings.zone(box)
}

func (s Settings) zone(box Box) *time.Location {
	if box.Zone != "" {
		if zone, err := time.LoadLocation(box.Zone); err == nil {
			return zone
		}
	}
	if s.Location != nil {
		return s.Location
	}
	return time.Local
}

// File puts a message into another folder; one that is gone stays so.
func (o *Office) File(ctx context.Context, number, id, folder string) error {
	if !slices.Contains(flows.Folders(), folder) {
		return fmt.Errorf("there is no folder %q", folder)
	}
	return o.edit(ctx, number, id, func(r *row) { r.folder = folder })
}

// Discard throws a message away, or brings it back.
func (o *Office) Discard(ctx context.Context, number, id string, gone bool) error {
	now := o.post.opts.Now()
	return o.edit(ctx, number, id, func(r *row) {
		if gone {
			r.deleted, r.due = now, now.Add(deletedKept)
			return
		}
		r.deleted, r.due = time.Time{}, now // what was not done yet, is
	})
}

func (o *Office) edit(ctx context.Context, number, id string, change func(*row)) error {
	err := o.post.index.change(ctx, number, id, func(r *row) bool {
		if !r.isMessage() || r.state != delivered {
			return false
		}
		change(r)
		return true
	})
	o.post.changed(number)
	if err != nil && !errors.Is(err, errGone) {
		return fmt.Errorf("changing a message of the mailbox %s: %w", number, err)
	}
	return nil
}

// Forward puts a copy of a message into another mailbox.
func (o *Office) Forward(ctx context.Context, number, id, to string) error {
	box, found := o.settings.box(to)
	if !found {
		return flows.ErrNoMailbox
	}
	var source row
	err := o.post.index.change(ctx, number, id, func(r *row) bool {
		source = *r
		return false
	})
	if err != nil || source.state != delivered || !source.isMessage() {
		return cmp.Or(err, errGone)
	}
	now := o.post.opts.Now()
	sum := sha256.Sum256([]byte(number + "/" + id + "/" + to + "/" + now.String()))
	copied := source
	copied.box, copied.id, copied.folder = to, hex.EncodeToString(sum[:10]), flows.FolderNew
	copied.deleted, copied.mailed, copied.tries, copied.due = time.Time{}, false, 0, now
	if err := o.post.index.add(ctx, copied, o.settings.most(box)); err != nil {
		return fmt.Errorf("forwarding to the mailbox %s: %w", to, err)
	}
	o.post.changed(to)
	return nil
}
