package app

import (
	"context"
	"time"

	"github.com/ariapp/ariapp/internal/cluster"
)

// usher deals with who came in by the door though nobody heard of them, and brings calls where they belong when the
// door goes to another instance, until ctx ends. It is another goroutine than the doorkeeper's: what it asks Asterisk,
// the store and the other instances may take long, and the door must not stay shut for that, or with an instance that
// has lost it.
func (d *door) usher(ctx context.Context) {
	i := d.link.app.instances
	ticker, surveys := time.NewTicker(i.beat()), time.NewTicker(surveyLeases*i.lease)
	defer ticker.Stop()
	defer surveys.Stop()
	for {
		change := i.change()
		d.link.forsakeAll()
		d.lookAgain(ctx)
		if holder := d.holder(); holder != i.self && holder != (cluster.Owner{}) {
			d.link.meetElsewhere(ctx, holder)
		}
		select {
		case <-ctx.Done():
			return
		case <-d.passed:
			d.link.bringHome(ctx, d.link.app.calls.of(d.link)...)
		case app := <-d.pictures:
			d.match(ctx, app, func(id string) bool { return !d.gives(id) })
		case <-change:
			d.survey(ctx)
		case <-surveys.C:
			d.verify(ctx)
			d.survey(ctx)
		case <-ticker.C:
		}
	}
}
