package voicemail

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"

	"github.com/ariapp/ariapp/flows"
)

// Greet makes a recording a greeting of a mailbox; without a name, it removes the greeting.
func (o *Office) Greet(ctx context.Context, number, greeting string, recording flows.StoredRecording) error {
	if !slices.Contains(flows.Greetings(), greeting) {
		return fmt.Errorf("there is no greeting %q", greeting)
	}
	if _, found := o.settings.box(number); !found {
		return flows.ErrNoMailbox
	}
	now, made := o.post.opts.Now(), ""
	if recording.Name != "" {
		if _, err := o.checked(number, recording); err != nil {
			return err
		}
		made = path.Base(recording.Name)
		err := o.post.index.add(ctx, row{box: number, id: made, folder: greetingFolder + greeting, at: now, state: delivered,
			asterisk: recording.Asterisk, recording: recording.Name, format: recording.Format, mailed: true, due: now}, 0)
		if err != nil {
			return fmt.Errorf("keeping a greeting of the mailbox %s: %w", number, err)
		}
	}
	rows, err := o.post.index.rows(ctx, number)
	if err != nil {
		return fmt.Errorf("looking into the mailbox %s: %w", number, err)
	}
	for _, old := range rows {
		if old.folder != greetingFolder+greeting || old.id == made {
			continue
		}
		err := o.post.index.change(ctx, number, old.id, func(r *row) bool {
			r.deleted, r.due = now.Add(-deletedKept), now
			return true
		})
		if err != nil && !errors.Is(err, errGone) {
			return fmt.Errorf("removing a greeting of the mailbox %s: %w", number, err)
		}
	}
	o.post.poke()
	return nil
}
