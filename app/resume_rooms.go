package app

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/steps"
	"github.com/ariapp/ariapp/internal/cluster"
)

// awaitInRooms has those who come to conferences and slots wait for a call that may have been in one.
func (a *App) awaitInRooms(kept cluster.Kept) {
	var one keptCall
	if kept.Err == nil && json.Unmarshal(kept.Record.Body, &one) == nil {
		a.rooms.Await(one.Asterisk, one.Channel)
	}
}

// inRooms tells the rooms of a call that goes on whether it comes back to them:
// only where it stands at a step in which calls meet, and met somebody where such a step is often without.
func (l *link) inRooms(e *entry, met bool) {
	if at := e.stands(); at == nil || !steps.MeetsOthers(at.Kind) && (!met || !steps.MayMeet(at.Kind)) {
		l.app.rooms.Came(l.server.Name, e.info.ID)
	}
}

// backInRooms is an observer that tells the rooms that a call has gone on from where it was taken up.
func (l *link) backInRooms(e *entry, observe func(flows.Fact)) func(flows.Fact) {
	if e.walk == nil {
		return observe
	}
	return func(f flows.Fact) {
		switch f.Kind {
		case flows.StepEnded, flows.StepFailed, flows.StepBegun, flows.WalkEnded:
			l.app.rooms.Came(l.server.Name, e.info.ID)
		}
		observe(f)
	}
}

// endRecordings ends what was recorded on the channels of a call that begins anew: what plays to its caller would wait
// for that. The files stay for those who keep recordings and messages.
func (l *link) endRecordings(ctx context.Context, left leftCall) {
	for name, tap := range left.Estate.Recordings {
		if tap != "" {
			continue
		}
		if err := l.client.Recordings.Stop(ctx, name); err != nil && !errors.Is(err, ari.ErrNotFound) {
			l.log.Warn("a recording of a call that begins anew goes on", "call", left.Channel, "recording", name, "error", err)
		}
	}
}

// expel takes a caller who begins anew out of the bridge in which others go on.
func (l *link) expel(ctx context.Context, left leftCall, channel *ari.Channel) {
	if channel == nil || left.Estate.InBridge == "" {
		return
	}
	err := l.client.Bridges.RemoveChannel(ctx, left.Estate.InBridge,
		ari.BridgesRemoveChannelParams{Channel: []string{channel.ID}})
	if err != nil {
		l.log.Debug("a caller who begins anew is in no bridge", "call", left.Channel, "error", err)
	}
}

// stamps are those of the rooms of all instances that live, none when that is not known or this one is alone.
func (i *instances) stamps() []string {
	if i == nil {
		return nil
	}
	var stamps []string
	for _, m := range i.members.Alive() {
		stamps = append(stamps, stampOf(m.Boot))
	}
	return stamps
}

// stampOf is the stamp of the rooms of one life of an instance.
func stampOf(boot string) string { return strings.ToLower(boot[:min(len(boot), stampSize)]) }
