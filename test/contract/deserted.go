package contract

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/coder/websocket"

	"github.com/ariapp/ariapp/ari"
)

func desertedKeeps(h *house) {
	app, there := h.neighbour()
	caller := h.answered()
	prompt := h.play(caller, "sound:"+h.target.LongSound)
	h.awaitStarted(prompt)
	h.client = h.newClient(newDialer(h.target)) // another program, which never heard of the call
	h.dials.hold()
	h.dials.cut()
	awaitOf(h.recorder, "the loss", func(*ari.Lost) bool { return true })
	all, err := h.client.Applications.All(h.ctx)
	h.must(err)
	if !slices.ContainsFunc(all, func(a ari.Application) bool {
		return a.Name == h.app && slices.Contains(a.ChannelIDs, caller.ID())
	}) || !h.lists(h.app, caller.ID()) {
		h.t.Fatal("the application is not listed with its channel")
	}
	h.move(caller.ID(), app)
	h.stop(prompt)
	startOf(there, caller.ID())
	h.until("the application is gone with its last channel", func() bool {
		_, err := h.client.Applications.Get(h.ctx, h.app)
		return errors.Is(err, ari.ErrNotFound)
	})
	caller.Press("1")
	awaitOf(there, "the digit", func(*ari.ChannelDtmfReceived) bool { return true })
	h.dials.letGo()
	awaitOf(h.recorder, "the return", func(*ari.Back) bool { return true })
	if h.lists(h.app, caller.ID()) {
		h.t.Error("who comes back still has the channel")
	}
}

// keepsOthers has a socket of its own making: the client gives one up that has lost an application.
func keepsOthers(h *house) {
	lost, kept := unique("app"), unique("app")
	first := h.rawSocket(lost, kept)
	second := newRecorder(h.t)
	h.listen(h.newClient(newDialer(h.target)), lost, second, neverRetry)
	if e := first("ApplicationReplaced"); e.Header().Application != lost {
		h.t.Errorf("%s is replaced", e.Header().Application)
	}
	caller := h.target.Call(h.t, kept, nil)
	if e, is := first("StasisStart").(*ari.StasisStart); !is || e.Channel.ID != caller.ID() {
		h.t.Errorf("came %+v", e)
	}
	other := h.target.Call(h.t, lost, nil)
	startOf(second, other.ID())
}

// rawSocket opens an event socket for some applications; what it gives back reads on to the next event of a type.
func (h *house) rawSocket(apps ...string) func(kind string) ari.Event {
	h.t.Helper()
	ctx, cancel := context.WithTimeout(h.ctx, patience)
	defer cancel()
	header := http.Header{}
	(&http.Request{Header: header}).SetBasicAuth(h.target.Username, h.target.Password)
	transport := &http.Transport{DialContext: newDialer(h.target).dial}
	address := strings.Replace(h.target.URL, "http", "ws", 1) + "/events?app=" + url.QueryEscape(strings.Join(apps, ","))
	ws, _, err := websocket.Dial(ctx, address,
		&websocket.DialOptions{HTTPClient: &http.Client{Transport: transport}, HTTPHeader: header})
	h.must(err)
	h.t.Cleanup(func() { _ = ws.CloseNow() })
	return func(kind string) ari.Event {
		h.t.Helper()
		ctx, cancel := context.WithTimeout(h.ctx, patience)
		defer cancel()
		for {
			_, text, err := ws.Read(ctx)
			h.must(err)
			if e, err := ari.DecodeEvent(text); err == nil && e.EventType() == kind {
				return e
			}
		}
	}
}
