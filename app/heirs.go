package app

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/internal/call"
	"github.com/ariapp/ariapp/internal/cluster"
)

// inherit takes up the calls of instances that have died, until ctx ends: each has an heir among those who live.
func (i *instances) inherit(ctx context.Context) {
	for changed, change := false, i.change(); ; {
		if changed && i.drained.Load() && !i.app.isDraining() { // who has come may take what nobody could before
			i.giveAll()
		}
		waits := i.takeUp(ctx)
		pause := sweepEvery
		if waits || time.Since(i.members.Back()) < i.lease { // who took us for dead may be taking our calls still
			pause = i.beat()
		}
		timer := time.NewTimer(pause)
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-change:
			changed, change = true, i.change()
		case <-timer.C:
			changed = false
		}
		timer.Stop()
	}
}

// takeUp takes up the calls that are this instance's to take up; true when others have no owner who lives.
func (i *instances) takeUp(ctx context.Context) (waits bool) {
	all, err := i.app.keeping.ledger.Kept(ctx)
	if err != nil {
		return true
	}
	if err := i.members.Look(ctx); err != nil { // an owner of whom was not heard yet would count as another life's
		return true
	}
	alive := i.members.Alive()
	homes := map[*link]cluster.Owner{} // asked once: those who meet are taken up together, or not yet
	for _, l := range i.app.links {
		homes[l] = l.door.holder()
	}
	mine := map[*link][]leftCall{}
	stray := i.stray(all)
	waits = len(i.strays) > 0
	for _, kept := range all {
		isStray := stray[kept.Item.Key]
		if !isStray && (kept.Err != nil || kept.Record.Owner == i.self || !i.members.Dead(kept.Record.Owner)) {
			waits = waits || kept.Err == nil && !i.lives(kept.Record.Owner.Instance)
			continue
		}
		left := leftOf(kept)
		if left.err != nil {
			continue
		}
		l, err := i.app.linkFor(left.Asterisk)
		if err != nil {
			waits = true
			continue
		}
		if isStray {
			mine[l] = append(mine[l], left)
			continue
		}
		heir, found := i.heir(alive, left, homes[l])
		waits = waits || !found || heir.Instance != i.self.Instance
		if found && heir.Owner == i.self {
			mine[l] = append(mine[l], left)
		}
	}
	for _, l := range i.app.links {
		calls := mine[l]
		if len(calls) > 0 && len(calls) != l.inherits { // else some of them must wait
			l.log.Info("calls of an instance that has died are taken up", "calls", len(calls))
		}
		if l.inherits = len(calls); len(calls) == 0 {
			continue
		}
		waits = !l.inherit(ctx, calls) || waits
	}
	return waits
}

// heir is the member that is to go on with a call: of those who can read it one that has its version of the flows, if
// there are any. Those who meet go where the door is.
func (i *instances) heir(alive []cluster.Member, left leftCall, home cluster.Owner) (cluster.Member, bool) {
	written := formatsOf(left)
	able := cluster.Readers(alive, written)
	if len(able) == 0 { // it begins anew
		able = alive
	}
	if at, found := i.known(home); left.Meets && (!found || at.Reads.Read(written)) {
		return at, found
	}
	heir, found := cluster.Heir(fitting(able, left.Version), left.Asterisk, left.kept.Item.Key)
	if !found { // those who have its version take no calls
		heir, found = cluster.Heir(able, left.Asterisk, left.kept.Item.Key)
	}
	if !found && i.isLast(able, left.Asterisk) {
		return i.known(i.self)
	}
	return heir, found
}

// inherit takes up calls, several at once; false when that must be tried again.
func (l *link) inherit(ctx context.Context, calls []leftCall) bool {
	present, err := l.channels(ctx)
	if err != nil {
		l.log.Warn("cannot tell which calls are left", "error", err)
		return false
	}
	for _, one := range calls {
		if one.Meets {
			l.app.rooms.Await(one.Asterisk, one.Channel)
		}
	}
	next := make(chan leftCall)
	var again atomic.Bool
	var takers sync.WaitGroup
	for range min(takersMost, len(calls)) {
		takers.Go(func() {
			for one := range next {
				if l.app.instances.isBack(one) || !l.takeUpOne(ctx, one, present[cmp.Or(one.Estate.Caller, one.Channel)]) {
					again.Store(true) // its record may stand
					l.comesNot(one)
				}
			}
		})
	}
	for _, one := range calls {
		select {
		case next <- one:
			continue
		case <-ctx.Done():
		}
		break
	}
	close(next)
	takers.Wait()
	l.app.retireRevived()
	l.goneMeanwhile(ctx, calls)
	if slices.ContainsFunc(calls, func(one leftCall) bool { return one.Estate.Away }) {
		l.returnedSoon()
	}
	return !again.Load()
}

// comesNot has nobody wait any more for a call that was not taken up, unless somebody else here has it, or takes it up.
func (l *link) comesNot(left leftCall) {
	if at := (place{l, left.Channel}); l.app.calls.get(at) == nil && !l.app.keeping.takes(left.Asterisk, left.Channel) {
		l.app.rooms.Came(left.Asterisk, left.Channel)
	}
}

// isBack tells whether the owner of a call that is about to be taken up has been heard of meanwhile.
func (i *instances) isBack(left leftCall) bool {
	owner := left.kept.Record.Owner
	return owner != i.self && !i.members.Dead(owner)
}

// survey looks for what instances that are no more have left in their applications without a record: callers of
// Go handlers, who came a moment before the end, and legs of calls that are over; and for who has come in unnoticed.
func (d *door) survey(ctx context.Context) {
	l := d.link
	if !d.open.Load() || !l.isUp.Load() {
		return
	}
	apps, err := l.client.Applications.All(ctx)
	if err != nil {
		l.log.Warn("cannot look for what instances have left", "error", err)
		return
	}
	recorded, ok := l.recorded(ctx)
	if !ok {
		return
	}
	l.emptied(ctx, recorded)
	l.unreadable(ctx, recorded)
	before := d.suspects
	d.suspects = map[string]bool{}
	for _, app := range apps {
		if app.Name == l.app.entryApp() {
			d.match(ctx, &app, func(id string) bool {
				d.suspects[id] = true
				return before[id] && !d.gives(id)
			})
		}
		instance, ours := strings.CutPrefix(app.Name, l.app.entryApp()+".")
		if !ours || len(app.ChannelIDs) == 0 {
			continue
		}
		d.adoptAll(ctx, instance, &app, recorded)
	}
}

// adoptAll has the channels without a call come to us from the application of an instance that has died. One without
// a record may be another instance's all the same: the store has lost the record, or who was to take the call up has
// begun it anew and its caller is on their way, which takes as long as Asterisk does.
func (d *door) adoptAll(ctx context.Context, instance string, app *ari.Application, recorded recordedCalls) {
	l, i := d.link, d.link.app.instances
	isBack := func() bool { return i.lives(instance) || !i.members.Dead(cluster.Owner{Instance: instance}) }
	if isBack() {
		return
	}
	strangers := slices.DeleteFunc(legsFirst(app.ChannelIDs), l.known)
	elsewhere, _ := l.whose(ctx, strangers, recorded)
	for _, id := range strangers {
		if isBack() || ctx.Err() != nil { // it may be back while those before are dealt with
			return
		}
		kept, has := recorded.of(l.server.Name, id)
		_, runs := elsewhere[id]
		if !runs && !l.known(id) && (!has || l.isNobodys(ctx, kept) && l.disregard(ctx, kept)) {
			l.adopt(ctx, id)
		}
	}
}

// legsFirst are channels with the legs before their callers: a leg that bears the name of a call that has begun anew,
// and has a record, is taken for that one's.
func legsFirst(channels []string) []string {
	var legs, callers []string
	for _, id := range channels {
		if call.IsLeg(id, nil) {
			legs = append(legs, id)
		} else {
			callers = append(callers, id)
		}
	}
	return append(legs, callers...)
}

// disregard forgets a record that nobody can read, if there is one; false where it was written anew since it was read:
// then somebody has its call.
func (l *link) disregard(ctx context.Context, kept cluster.Kept) bool {
	if kept.Err == nil {
		return true
	}
	l.log.Error("a call cannot be taken up: what was kept of it cannot be read", "call", kept.Item.Key, "error", kept.Err)
	err := l.app.keeping.ledger.Forget(ctx, kept)
	if err != nil {
		l.log.Warn("what was kept of a call stays", "call", kept.Item.Key, "error", err)
	}
	return !errors.Is(err, cluster.ErrOutrun)
}

// adopt has a channel without a call come to us from the application of another instance.
func (l *link) adopt(ctx context.Context, id string) {
	if call.IsLeg(id, nil) {
		l.endLeg(id)
		return
	}
	channel, err := l.client.Channels.Get(ctx, id)
	if err != nil || channel.Dialplan.AppName != "Stasis" {
		return
	}
	if l.remains(channel) {
		l.endRemains(id)
		return
	}
	l.log.Info("an orphan of another instance was found", "channel", id)
	l.comeAnew(ctx, channel, "")
}

// fitting are the members that have a version of the flows, or all if none has.
func fitting(members []cluster.Member, version string) []cluster.Member {
	var fit []cluster.Member
	for _, m := range members {
		if m.Flows == version {
			fit = append(fit, m)
		}
	}
	if len(fit) == 0 {
		return members
	}
	return fit
}
