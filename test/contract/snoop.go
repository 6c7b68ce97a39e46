package contract

import "github.com/ariapp/ariapp/ari"

func snoopLaws() []law {
	return []law{
		{"a snoop is a channel that can be recorded, and ends with whom it hears", snoopEnds},
		{"a snoop of nothing, by nobody or in no direction is refused", snoopRefused},
		{"how a transfer goes can be told in known words only", transferWords},
	}
}

func snoopEnds(h *house) {
	id, callee := h.leg()
	snoop, name := unique("snoop"), h.recording()
	got, err := h.client.Channels.SnoopChannelWithID(h.ctx, id, snoop, ari.ChannelsSnoopChannelWithIDParams{
		App: h.app, AppArgs: ari.Ptr("spy"), Spy: ari.Ptr(ari.ChannelsSnoopChannelSpy("both")),
	})
	h.must(err)
	if got.ID != snoop || got.State != "Up" {
		h.t.Errorf("the snoop is %+v", got)
	}
	if start := h.awaitStart(snoop); len(start.Args) != 1 || start.Args[0] != "spy" {
		h.t.Errorf("its arguments are %v", start.Args)
	}
	h.record(snoop, ari.ChannelsRecordParams{Name: name})
	callee.Hangup(16)
	h.awaitRecorded(name)
	awaitOf(h.recorder, "StasisEnd", func(e *ari.StasisEnd) bool { return e.Channel.ID == snoop })
	h.until("the snoop is gone", func() bool {
		_, err := h.client.Channels.Get(h.ctx, snoop)
		return err != nil
	})
}

func snoopRefused(h *house) {
	caller := h.answered()
	both := ari.ChannelsSnoopChannelSpy("both")
	snoop := func(id string, params ari.ChannelsSnoopChannelWithIDParams) error {
		_, err := h.client.Channels.SnoopChannelWithID(h.ctx, id, unique("snoop"), params)
		return err
	}
	h.refused(snoop(caller.ID(), ari.ChannelsSnoopChannelWithIDParams{App: h.app}), ari.ErrInvalid, "no direction")
	h.refused(snoop(caller.ID(), ari.ChannelsSnoopChannelWithIDParams{Spy: &both}), ari.ErrInvalid, "no application")
	h.refused(snoop(unique("absent"), ari.ChannelsSnoopChannelWithIDParams{App: h.app, Spy: &both}),
		ari.ErrNotFound, "no channel")
}

func transferWords(h *house) {
	caller := h.answered()
	tell := func(id, states string) error {
		return h.client.Channels.TransferProgress(h.ctx, id, ari.ChannelsTransferProgressParams{States: states})
	}
	h.must(tell(caller.ID(), "channel_answered"))
	h.refused(tell(caller.ID(), "nonsense"), ari.ErrInvalid, "an unknown word")
	h.refused(tell(unique("absent"), "channel_answered"), ari.ErrNotFound, "no channel")
}
