package contract

import (
	"slices"

	"github.com/google/go-cmp/cmp"

	"github.com/ariapp/ariapp/ari"
)

func originateLaws() []law {
	return []law{
		{"an originated leg comes to Stasis when it is answered", originatedArrives},
		{"a refused originated leg ends with a Dial and never comes", originatedRefused},
		{"an originated leg that nobody answers ends without a word more", originatedUnanswered},
		{"an originated leg goes to the dialplan when it is answered", originatedToDialplan},
		{"what cannot be originated is refused", originateRefused},
	}
}

func (h *house) originate(params ari.ChannelsOriginateWithIDParams) string {
	h.t.Helper()
	id := unique("leg")
	got, err := h.client.Channels.OriginateWithID(h.ctx, id, params)
	h.must(err)
	if got.ID != id {
		h.t.Fatalf("originated %+v", got)
	}
	h.hangUpAtEnd(id)
	return id
}

// firstHalf leaves out what is told of a Local channel's other half, which an
// application hears as well.
func (h *house) originatedStory(id string, want ...string) {
	h.t.Helper()
	h.recorder.mu.Lock()
	defer h.recorder.mu.Unlock()
	var told []string
	for _, e := range h.events {
		if slices.Contains(legEvents, e.EventType()) && subject(e) == id {
			told = append(told, short(e))
		}
	}
	if diff := cmp.Diff(want, told); diff != "" {
		h.t.Errorf("events of the leg (-want +got):\n%s", diff)
	}
}

// subject is the channel that an event of a leg is about.
func subject(e ari.Event) string {
	switch e := e.(type) {
	case *ari.Dial:
		return e.Peer.ID
	case *ari.StasisStart:
		return e.Channel.ID
	case *ari.StasisEnd:
		return e.Channel.ID
	case *ari.ChannelHangupRequest:
		return e.Channel.ID
	case *ari.ChannelDestroyed:
		return e.Channel.ID
	}
	return ""
}

func originatedArrives(h *house) {
	callee := h.target.Callee(h.t)
	id := h.originate(ari.ChannelsOriginateWithIDParams{
		Endpoint: callee.Endpoint(), App: &h.app, AppArgs: ari.Ptr("a,b"), CallerID: ari.Ptr("Bob <77>"),
		Variables: map[string]ari.Var{"LAW": {Value: "1"}},
	})
	callee.Ring()
	h.awaitDial(id, "RINGING")
	if name, number := callee.CallerID(); name != "Bob" || number != "77" {
		h.t.Errorf("the callee sees %q <%s>", name, number)
	}
	callee.Answer()
	start := h.awaitStart(id)
	if diff := cmp.Diff([]string{"a", "b"}, start.Args); diff != "" {
		h.t.Errorf("args (-want +got):\n%s", diff)
	}
	if ch := start.Channel; ch.State != "Up" || ch.Caller.Number != "77" || ch.Connected.Number != "77" {
		h.t.Errorf("arrived as %+v", ch)
	}
	if got := h.read(id, "LAW"); got != "1" {
		h.t.Errorf("the variable is %q", got)
	}
	callee.Hangup(16)
	h.awaitDestroyed(id)
	h.originatedStory(id, "Dial", "Dial RINGING", "Dial ANSWER", "StasisStart", "ChannelHangupRequest", "StasisEnd",
		"ChannelDestroyed")
}

func originatedRefused(h *house) {
	for cause, status := range map[int]string{17: "BUSY", 21: "NOANSWER", 34: "CONGESTION"} {
		callee := h.target.Callee(h.t)
		id := h.originate(ari.ChannelsOriginateWithIDParams{Endpoint: callee.Endpoint(), App: &h.app})
		callee.Hangup(cause)
		if end := h.awaitDestroyed(id); end.Cause != cause {
			h.t.Errorf("refused with %d, ended with %d", cause, end.Cause)
		}
		h.originatedStory(id, "Dial", "ChannelHangupRequest", "Dial "+status, "ChannelDestroyed")
	}
}

func originatedUnanswered(h *house) {
	callee := h.target.Callee(h.t)
	id := h.originate(ari.ChannelsOriginateWithIDParams{
		Endpoint: callee.Endpoint(), App: &h.app, Timeout: ari.Ptr(1),
	})
	callee.Ring()
	if end := h.awaitDestroyed(id); end.Cause != 19 {
		h.t.Errorf("ended with cause %d", end.Cause)
	}
	h.originatedStory(id, "Dial", "Dial RINGING", "ChannelDestroyed")
	h.must(callee.AwaitEnd(h.ctx))
}

func originatedToDialplan(h *house) {
	callee := h.target.Callee(h.t)
	id := h.originate(ari.ChannelsOriginateWithIDParams{
		Endpoint: callee.Endpoint(), Context: &h.target.Context, Extension: &h.target.Exten,
	})
	callee.Answer()
	h.until("the leg is in the dialplan", func() bool {
		got, err := h.client.Channels.Get(h.ctx, id)
		h.must(err)
		return got.State == "Up" && got.Dialplan.Context == h.target.Context && got.Dialplan.Exten == h.target.Exten
	})
	h.must(h.client.Channels.Hangup(h.ctx, id, ari.ChannelsHangupParams{}))
	h.must(callee.AwaitEnd(h.ctx))
}

func originateRefused(h *house) {
	callee := h.target.Callee(h.t)
	to := callee.Endpoint()
	for what, params := range map[string]ari.ChannelsOriginateWithIDParams{
		"no goal":               {Endpoint: to},
		"no technology":         {Endpoint: "nothing", App: &h.app},
		"an unknown originator": {Endpoint: to, App: &h.app, Originator: ari.Ptr(unique("absent"))},
	} {
		_, err := h.client.Channels.OriginateWithID(h.ctx, unique("leg"), params)
		h.refused(err, ari.ErrInvalid, what)
	}
	caller, _ := h.call()
	_, err := h.client.Channels.OriginateWithID(h.ctx, caller.ID(),
		ari.ChannelsOriginateWithIDParams{Endpoint: to, App: &h.app})
	h.refused(err, ari.ErrConflict, "an id that is taken")
	_, err = h.client.Channels.Create(h.ctx,
		ari.ChannelsCreateParams{Endpoint: to, App: h.app, ChannelID: ari.Ptr(caller.ID())})
	h.refused(err, ari.ErrConflict, "an id that is taken, to create")
}
