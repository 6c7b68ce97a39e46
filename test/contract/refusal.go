package contract

import (
	"errors"
	"net/http"
	"sync"

	"github.com/ariapp/ariapp/ari"
)

func refusalLaws() []law {
	return []law{
		{"operations on a channel that is gone give 404", goneIsNotFound},
		{"operations on a channel outside Stasis give 409, bridges 422", outsideIsConflict},
		{"operations on a channel that was never dialled give 412", downIsPrecondition},
		{"a wrong password gives 401, an unknown operation 404", strangersAreRefused},
		{"what is not there gives 404", absentIsNotFound},
	}
}

// setLater sets a variable from a goroutine of its own and tells how that went.
func (h *house) setLater(caller Caller, done chan<- error) *sync.WaitGroup {
	var setting sync.WaitGroup
	setting.Go(func() { done <- h.setVariable(caller) })
	return &setting
}

// onChannel are the operations that a call makes on its channel.
func (h *house) onChannel(id string) map[string]error {
	channels := h.client.Channels
	_, playErr := channels.PlayWithID(h.ctx, id, unique("play"),
		ari.ChannelsPlayWithIDParams{Media: []string{"sound:" + h.target.Sound}})
	return map[string]error{
		"answer":   channels.Answer(h.ctx, id),
		"ring":     channels.Ring(h.ctx, id),
		"progress": channels.Progress(h.ctx, id),
		"moh":      channels.StartMOH(h.ctx, id, ari.ChannelsStartMOHParams{}),
		"silence":  channels.StartSilence(h.ctx, id),
		"continue": channels.ContinueInDialplan(h.ctx, id, ari.ChannelsContinueInDialplanParams{}),
		"dtmf":     channels.SendDTMF(h.ctx, id, ari.ChannelsSendDTMFParams{DTMF: ari.Ptr("1")}),
		"play":     playErr,
	}
}

func goneIsNotFound(h *house) {
	caller := h.answered()
	caller.Hangup()
	h.awaitStasisEnd(caller)
	h.awaitGone(caller)
	for operation, err := range h.onChannel(caller.ID()) {
		h.refused(err, ari.ErrNotFound, operation)
	}
	h.refused(h.setVariable(caller), ari.ErrNotFound, "set variable")
	h.refused(h.client.Channels.Hangup(h.ctx, caller.ID(), ari.ChannelsHangupParams{}),
		ari.ErrNotFound, "hangup")
	h.refused(h.client.Channels.Move(h.ctx, caller.ID(), ari.ChannelsMoveParams{App: h.app}),
		ari.ErrNotFound, "move")
	bridge := h.bridge()
	h.refused(h.add(bridge, caller), ari.ErrInvalid, "add to a bridge")
}

func outsideIsConflict(h *house) {
	caller := h.answered()
	h.sendBack(caller)
	for operation, err := range h.onChannel(caller.ID()) {
		h.refused(err, ari.ErrConflict, operation)
	}
	h.refused(h.setVariable(caller), ari.ErrConflict, "set variable")
	bridge := h.bridge()
	err := h.add(bridge, caller)
	h.refused(err, ari.ErrInvalid, "add to a bridge")
	h.status(err, http.StatusUnprocessableEntity, "add to a bridge")
	h.must(h.client.Channels.Hangup(h.ctx, caller.ID(), ari.ChannelsHangupParams{}))
	h.awaitGone(caller)
}

// status checks the number behind a refusal.
func (h *house) status(err error, want int, what string) {
	h.t.Helper()
	var refusal *ari.Error
	if !errors.As(err, &refusal) || refusal.Status != want {
		h.t.Errorf("%s: got %v, want status %d", what, err, want)
	}
}

func downIsPrecondition(h *house) {
	id := unique("created")
	created, err := h.client.Channels.Create(h.ctx, ari.ChannelsCreateParams{
		Endpoint: h.target.Endpoint, App: h.app, ChannelID: &id,
	})
	h.must(err)
	if created.ID != id || created.State != "Down" {
		h.t.Errorf("created %+v", created)
	}
	awaitOf(h.recorder, "StasisStart", func(e *ari.StasisStart) bool { return e.Channel.ID == id })
	for operation, err := range h.onChannel(id) {
		h.refused(err, ari.ErrPrecondition, operation)
	}
	h.must(h.client.Channels.SetChannelVar(h.ctx, id, ari.ChannelsSetChannelVarParams{Variable: "LAW"}))
	h.must(h.client.Channels.Hangup(h.ctx, id, ari.ChannelsHangupParams{}))
	awaitOf(h.recorder, "ChannelDestroyed", func(e *ari.ChannelDestroyed) bool { return e.Channel.ID == id })
}

func strangersAreRefused(h *house) {
	stranger, err := ari.New(ari.Options{
		URL: h.target.URL, Username: h.target.Username, Password: ari.Secret(unique("password")),
		DialContext: h.dials.dial,
	})
	h.must(err)
	h.t.Cleanup(func() { h.must(stranger.Close()) })
	_, err = stranger.Asterisk.Ping(h.ctx)
	h.refused(err, ari.ErrUnauthorized, "a request with a wrong password")
	err = stranger.Listen(h.ctx, ari.ListenOptions{Apps: []string{h.app}, OnEvent: func(ari.Event) {}})
	h.refused(err, ari.ErrUnauthorized, "a socket with a wrong password")
	lost, err := ari.New(ari.Options{
		URL: h.target.URL + "/nowhere", Username: h.target.Username,
		Password: ari.Secret(h.target.Password), DialContext: h.dials.dial,
	})
	h.must(err)
	h.t.Cleanup(func() { h.must(lost.Close()) })
	_, err = lost.Asterisk.Ping(h.ctx)
	h.refused(err, ari.ErrNotFound, "an unknown operation")
}

func absentIsNotFound(h *house) {
	id := unique("absent")
	_, getErr := h.client.Channels.Get(h.ctx, id)
	_, bridgeErr := h.client.Bridges.Get(h.ctx, id)
	_, appErr := h.client.Applications.Get(h.ctx, id)
	_, playErr := h.client.Playbacks.Get(h.ctx, id)
	for what, err := range map[string]error{
		"channel": getErr, "bridge": bridgeErr, "application": appErr, "playback": playErr,
		"destroying a bridge": h.client.Bridges.Destroy(h.ctx, id),
		"stopping a playback": h.client.Playbacks.Stop(h.ctx, id),
	} {
		h.refused(err, ari.ErrNotFound, what)
	}
	_, err := h.client.Applications.Subscribe(h.ctx, h.app,
		ari.ApplicationsSubscribeParams{EventSource: []string{"channel:" + id}})
	h.status(err, http.StatusUnprocessableEntity, "subscribing to nothing")
}
