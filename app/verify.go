package app

import (
	"context"
	"slices"
	"time"
)

// verify asks the instances to which new calls were given whether they have heard of them. A socket that stands still
// looks to Asterisk, and to the others, as if somebody listened. What nobody has heard of goes to another instance.
func (d *door) verify(ctx context.Context) {
	if !d.open.Load() {
		return
	}
	l := d.link
	for instance, channels := range d.unverified() {
		asking, cancel := context.WithTimeout(ctx, claimTime)
		back, err := l.app.instances.ask(asking, instance,
			request{Do: "have", Asterisk: l.server.Name, Channels: channels})
		cancel()
		if err != nil || len(back.Missing) == 0 {
			continue // it is dead, or an older one that does not know the question
		}
		recorded, ok := l.recorded(ctx)
		for _, id := range back.Missing {
			if _, has := recorded.of(l.server.Name, id); ok && !has { // else another has it since
				d.moves(id) // so that who hears again meanwhile leaves the call alone
				d.placings.Go(func() {
					defer d.asked(id)
					d.giveAgain(ctx, id, instance)
				})
			}
		}
	}
}

// unverified are the channels that were given away long enough ago to be asked for, by instance; each once.
func (d *door) unverified() map[string][]string {
	d.mu.Lock()
	defer d.mu.Unlock()
	channels := map[string][]string{}
	for id, p := range d.lately {
		if age := time.Since(p.at); !p.verified && age > verifyAfter && age < latelyTime {
			channels[p.instance] = append(channels[p.instance], id)
			p.verified = true
			d.lately[id] = p
		}
	}
	return channels
}

// giveAgain gives a channel to another instance than the one that has not heard of it.
func (d *door) giveAgain(ctx context.Context, id, deaf string) {
	l := d.link
	channel, err := l.client.Channels.Get(ctx, id)
	if err != nil || channel.Dialplan.AppName != "Stasis" {
		return // it has gone, or was sent on
	}
	there, err := l.client.Applications.Get(ctx, l.app.entryApp()+"."+deaf)
	if err != nil || !slices.Contains(there.ChannelIDs, id) {
		d.askAgain(id) // it is on its way: Asterisk moves it when what plays is over
		return
	}
	to, alone := l.app.instances.place(l.server.Name, deaf)
	app := to.App
	if alone {
		app = l.app.own
	}
	l.log.Warn("a call is given to another instance: the first one has not heard of it", "call", id, "instance", deaf)
	err = l.moveTo(ctx, id, app, foundArgument, stasisArgs(channel.Dialplan.AppData))
	if err != nil {
		l.log.Warn("a call stays with an instance that has not heard of it", "call", id, "error", err)
	}
}

// askAgain has it asked once more whether an instance has heard of a channel.
func (d *door) askAgain(channel string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if p, known := d.lately[channel]; known {
		p.verified = false
		d.lately[channel] = p
	}
}

// missing are the channels of a request of which this instance has not heard.
func (i *instances) missing(r request) ([]string, error) {
	at := slices.IndexFunc(i.app.links, func(l *link) bool { return l.server.Name == r.Asterisk })
	if at < 0 {
		return r.Channels, nil
	}
	l := i.app.links[at] // whether it is connected or not
	var missing []string
	for _, id := range r.Channels {
		if !l.known(id) {
			missing = append(missing, id)
		}
	}
	return missing, nil
}
