package app

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/internal/cluster"
)

// door is the application that the dialplan names, at one Asterisk, for
// instances that share it: the one that holds it listens there on a socket of
// its own and gives each new call to an instance.
type door struct {
	link *link
	// open tells that this instance listens there.
	open atomic.Bool
	// wasOpen tells that it listened there until it stopped.
	wasOpen atomic.Bool
	// holds is who has it, as far as is known.
	holds atomic.Pointer[cluster.Owner]
	// isKept tells that somebody has it: this instance is connected there, or another one lives that has it.
	isKept atomic.Bool
	// replaced has a token when somebody else has taken it in Asterisk.
	replaced chan struct{}
	// pictures are what Asterisk had when the socket came up.
	pictures chan *ari.Application
	// placings are the calls that are being given to somebody.
	placings sync.WaitGroup

	// unsettled tells that there are callers without a call who may be somebody's who was not seen yet.
	unsettled atomic.Bool
	// suspects are channels that had no call at the last survey.
	suspects map[string]bool

	mu sync.Mutex
	// opened is since when this instance listens there: of whom was given to somebody before that it knows nothing.
	opened time.Time
	// lately are channels that were given to somebody a moment ago, and when.
	lately map[string]placing
}

func newDoor(l *link) *door {
	return &door{link: l, replaced: make(chan struct{}, 1), pictures: make(chan *ari.Application, 1),
		lately: map[string]placing{}}
}

// kept notes that new calls come in somewhere.
func (d *door) kept() {
	d.isKept.Store(true)
	d.link.app.connected()
}

// holder is who has the door, the zero Owner for nobody known.
func (d *door) holder() cluster.Owner {
	if holder := d.holds.Load(); holder != nil {
		return *holder
	}
	return cluster.Owner{}
}

// claim takes the door if it is free, and tells whose it is then.
func (d *door) claim(ctx context.Context) (cluster.Owner, error) {
	ctx, cancel := context.WithTimeout(ctx, claimTime)
	defer cancel()
	i, name := d.link.app.instances, d.link.server.Name
	ours, err := i.entries.Claim(ctx, name)
	if err == nil && !ours && i.isLast(i.members.Alive(), name) {
		_, err = i.entries.ClaimLast(ctx, name)
	}
	if err != nil {
		return cluster.Owner{}, err
	}
	return i.entries.Holder(ctx, name)
}

// release lets another have the door at once; nobody listens there any more.
func (d *door) release(name string) {
	d.wasOpen.Store(d.open.Load())
	d.setOpen(false)
	ctx, cancel := context.WithTimeout(context.Background(), claimTime)
	defer cancel()
	if err := d.link.app.instances.entries.Release(ctx, name); err != nil {
		d.link.log.Warn("the others are not told that new calls are theirs", "error", err)
	}
}

// awaitShut waits until another instance has the door and the calls that meet, or nobody seems to want them.
func (d *door) awaitShut(ctx context.Context) {
	i := d.link.app.instances
	ctx, cancel := context.WithTimeout(ctx, 2*i.lease)
	defer cancel()
	serves := func(m cluster.Member) bool { return m.Serves(d.link.server.Name) }
	for (d.open.Load() || d.link.meets()) && slices.ContainsFunc(i.others(), serves) {
		if pause(ctx, settlePause) != nil {
			return
		}
	}
}

// setOpen notes whether this instance has the door, and so the texts.
func (d *door) setOpen(open bool) {
	if d.open.Swap(open) != open {
		d.mu.Lock()
		d.opened = time.Now()
		d.mu.Unlock()
		d.link.log.Info("new calls come in", "here", open)
		d.link.app.metrics.Entry(d.link.server.Name, open)
		d.link.textsChanged()
	}
}

// listen hears of new calls until ctx ends, or Asterisk has given them to another socket.
func (d *door) listen(ctx context.Context) {
	listening, stop := context.WithCancel(ctx)
	defer stop()
	for listening.Err() == nil {
		err := d.link.client.Listen(listening, ari.ListenOptions{Apps: []string{d.link.app.entryApp()},
			OnEvent: func(event ari.Event) { d.onEvent(event, stop) }})
		if listening.Err() == nil && !d.link.isUp.Load() { // it begins, or ends
			d.link.log.Warn("Asterisk does not give us new calls yet", "error", err, "retry", d.link.app.instances.beat())
			_ = pause(listening, d.link.app.instances.beat())
			continue
		}
		if listening.Err() == nil {
			d.link.log.Error("Asterisk refuses us new calls", "error", err, "retry", refusedRetry)
			_ = pause(listening, refusedRetry)
		}
	}
}

// onEvent runs on the socket's reader and must not wait.
func (d *door) onEvent(event ari.Event, stop func()) {
	switch e := event.(type) {
	case *ari.StasisStart:
		d.started(e)
	case *ari.Connected:
		d.kept()
		d.picture(e.Apps)
	case *ari.Back:
		d.picture(e.Apps)
	case *ari.Lost:
		if !errors.Is(e.Err, ari.ErrReplaced) {
			d.link.log.Warn("the socket of new calls is lost", "error", e.Err, "attempt", e.Attempt, "retry", e.Retry)
			return
		}
		stop()
		select {
		case d.replaced <- struct{}{}:
		default:
		}
	case *ari.ApplicationMoveFailed:
		d.moveFailed(e)
		d.link.route(event)
	default:
		d.link.route(event)
	}
}

// picture has it looked at who came in while nobody listened.
func (d *door) picture(apps map[string]*ari.Application) {
	app := apps[d.link.app.entryApp()]
	if app == nil {
		return
	}
	select {
	case <-d.pictures: // one that nobody has looked at is older
	default:
	}
	d.pictures <- app
}

// isOurs tells whether an application is one of this cluster's.
func (a *App) isOurs(app string) bool {
	return app == a.entryApp() || a.instances != nil && strings.HasPrefix(app, a.entryApp()+".")
}
