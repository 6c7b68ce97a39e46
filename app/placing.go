package app

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/internal/call"
	"github.com/ariapp/ariapp/internal/cluster"
)

// With what a channel comes into an instance's own application that was given to
// it: it is new, or was found without a call. The arguments of the dialplan
// follow, each behind a sign, as Asterisk drops empty ones.
const (
	placedArgument = "ariapp-placed"
	foundArgument  = "ariapp-found"
	// homeArgument is for one whose call the instance has: nobody else is to begin one.
	homeArgument = "ariapp-home"
	argumentSign = "="
)

// placing is a channel that was given to an instance.
type placing struct {
	instance string
	at       time.Time
	tries    int
	// moving tells that Asterisk has not said yet whether it moves it.
	moving bool
	// verified tells that the instance has heard of it, or that it was given to another.
	verified bool
}

// given counts the calls that instances were given, by instance, since each has told how many it has.
type given map[string]count

type count struct {
	beat  uint64
	calls int
}

// of is how many calls each of the members has been given since it has told.
func (g given) of(members []cluster.Member) map[string]int {
	more := map[string]int{}
	for _, m := range members {
		if c := g[m.Instance]; c.beat == m.Beat {
			more[m.Instance] = c.calls
		}
	}
	return more
}

// one counts one call more.
func (g given) one(m cluster.Member) {
	c := g[m.Instance]
	if c.beat != m.Beat {
		c = count{beat: m.Beat}
	}
	c.calls++
	g[m.Instance] = c
}

// place is who shall have a new call; alone tells that there is nobody but this instance.
func (i *instances) place(asterisk string, but ...string) (to cluster.Member, alone bool) {
	members := i.members.Alive()
	if !slices.ContainsFunc(members, func(m cluster.Member) bool { return m.Instance != i.self.Instance }) {
		return cluster.Member{}, true
	}
	leaves := i.leaves()
	members = slices.DeleteFunc(members, func(m cluster.Member) bool {
		return slices.Contains(but, m.Instance) || leaves && m.Instance == i.self.Instance
	})
	flows := ""
	if g := i.app.now.Load(); g != nil {
		flows = g.file.Version()
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	to, found := cluster.Place(members, asterisk, cluster.Prevailing(members, asterisk, flows), i.given.of(members))
	if !found {
		return cluster.Member{}, true
	}
	i.given.one(to)
	return to, false
}

// started is a channel that comes in by the door.
func (d *door) started(e *ari.StasisStart) {
	l, id := d.link, e.Channel.ID
	at := place{l, id}
	l.app.claims.comesAgain(at)
	c := l.app.calls.get(at) // once: one that is sent on is gone in a moment
	isOurs := l.app.claims.channel(at) != nil || c != nil && !c.IsSentOn()
	if e.ReplaceChannel != nil || isOurs || l.app.expecting.has(at) || isOutgoing(e.Args) ||
		call.IsLeg(id, e.Args) {
		l.started(e)
		return
	}
	if d.mayBeBack(e) {
		d.placings.Go(func() { d.comesBack(e) })
		return
	}
	d.give(&e.Channel, e.Args, placedArgument)
}

// give has an instance take a channel: this one at once when it is alone.
func (d *door) give(channel *ari.Channel, args []string, how string) {
	to, alone := d.link.app.instances.place(d.link.server.Name)
	switch {
	case alone && how == placedArgument:
		d.link.enterIn(d.link.app.entryApp(), channel, args, true)
		return
	case alone: // somebody whom we do not see may have had the call, and sees by this that they have it no more
		to = cluster.Member{Owner: d.link.app.instances.self, App: d.link.app.own}
	}
	d.note(channel.ID, to.Instance)
	d.placings.Go(func() { d.move(channel, args, how, to) })
}

// note remembers to whom a channel was given, and forgets those of before; the tries so far are returned.
func (d *door) note(channel, instance string) int {
	now := time.Now()
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.lately) >= latelyMost {
		for id, p := range d.lately {
			if now.Sub(p.at) > latelyTime {
				delete(d.lately, id)
			}
		}
	}
	tries := d.lately[channel].tries
	d.lately[channel] = placing{instance: instance, at: now, moving: true, tries: tries + 1}
	return tries
}

// moves notes that Asterisk is asked to move a channel on that was given to somebody.
func (d *door) moves(channel string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if p, known := d.lately[channel]; known {
		p.moving = true
		d.lately[channel] = p
	}
}

// asked notes that Asterisk has said whether it moves a channel, or will not say it any more.
func (d *door) asked(channel string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if p, known := d.lately[channel]; known {
		p.moving = false
		d.lately[channel] = p
	}
}

// gives tells whether a channel that is here still is on its way to an instance.
func (d *door) gives(channel string) bool { return d.givesOthers(channel, cluster.Owner{}) }

// givesOthers is gives for another instance than that.
func (d *door) givesOthers(channel string, but cluster.Owner) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	p, known := d.lately[channel]
	if known && but.Instance != "" && p.instance == but.Instance {
		return false
	}
	return known && (p.moving || time.Since(p.at) < verifyAfter)
}

// move hands a channel over to an instance.
func (d *door) move(channel *ari.Channel, args []string, how string, to cluster.Member) {
	ctx, cancel := context.WithTimeout(context.Background(), handBackTime)
	defer cancel()
	if how == foundArgument {
		d.link.hush(ctx, channel, "")
	}
	err := d.link.moveTo(ctx, channel.ID, to.App, how, args)
	d.asked(channel.ID)
	if err == nil || errors.Is(err, ari.ErrNotFound) {
		return
	}
	d.link.log.Warn("a call is not given to another instance", "call", channel.ID, "instance", to.Instance, "error", err)
	if refused := (*ari.Error)(nil); errors.As(err, &refused) && refused.Status != 0 {
		d.link.enterIn(d.link.app.entryApp(), channel, args, how == placedArgument)
		return
	}
	// Whether it went is not known: who is in our application still when it is looked at is ours.
	again, cancel := context.WithTimeout(context.Background(), handBackTime)
	defer cancel()
	d.look(again, channel.ID)
}

// moveTo asks for a channel to be moved into an application.
func (l *link) moveTo(ctx context.Context, channel, app, how string, args []string) error {
	all := []string{how}
	for _, arg := range args {
		all = append(all, argumentSign+arg)
	}
	return l.client.Channels.Move(ctx, channel, ari.ChannelsMoveParams{App: app, AppArgs: ari.Ptr(strings.Join(all, ","))})
}

// placedArgs are the arguments of the dialplan of a channel that was given to
// us, with how it came; ok is false for any other.
func placedArgs(args []string) (dialplan []string, how string, ok bool) {
	if len(args) == 0 || args[0] != placedArgument && args[0] != foundArgument && args[0] != homeArgument {
		return nil, "", false
	}
	for _, arg := range args[1:] {
		dialplan = append(dialplan, strings.TrimPrefix(arg, argumentSign))
	}
	return dialplan, args[0], true
}

// moveFailed finds another instance for a channel whose first one has just gone.
func (d *door) moveFailed(e *ari.ApplicationMoveFailed) {
	args, how, ok := placedArgs(e.Args)
	runs := d.link.owner(e.Channel.ID)
	if !ok || how == homeArgument || runs != nil && runs.Context().Err() == nil {
		d.link.log.Warn("a channel could not be moved", "channel", e.Channel.ID, "destination", e.Destination)
		return
	}
	gone := strings.TrimPrefix(e.Destination, d.link.app.entryApp()+".")
	d.link.log.Info("an instance does not take a call", "call", e.Channel.ID, "instance", gone)
	to, alone := d.link.app.instances.place(d.link.server.Name, gone)
	if tries := d.note(e.Channel.ID, to.Instance); alone || tries >= placeTries {
		d.asked(e.Channel.ID)
		d.link.enterIn(cmp.Or(e.Application, d.link.app.entryApp()), &e.Channel, args, how == placedArgument)
		return
	}
	d.link.app.instances.asked.Go(func() { d.move(&e.Channel, args, how, to) })
}

// mayBeBack tells whether a channel may be one that comes back from the dialplan:
// it was given to somebody a moment ago, or is older than that.
func (d *door) mayBeBack(e *ari.StasisStart) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if p, known := d.lately[e.Channel.ID]; known && time.Since(p.at) < latelyTime {
		return true
	}
	return isOlder(e, min(latelyTime, time.Since(d.opened)))
}

// isOlder tells whether a channel that comes in may have been there for longer than that.
func isOlder(e *ari.StasisStart, than time.Duration) bool {
	created := e.Channel.CreationTime // both are by Asterisk's clock
	age := e.Timestamp.Sub(created)
	// A clock that was put back since knows no age.
	return created.IsZero() || age < 0 || age > than
}

// comesBack gives a channel back to the instance whose call it is, or else to anybody.
func (d *door) comesBack(e *ari.StasisStart) {
	ctx, cancel := context.WithTimeout(context.Background(), claimTime)
	defer cancel()
	l := d.link
	kept, found, err := l.app.keeping.find(ctx, l.server.Name, e.Channel.ID)
	switch {
	case err != nil:
		l.log.Warn("cannot tell whether a caller comes back", "channel", e.Channel.ID, "error", err)
	case found && kept.Err == nil && !l.app.instances.lives(kept.Record.Owner.Instance):
		return // whoever takes the call up finds that they are back
	}
	app, how := l.app.entryApp()+"."+kept.Record.Owner.Instance, homeArgument
	if !found { // the record may be lost, or not written yet
		app, how = l.followerOf(ctx, e.Channel.ID), placedArgument
	} else if kept.Err != nil { // of a newer program, perhaps
		app = l.followerOf(ctx, e.Channel.ID)
	}
	if app == "" && found && l.app.instances.readElsewhere(kept) {
		return
	}
	if app != "" {
		if err := l.moveTo(ctx, e.Channel.ID, app, how, e.Args); err != nil {
			l.log.Warn("a caller who is back does not come to their call", "channel", e.Channel.ID, "error", err)
			again, cancel := context.WithTimeout(context.Background(), handBackTime)
			defer cancel()
			d.look(again, e.Channel.ID) // whether they went is not known: nobody else looks for a while
		}
		return
	}
	d.give(&e.Channel, e.Args, placedArgument)
}

// followerOf is the application of the instance that has Asterisk tell it of a channel in the dialplan, "" when there
// is none: it has the call, also while no record can be read. If it has died since, the move there fails, and that is
// told.
func (l *link) followerOf(ctx context.Context, channel string) string {
	apps, err := l.client.Applications.All(ctx)
	if err != nil {
		l.log.Warn("cannot tell who follows a caller", "channel", channel, "error", err)
		return ""
	}
	for _, app := range apps {
		if strings.HasPrefix(app.Name, l.app.entryApp()+".") && slices.Contains(app.ChannelIDs, channel) {
			return app.Name
		}
	}
	return ""
}
