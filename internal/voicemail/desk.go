package voicemail

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// Desk is what those do who look after mailboxes: they see what is in them, and
// throw messages away. They hear no PIN.
type Desk struct{ office *Office }

// Desk looks after the mailboxes.
func (o *Office) Desk() Desk { return Desk{o} }

var (
	// ErrNoMessage tells that a mailbox has no such message.
	ErrNoMessage = errors.New("the mailbox has no such message")
	// ErrNoSound tells that a message's sound is not here yet.
	ErrNoSound = errors.New("the sound has not come from Asterisk yet")
)

// Account is a mailbox as those see it who look after it.
type Account struct {
	Mailbox   string    `json:"mailbox" doc:"The number of the mailbox."`
	Name      string    `json:"name,omitempty" doc:"Its owner's name."`
	New       int       `json:"new" doc:"How many messages nobody has listened to."`
	Urgent    int       `json:"urgent" doc:"How many of those are urgent."`
	Messages  int       `json:"messages" doc:"How many messages there are in all folders."`
	Most      int       `json:"most" doc:"How many it may have."`
	PIN       string    `json:"pin" enum:"none,file,own" doc:"Which PIN opens it: that of ivr.yaml, or its owner's own."`
	Locked    time.Time `json:"locked_until,omitzero" doc:"Until when no PIN opens it, after too many wrong ones."`
	Greetings []string  `json:"greetings" doc:"The greetings that its owner has recorded."`
}

// Filed is a message as those see it who look after its mailbox.
type Filed struct {
	ID       string    `json:"id" doc:"The message's name."`
	Mailbox  string    `json:"mailbox" doc:"The number of its mailbox."`
	Folder   string    `json:"folder" doc:"The folder: INBOX, Old, Work, Family or Friends."`
	From     string    `json:"from" doc:"The number of who left it."`
	FromName string    `json:"from_name,omitempty" doc:"Their name."`
	At       time.Time `json:"at" doc:"When it was left."`
	Seconds  float64   `json:"seconds" doc:"How long it is."`
	Urgent   bool      `json:"urgent" doc:"Whether it is urgent."`
	Format   string    `json:"format" doc:"The format of its sound."`
	Fetched  bool      `json:"fetched" doc:"Whether its sound is in app.data, and not with Asterisk alone."`
	Asterisk string    `json:"asterisk" doc:"The Asterisk that recorded it."`
}

// Accounts are all mailboxes, by number.
func (d Desk) Accounts(ctx context.Context) ([]Account, error) {
	all := []Account{}
	for _, box := range d.office.settings.Boxes {
		one, err := d.account(ctx, box)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	slices.SortFunc(all, func(a, b Account) int { return cmp.Compare(a.Mailbox, b.Mailbox) })
	return all, nil
}

func (d Desk) account(ctx context.Context, box Box) (Account, error) {
	known, _, err := d.office.Mailbox(ctx, box.Number, "")
	if err != nil {
		return Account{}, err
	}
	one := Account{Mailbox: box.Number, Name: box.Name, New: known.New, Urgent: known.Urgent,
		Most: d.office.settings.most(box), PIN: "none", Greetings: []string{}}
	filed, err := d.Messages(ctx, box.Number)
	if err != nil {
		return Account{}, err
	}
	one.Messages = len(filed)
	for _, greeting := range flows.Greetings() {
		if _, there := known.Greetings[greeting]; there {
			one.Greetings = append(one.Greetings, greeting)
		}
	}
	if known.HasPIN {
		one.PIN = "file"
	}
	var entry access
	err = d.office.post.index.enter(ctx, box.Number, func(a *access) bool {
		entry = *a
		return false
	})
	if err != nil {
		return Account{}, fmt.Errorf("looking who may enter the mailbox %s: %w", box.Number, err)
	}
	own, err := counts(entry, flows.Reveal(box.PIN))
	if own {
		one.PIN = "own"
	}
	if entry.until.After(d.office.post.opts.Now()) {
		one.Locked = entry.until
	}
	return one, err
}

// Messages are those of a mailbox in all folders, the youngest first.
func (d Desk) Messages(ctx context.Context, number string) ([]Filed, error) {
	if _, found := d.office.settings.box(number); !found {
		return nil, flows.ErrNoMailbox
	}
	rows, err := d.office.post.index.rows(ctx, number)
	if err != nil {
		return nil, fmt.Errorf("looking into the mailbox %s: %w", number, err)
	}
	all := []Filed{}
	for _, r := range rows {
		if r.isMessage() && r.isIn(r.folder) {
			all = append(all, d.filed(r))
		}
	}
	slices.SortFunc(all, func(a, b Filed) int { return cmp.Or(b.At.Compare(a.At), cmp.Compare(a.ID, b.ID)) })
	return all, nil
}

func (d Desk) filed(r row) Filed {
	return Filed{ID: r.id, Mailbox: r.box, Folder: r.folder, From: r.from, FromName: r.fromName,
		At: r.at.In(d.office.zone(r.box)), Seconds: r.took.Seconds(), Urgent: r.urgent, Format: r.format,
		Fetched: r.fetched, Asterisk: r.asterisk}
}

// Message is one of a mailbox.
func (d Desk) Message(ctx context.Context, number, id string) (Filed, error) {
	r, err := d.find(ctx, number, id)
	return d.filed(r), err
}

func (d Desk) find(ctx context.Context, number, id string) (row, error) {
	if _, found := d.office.settings.box(number); !found {
		return row{}, flows.ErrNoMailbox
	}
	var found row
	err := d.office.post.index.change(ctx, number, id, func(r *row) bool {
		found = *r
		return false
	})
	switch {
	case errors.Is(err, errGone), err == nil && !(found.isMessage() && found.isIn(found.folder)):
		return row{}, ErrNoMessage
	case err != nil:
		return row{}, fmt.Errorf("looking into the mailbox %s: %w", number, err)
	}
	return found, nil
}

// Sound is the sound of a message, in its format.
func (d Desk) Sound(ctx context.Context, number, id string) ([]byte, error) {
	r, err := d.find(ctx, number, id)
	if err != nil {
		return nil, err
	}
	if !r.fetched {
		return nil, ErrNoSound
	}
	path, err := d.office.post.path(r)
	if err != nil {
		return nil, err
	}
	sound, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading the sound of a message: %w", err)
	}
	return sound, nil
}

// Delete throws a message away, as its owner does with the key 7.
func (d Desk) Delete(ctx context.Context, number, id string) error {
	if _, err := d.find(ctx, number, id); err != nil {
		return err
	}
	return d.office.Discard(ctx, number, id, true)
}

// ResetPIN makes the PIN of the file the mailbox's again, and forgets wrong ones: it is locked no more.
func (d Desk) ResetPIN(ctx context.Context, number string) error {
	if _, found := d.office.settings.box(number); !found {
		return flows.ErrNoMailbox
	}
	err := d.office.post.index.enter(ctx, number, func(a *access) bool {
		*a = access{}
		return true
	})
	if err != nil {
		return fmt.Errorf("resetting the PIN of the mailbox %s: %w", number, err)
	}
	return nil
}
