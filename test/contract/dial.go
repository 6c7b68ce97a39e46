package contract

import (
	"context"

	"github.com/google/go-cmp/cmp"

	"github.com/ariapp/ariapp/ari"
)

func dialLaws() []law {
	return []law{
		{"a created leg is in Stasis before it is dialled, and dialling is told", dialIsTold},
		{"a refusal is told by the cause of the end and by no Dial", refusalIsCause},
		{"a leg that nobody answers in time ends with cause 19", nobodyAnswers},
		{"a leg that we give up ends with our reason", giveUp},
		{"a callee's hang-up ends the leg with its cause", calleeHangsUp},
		{"an address that leads nowhere ends the leg without a Dial", leadsNowhere},
		{"an unknown endpoint is refused when the leg is created", unknownEndpoint},
		{"a leg is dialled once, and an incoming channel never", dialledOnce},
	}
}

// legEvents tell of a leg from its beginning to its end. What a ringing channel is
// told by comes in either order and is not among them.
var legEvents = []string{
	"StasisStart", "Dial", "ChannelHangupRequest", "StasisEnd", "ChannelDestroyed",
}

// created makes a leg to the callee that is in Stasis.
func (h *house) created(to string, variables map[string]ari.Var) string {
	h.t.Helper()
	id := unique("leg")
	got, err := h.client.Channels.Create(h.ctx, ari.ChannelsCreateParams{
		Endpoint: to, App: h.app, ChannelID: &id, Variables: variables,
	})
	h.must(err)
	if got.ID != id || got.State != "Down" {
		h.t.Fatalf("created %+v", got)
	}
	h.hangUpAtEnd(id)
	h.awaitStart(id)
	return id
}

func (h *house) hangUpAtEnd(id string) {
	h.t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		_ = h.client.Channels.Hangup(ctx, id, ari.ChannelsHangupParams{})
	})
}

func (h *house) awaitStart(id string) *ari.StasisStart {
	h.t.Helper()
	return awaitOf(h.recorder, "StasisStart", func(e *ari.StasisStart) bool { return e.Channel.ID == id })
}

func (h *house) dial(id string, params ari.ChannelsDialParams) {
	h.t.Helper()
	h.must(h.client.Channels.Dial(h.ctx, id, params))
}

func (h *house) awaitDial(id, status string) *ari.Dial {
	h.t.Helper()
	return awaitOf(h.recorder, "Dial "+status,
		func(e *ari.Dial) bool { return e.Peer.ID == id && e.DialStatus == status })
}

func (h *house) awaitDestroyed(id string) *ari.ChannelDestroyed {
	h.t.Helper()
	return awaitOf(h.recorder, "ChannelDestroyed",
		func(e *ari.ChannelDestroyed) bool { return e.Channel.ID == id })
}

// leg is a callee who has answered a leg that was created and dialled.
func (h *house) leg() (string, Callee) {
	h.t.Helper()
	callee := h.target.Callee(h.t)
	id := h.created(callee.Endpoint(), nil)
	h.dial(id, ari.ChannelsDialParams{})
	callee.Answer()
	h.awaitDial(id, "ANSWER")
	return id, callee
}

// story compares what was told of legs so far.
func (h *house) story(want ...string) {
	h.t.Helper()
	if diff := cmp.Diff(want, h.told(legEvents...)); diff != "" {
		h.t.Errorf("events of the leg (-want +got):\n%s", diff)
	}
}

func (h *house) state(id, want string) {
	h.t.Helper()
	got, err := h.client.Channels.Get(h.ctx, id)
	h.must(err)
	if string(got.State) != want {
		h.t.Errorf("the channel is %q, want %q", got.State, want)
	}
}

func dialIsTold(h *house) {
	callee := h.target.Callee(h.t)
	id := h.created(callee.Endpoint(), nil)
	h.state(id, "Down")
	h.dial(id, ari.ChannelsDialParams{Timeout: ari.Ptr(30)})
	begun := h.awaitDial(id, "")
	if begun.Caller != nil || begun.DialString == nil || *begun.DialString == "" {
		h.t.Errorf("dialling is told as %+v", begun)
	}
	callee.Ring()
	h.awaitDial(id, "RINGING")
	h.until("the leg rings", func() bool {
		got, err := h.client.Channels.Get(h.ctx, id)
		h.must(err)
		return got.State == "Ringing"
	})
	callee.Progress()
	h.awaitDial(id, "PROGRESS")
	h.state(id, "Ringing")
	callee.Answer()
	up := awaitOf(h.recorder, "the answer", func(e *ari.ChannelStateChange) bool { return e.Channel.State == "Up" })
	if up.Channel.ID != id {
		h.t.Errorf("up is %s", up.Channel.ID)
	}
	h.awaitDial(id, "ANSWER")
	h.must(h.client.Channels.Hangup(h.ctx, id, ari.ChannelsHangupParams{}))
	if end := h.awaitDestroyed(id); end.Cause != 16 {
		h.t.Errorf("ended with cause %d", end.Cause)
	}
	h.story("StasisStart", "Dial", "Dial RINGING", "Dial PROGRESS", "Dial ANSWER",
		"ChannelHangupRequest", "StasisEnd", "ChannelDestroyed")
	h.must(callee.AwaitEnd(h.ctx))
}

func refusalIsCause(h *house) {
	for _, cause := range []int{1, 17, 21, 34} {
		callee := h.target.Callee(h.t)
		id := h.created(callee.Endpoint(), nil)
		h.dial(id, ari.ChannelsDialParams{})
		callee.Hangup(cause)
		request := h.awaitHangupRequest()
		if request.Cause == nil || *request.Cause != cause || request.Soft != nil && *request.Soft {
			h.t.Errorf("refused with %d, told as %v, soft %v", cause, request.Cause, request.Soft)
		}
		if end := h.awaitDestroyed(id); end.Cause != cause {
			h.t.Errorf("refused with %d, ended with %d", cause, end.Cause)
		}
	}
	one := []string{"StasisStart", "Dial", "ChannelHangupRequest", "StasisEnd", "ChannelDestroyed"}
	h.story(append(append(append(append([]string{}, one...), one...), one...), one...)...)
}

func nobodyAnswers(h *house) {
	callee := h.target.Callee(h.t)
	id := h.created(callee.Endpoint(), nil)
	h.dial(id, ari.ChannelsDialParams{Timeout: ari.Ptr(1)})
	callee.Ring()
	h.awaitDial(id, "RINGING")
	request := h.awaitHangupRequest()
	if request.Soft == nil || !*request.Soft {
		h.t.Errorf("that nobody answers is told as %+v", request)
	}
	if end := h.awaitDestroyed(id); end.Cause != 19 {
		h.t.Errorf("ended with cause %d", end.Cause)
	}
	h.story("StasisStart", "Dial", "Dial RINGING", "ChannelHangupRequest", "StasisEnd", "ChannelDestroyed")
	h.must(callee.AwaitEnd(h.ctx))
}

func giveUp(h *house) {
	callee := h.target.Callee(h.t)
	id := h.created(callee.Endpoint(), nil)
	h.dial(id, ari.ChannelsDialParams{})
	callee.Ring()
	h.awaitDial(id, "RINGING")
	reason := ari.ChannelsHangupReasonAnsweredElsewhere
	h.must(h.client.Channels.Hangup(h.ctx, id, ari.ChannelsHangupParams{Reason: &reason}))
	if end := h.awaitDestroyed(id); end.Cause != 26 {
		h.t.Errorf("ended with cause %d", end.Cause)
	}
	h.must(callee.AwaitEnd(h.ctx))
}

func calleeHangsUp(h *house) {
	id, callee := h.leg()
	callee.Hangup(16)
	if end := h.awaitDestroyed(id); end.Cause != 16 {
		h.t.Errorf("ended with cause %d", end.Cause)
	}
	h.story("StasisStart", "Dial", "Dial ANSWER", "ChannelHangupRequest", "StasisEnd", "ChannelDestroyed")
}

func leadsNowhere(h *house) {
	id := h.created("Local/nobody@"+unique("nowhere"), nil)
	h.dial(id, ari.ChannelsDialParams{})
	h.awaitDestroyed(id)
	h.story("StasisStart", "StasisEnd", "ChannelDestroyed")
}

func unknownEndpoint(h *house) {
	for _, endpoint := range []string{"PJSIP/" + unique("nobody"), "Nothing/" + unique("nobody")} {
		_, err := h.client.Channels.Create(h.ctx, ari.ChannelsCreateParams{Endpoint: endpoint, App: h.app})
		h.refused(err, ari.ErrServer, "creating a leg to "+endpoint)
		_, err = h.client.Channels.Originate(h.ctx, ari.ChannelsOriginateParams{Endpoint: endpoint, App: &h.app})
		h.refused(err, ari.ErrServer, "originating to "+endpoint)
	}
	_, err := h.client.Channels.Create(h.ctx, ari.ChannelsCreateParams{Endpoint: "nothing", App: h.app})
	h.refused(err, ari.ErrInvalid, "an endpoint without a technology")
}

// dialledOnce does not dial a leg again before it rings: a real Asterisk may end
// by that.
func dialledOnce(h *house) {
	callee := h.target.Callee(h.t)
	id := h.created(callee.Endpoint(), nil)
	h.dial(id, ari.ChannelsDialParams{})
	callee.Ring()
	h.awaitDial(id, "RINGING")
	h.until("the leg rings", func() bool {
		got, err := h.client.Channels.Get(h.ctx, id)
		h.must(err)
		return got.State == "Ringing"
	})
	h.refused(h.client.Channels.Dial(h.ctx, id, ari.ChannelsDialParams{}), ari.ErrConflict, "a second dial")
	caller, _ := h.call()
	h.refused(h.client.Channels.Dial(h.ctx, caller.ID(), ari.ChannelsDialParams{}),
		ari.ErrConflict, "dialling who called")
	h.refused(h.client.Channels.Dial(h.ctx, unique("absent"), ari.ChannelsDialParams{}),
		ari.ErrNotFound, "dialling nothing")
}
