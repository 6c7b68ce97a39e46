package app

import (
	"context"
	"sync"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/internal/cluster"
)

// doorkeeper opens and shuts a door, for one goroutine.
type doorkeeper struct {
	*door
	listener sync.WaitGroup
	stop     context.CancelFunc
	// isAway tells that the store is, replaced that Asterisk has given the door to another socket.
	isAway, wasReplaced bool
	// notBefore is when the door may be taken back from whoever has it in Asterisk though the store says that it is ours:
	// an instance that has not heard of that yet, or a program that knows nothing of us. quarrels counts how often in a
	// row somebody has taken it so, since the door was opened at openedAt.
	notBefore time.Time
	quarrels  int
	openedAt  time.Time
}

// keep holds the door whenever it is this instance's to hold, until ctx ends. While the
// store is away whoever has it keeps it.
func (d *door) keep(ctx context.Context) {
	i, k := d.link.app.instances, &doorkeeper{door: d, stop: func() {}}
	ticker, surveys := time.NewTicker(i.beat()), time.NewTicker(surveyLeases*i.lease)
	defer ticker.Stop()
	defer surveys.Stop()
	defer d.placings.Wait()
	// A change stays told until it is dealt with, also where the next look is due in the same moment.
	for surveyed, change := false, i.change(); ; {
		k.look(ctx)
		if open := d.open.Load(); open != surveyed { // who had the door before may have died with it
			surveyed = open
			d.survey(ctx)
		}
		d.link.forsakeAll()
		d.lookAgain(ctx)
		select {
		case <-ctx.Done():
			k.stop()
			k.listener.Wait()
			d.release(d.link.server.Name) // it counts as open: the farewell looks who is left there
			return
		case <-d.replaced:
			k.shut()
			k.wasReplaced = true // who takes it has told the store before
			if k.isAway {        // we count as dead: our calls are taken up at this moment
				d.placings.Go(func() { d.bringLeft(ctx) })
			} else {
				d.link.bringHome(ctx, d.link.app.calls.of(d.link)...)
			}
		case app := <-d.pictures:
			d.match(ctx, app, func(id string) bool { return !d.gives(id) })
		case <-change:
			change = i.change() // before the survey: what changes meanwhile is told again
			d.survey(ctx)
		case <-surveys.C:
			d.verify(ctx)
			d.survey(ctx)
		case <-ticker.C:
		}
	}
}

// look finds out whose the door is, and does what follows of it.
func (k *doorkeeper) look(ctx context.Context) {
	holder, err := k.claim(ctx)
	if away := err != nil && ctx.Err() == nil; away != k.isAway {
		if k.isAway = away; away {
			k.link.log.Warn("cannot tell whose new calls are", "error", err, "ours", k.door.open.Load())
		}
	}
	if err != nil {
		return
	}
	k.holds.Store(&holder)
	i, isOpen := k.link.app.instances, k.door.open.Load()
	if k.wasReplaced && holder == i.self {
		k.yield()
	}
	k.wasReplaced = false
	if holder == i.self {
		if !isOpen && !time.Now().Before(k.notBefore) {
			k.opens(ctx)
		}
		return
	}
	if isOpen {
		k.shut()
		k.link.bringHome(ctx, k.link.app.calls.of(k.link)...)
	}
	k.another(ctx, holder)
}

// another instance has the door.
func (k *doorkeeper) another(ctx context.Context, holder cluster.Owner) {
	if k.link.app.instances.lives(holder.Instance) {
		k.kept()
	}
	k.link.meetElsewhere(ctx, holder)
}

// yield leaves the door to whoever has taken it in Asterisk though it is ours: for a moment, as it may be the last
// holder's socket, which has come up late; and for longer each time that it happens again, as it is no use to quarrel.
func (k *doorkeeper) yield() {
	if time.Since(k.openedAt) > ari.BackoffMax {
		k.quarrels = 0
	}
	pause := yieldBeats * k.link.app.instances.beat() << min(k.quarrels, yieldDoubles)
	k.notBefore = time.Now().Add(min(pause, ari.BackoffMax))
	k.quarrels++
}

func (k *doorkeeper) opens(ctx context.Context) {
	k.openedAt = time.Now()
	ctx, k.stop = context.WithCancel(ctx)
	k.setOpen(true)
	k.listener.Go(func() { k.listen(ctx) })
}

func (k *doorkeeper) shut() {
	k.stop()
	k.listener.Wait()
	k.setOpen(false)
}
