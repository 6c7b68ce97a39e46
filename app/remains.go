package app

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/internal/call"
)

// clear ends what a call has left in Asterisk that ended while nobody ran it, or that begins anew: its legs, which
// would talk to nobody, and the bridges in which nobody else is. An instance that is alone finds them as it compares.
func (l *link) clear(ctx context.Context, left leftCall) {
	if l.app.instances == nil {
		return
	}
	its := func(id string) bool { return strings.HasPrefix(id, left.Channel+".") }
	present, err := l.channels(ctx)
	if err != nil {
		l.log.Warn("cannot tell what a call has left behind", "call", left.Channel, "error", err)
		return
	}
	for id := range present {
		if its(id) && call.IsLeg(id, nil) && !l.known(id) {
			l.endLeg(id)
		}
	}
	bridges, err := l.client.Bridges.List(ctx)
	if err != nil {
		l.log.Warn("cannot tell what a call has left behind", "call", left.Channel, "error", err)
		return
	}
	for _, b := range bridges {
		if !its(b.ID) || !call.IsBridge(b.ID) || len(l.app.claims.bridge(place{l, b.ID})) > 0 ||
			slices.ContainsFunc(b.Channels, func(id string) bool { return !its(id) }) {
			continue
		}
		if err := l.client.Bridges.Destroy(ctx, b.ID); err != nil && !errors.Is(err, ari.ErrNotFound) {
			l.log.Warn("a bridge without a call stays", "bridge", b.ID, "error", err)
		}
	}
}

// hush stops what the former call of a channel that was found began to play, by the prefix of its estate or, for "", by
// that of a first call: Asterisk moves nobody before it is over.
func (l *link) hush(ctx context.Context, channel *ari.Channel, prefix string) {
	if g := l.app.now.Load(); g != nil {
		l.newCall(channel, &entry{generation: g}, false).Hush(ctx, prefix)
	}
}

// emptied ends the bridges of calls that have neither a caller nor a record any more: their instance has died before it
// could write them down.
func (l *link) emptied(ctx context.Context, recorded recordedCalls) {
	bridges, err := l.client.Bridges.List(ctx)
	if err != nil {
		l.log.Warn("cannot look for bridges that were left behind", "error", err)
		return
	}
	bridges = slices.DeleteFunc(bridges, func(b ari.Bridge) bool {
		_, has := recorded.of(l.server.Name, b.ID)
		return has || !call.IsBridge(b.ID) || len(b.Channels) > 0 || len(l.app.claims.bridge(place{l, b.ID})) > 0
	})
	for _, b := range bridges {
		if l.mayLive(ctx, call.Makers(b.ID)) {
			continue // their call may be about to write itself down
		}
		if err := l.client.Bridges.Destroy(ctx, b.ID); err != nil && !errors.Is(err, ari.ErrNotFound) {
			l.log.Warn("a bridge without a call stays", "bridge", b.ID, "error", err)
		}
	}
}

// mayLive tells whether one of these channels is there, or may be.
func (l *link) mayLive(ctx context.Context, channels []string) bool {
	return slices.ContainsFunc(channels, func(id string) bool {
		there, err := isThere(ctx, l.client, id)
		return there || err != nil
	})
}

// unreadable forgets the records that nobody who lives can read, of calls that are over: no caller leads to them.
func (l *link) unreadable(ctx context.Context, recorded recordedCalls) {
	for at, kept := range recorded {
		if at.asterisk != l.server.Name || kept.Err == nil || l.known(at.channel) || !l.app.instances.members.Settled() {
			continue
		}
		there, err := isThere(ctx, l.client, at.channel)
		if err == nil && !there && l.isNobodys(ctx, kept) {
			l.disregard(ctx, kept)
		}
	}
}
