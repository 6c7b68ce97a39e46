package app

import (
	"context"
	"slices"

	"github.com/ariapp/ariapp/ari"
)

// unheard are the events that no call reads, by their names' order. Asterisk keeps them for itself: at the end of each
// call alone it would tell five variables of the sound's quality, each with the whole channel.
func unheard() []string {
	return []string{"BridgeAttendedTransfer", "BridgeBlindTransfer", "BridgeCreated", "BridgeDestroyed", "BridgeMerged",
		"BridgeVideoSourceChanged", "ChannelCallerId", "ChannelConnectedLine", "ChannelCreated", "ChannelDialplan",
		"ChannelEnteredBridge", "ChannelHold", "ChannelTalkingFinished", "ChannelTalkingStarted", "ChannelToneDetected",
		"ChannelUnhold", "ChannelVarset", "RecordingStarted"}
}

// hearLess has Asterisk tell the application what is read and no less: it forgets what it was told with the application
// itself, when a socket is lost without channels, and keeps it over an update that reads more. Calls go on without it,
// so that a refusal is no more than noted.
func (l *link) hearLess(ctx context.Context, app *ari.Application) {
	var kept []string
	for _, one := range app.EventsDisallowed {
		name, _ := one["type"].(string)
		kept = append(kept, name)
	}
	slices.Sort(kept)
	if slices.Equal(kept, unheard()) {
		return
	}
	_, err := l.client.Applications.Filter(ctx, l.app.own,
		ari.ApplicationsFilterParams{Filter: ari.EventFilter{Disallowed: unheard()}})
	if err != nil && ctx.Err() == nil {
		l.log.Debug("Asterisk tells of more than is needed", "error", err, "retry", sweepEvery)
	}
}
