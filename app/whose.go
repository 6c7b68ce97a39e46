package app

import (
	"context"
	"slices"

	"github.com/ariapp/ariapp/internal/cluster"
)

// whose asks the instances that live which of them runs the calls of channels, or legs, that have no record: the store
// may have lost it, or it is not written yet. It tells the instance by the channel, "" for one that is being given to
// somebody or taken up, and nothing of instances that do not answer: then not all have.
func (l *link) whose(ctx context.Context, channels []string, recorded recordedCalls) (
	owners map[string]string, all bool) {
	return l.whoseBut(ctx, cluster.Owner{}, channels, recorded)
}

// whoseBut is whose without those that the door gives to this instance: who had them here is not told of a new owner by
// that they were given here just now. The zero Owner leaves out nobody.
func (l *link) whoseBut(ctx context.Context, here cluster.Owner, channels []string, recorded recordedCalls) (
	owners map[string]string, all bool) {
	var unknown []string
	for _, id := range channels {
		if _, has := recorded.of(l.server.Name, id); !has {
			unknown = append(unknown, id)
		}
	}
	owners, all = map[string]string{}, true
	if len(unknown) == 0 {
		return owners, true
	}
	runs := request{Do: "runs", Asterisk: l.server.Name, Channels: unknown}
	if here.Instance != "" {
		runs.Of = &here
	}
	for _, m := range l.app.instances.others() {
		asking, cancel := context.WithTimeout(ctx, claimTime)
		back, err := l.app.instances.ask(asking, m.Instance, runs)
		cancel()
		if err != nil {
			l.log.Warn("an instance does not tell which calls it runs", "instance", m.Instance, "error", err)
			all = all && back.Error != "" // that is an answer, of a program that cannot tell
		}
		for _, id := range back.Channels {
			owners[id] = m.Instance
		}
		for _, id := range back.Giving {
			owners[id] = ""
		}
	}
	return owners, all
}

// givenAway are those of the channels in our application that whoever has the door is about to give to another
// instance, as it took us for deaf: a call that began here would have two walks when Asterisk moves its channel.
func (l *link) givenAway(ctx context.Context, channels []string) []string {
	i := l.app.instances
	if i == nil || len(channels) == 0 {
		return nil
	}
	holder := l.door.holder().Instance
	if holder == i.self.Instance {
		return slices.DeleteFunc(slices.Clone(channels), func(id string) bool { return !l.door.gives(id) })
	}
	if !i.lives(holder) {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, claimTime)
	defer cancel()
	back, err := i.ask(ctx, holder, request{Do: "runs", Asterisk: l.server.Name, Channels: channels})
	if err != nil {
		l.log.Warn("the door does not tell which calls it gives away", "instance", holder, "error", err)
	}
	return back.Giving
}

// runs are those of a request's channels whose calls this instance runs or is about to make, and that are not over, and
// those that it is about to give to somebody, or to take up.
func (i *instances) runs(r request) (mine, giving []string) {
	var but cluster.Owner
	if r.Of != nil {
		but = *r.Of
	}
	for _, l := range i.app.links {
		if l.server.Name != r.Asterisk {
			continue
		}
		for _, id := range r.Channels {
			c := l.owner(id)
			runs := c != nil && c.Context().Err() == nil || l.app.expecting.has(place{l, id})
			if runs || l.app.isTrying(id) {
				mine = append(mine, id)
			} else if l.door.givesOthers(id, but) || l.comings.has(id) || i.app.keeping.takes(l.server.Name, id) {
				giving = append(giving, id)
			}
		}
	}
	return mine, giving
}
