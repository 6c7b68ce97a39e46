package app

import (
	"context"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/call"
	"github.com/ariapp/ariapp/internal/cluster"
)

// Calls that meet in conferences, slots and talks must know of one another, so
// that of the instances one walks all of an Asterisk that do: that which has the
// door. Who comes to such a step goes there, and when the door goes to another they follow.

// meetAtHome sends a call that comes to meet others to where they are; nil when that is here, or not known.
func (i *instances) meetAtHome(asterisk, id string) error {
	l, err := i.app.linkFor(asterisk)
	if err != nil {
		return nil
	}
	home, known := i.known(l.door.holder())
	// Nobody could be asked to take it; an earlier life of this instance has the door until that one knows it has ended.
	if !known || home.Instance == i.self.Instance || home.Draining || i.members.Away() != nil {
		return nil
	}
	k := i.app.keeping
	k.mu.Lock()
	defer k.mu.Unlock()
	for c, e := range k.running {
		if e.info.ID == id && e.info.Asterisk == asterisk && e.heir == "" && e.stayed != home.Instance &&
			i.handTo(c, e, home.Instance) {
			return flows.ErrDetached
		}
	}
	return nil // it is kept nowhere: it meets whoever is here
}

// meetElsewhere hands the calls that meet over to the instance that has the door now, if there are any.
func (l *link) meetElsewhere(ctx context.Context, holder cluster.Owner) {
	i := l.app.instances
	home, known := i.known(holder)
	calls, channels := l.meeting(home.Instance)
	if !known || home.Instance == i.self.Instance || home.Draining || len(calls) == 0 {
		return
	}
	asking, cancel := context.WithTimeout(ctx, handOverTime)
	defer cancel()
	r := request{Do: "await", Asterisk: l.server.Name, Channels: channels}
	if _, err := i.ask(asking, home.Instance, r); err != nil {
		l.log.Warn("calls that meet stay apart from new ones", "calls", len(calls), "error", err)
		return
	}
	l.log.Info("calls that meet go on where new ones come in", "calls", len(calls), "instance", home.Instance)
	l.app.rooms.HoldAt(l.server.Name) // nobody goes because another one seems to
	defer l.app.rooms.Release(l.server.Name)
	k := l.app.keeping
	k.mu.Lock()
	for c, e := range calls {
		// It may have ended meanwhile, or go to somebody already.
		if k.running[c] != e || e.heir != "" || !i.handTo(c, e, home.Instance) {
			delete(calls, c)
		}
	}
	k.mu.Unlock()
	for c, e := range calls {
		for l.app.calls.get(place{l, e.info.ID}) == c && pause(asking, settlePause) == nil { // its walk ends
		}
	}
}

// meeting are the calls of this Asterisk that meet others, with their channels, but for those that an instance has not
// taken before, and those that are not to be given away.
func (l *link) meeting(home string) (calls map[*call.Call]*entry, channels []string) {
	k := l.app.keeping
	k.mu.Lock()
	defer k.mu.Unlock()
	calls = map[*call.Call]*entry{}
	for c, e := range k.running {
		if e.meets.Load() && e.info.Asterisk == l.server.Name && e.heir == "" && (e.stayed == "" || e.stayed != home) &&
			l.app.instances.mayGive(e) {
			calls[c] = e
			channels = append(channels, e.info.ID)
		}
	}
	return calls, channels
}

// meets tells whether there are calls that meet others.
func (l *link) meets() bool {
	calls, _ := l.meeting(l.door.holder().Instance)
	return len(calls) > 0
}

// awaitThem has those who come to meet others here wait for calls of another instance, for a while.
func (i *instances) awaitThem(r request) {
	for _, channel := range r.Channels {
		i.app.rooms.Await(r.Asterisk, channel)
	}
	i.asked.Go(func() {
		_ = pause(i.over, handOverTime)
		l, err := i.app.linkFor(r.Asterisk)
		for _, channel := range r.Channels {
			if err != nil || i.app.calls.get(place{l, channel}) == nil {
				i.app.rooms.Came(r.Asterisk, channel)
			}
		}
	})
}
