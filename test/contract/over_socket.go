package contract

import "github.com/ariapp/ariapp/ari"

func overSocketLaws() []law {
	return []law{
		{"requests over a WebSocket do what they do over HTTP", overSocketTheSame},
		{"refusals over a WebSocket are those of HTTP", overSocketRefused},
	}
}

// overSocket gives the house a client that sends its requests over a WebSocket.
func (h *house) overSocket() {
	h.t.Helper()
	options := ari.Options{
		URL: h.target.URL, Username: h.target.Username, Password: ari.Secret(h.target.Password),
		DialContext: newDialer(h.target).dial, RequestTimeout: patience,
	}
	transport, err := ari.NewWebSocketTransport(options)
	h.must(err)
	options.Transport = transport
	client, err := ari.New(options)
	h.must(err)
	h.t.Cleanup(func() {
		if err := client.Close(); err != nil {
			h.t.Error(err)
		}
		if err := transport.Close(); err != nil {
			h.t.Error(err)
		}
	})
	h.client = client
}

func overSocketTheSame(h *house) {
	h.overSocket()
	caller := h.answered()
	id := unique("play") + "/a b+c%ü"
	h.playAs(id, caller, "sound:"+h.target.LongSound)
	h.awaitStarted(id)
	got, err := h.client.Playbacks.Get(h.ctx, id)
	h.must(err)
	if got.ID != id || got.State != "playing" {
		h.t.Errorf("got %+v", got)
	}
	h.stop(id)
	h.awaitFinished(id)
	h.must(h.client.Channels.SetChannelVar(h.ctx, caller.ID(),
		ari.ChannelsSetChannelVarParams{Variable: "LAW", Value: ari.Ptr("a b+c%&ü")}))
	value, err := h.client.Channels.GetChannelVar(h.ctx, caller.ID(),
		ari.ChannelsGetChannelVarParams{Variable: "LAW"})
	h.must(err)
	if value.Value != "a b+c%&ü" {
		h.t.Errorf("read %q", value.Value)
	}
	h.must(h.client.Channels.Hangup(h.ctx, caller.ID(), ari.ChannelsHangupParams{}))
	h.awaitStasisEnd(caller)
}

func overSocketRefused(h *house) {
	h.overSocket()
	id := unique("absent")
	for operation, err := range h.onChannel(id) {
		h.refused(err, ari.ErrNotFound, operation)
	}
	caller, _ := h.call()
	h.refused(h.client.Channels.Hangup(h.ctx, caller.ID(),
		ari.ChannelsHangupParams{ReasonCode: ari.Ptr("busy")}), ari.ErrInvalid, "no number")
	h.sendBack(caller)
	for operation, err := range h.onChannel(caller.ID()) {
		h.refused(err, ari.ErrConflict, operation)
	}
}
