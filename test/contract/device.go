package contract

import (
	"net/http"
	"strings"

	"github.com/ariapp/ariapp/ari"
)

func deviceLaws() []law {
	return []law{
		{"a device state of ours is kept, told and forgotten", deviceIsKept},
		{"a device that is not ours is not set", foreignDevice},
		{"who is called is in use until it is over", deviceOfCallee},
		{"an endpoint that is not there is not found", noEndpoint},
		{"there are no mailboxes", noMailboxes},
	}
}

func (h *house) device(name, want string) {
	h.t.Helper()
	got, err := h.client.DeviceStates.Get(h.ctx, name)
	h.must(err)
	if string(got.State) != want {
		h.t.Errorf("%s is %q, want %q", name, got.State, want)
	}
}

func deviceIsKept(h *house) {
	name := "Stasis:" + unique("device")
	set := func(state string) error {
		return h.client.DeviceStates.Update(h.ctx, name,
			ari.DeviceStatesUpdateParams{DeviceState: ari.DeviceStatesUpdateDeviceState(state)})
	}
	h.device(name, "UNKNOWN")
	h.must(set("INUSE"))
	h.t.Cleanup(func() { _ = h.client.DeviceStates.Delete(h.ctx, name) })
	h.device(name, "INUSE")
	_, err := h.client.Applications.Subscribe(h.ctx, h.app,
		ari.ApplicationsSubscribeParams{EventSource: []string{"deviceState:" + name}})
	h.must(err)
	h.must(set("NOT_INUSE"))
	awaitOf(h.recorder, "DeviceStateChanged", func(e *ari.DeviceStateChanged) bool {
		return e.DeviceState.Name == name && e.DeviceState.State == "NOT_INUSE"
	})
	h.refused(set("NONSENSE"), ari.ErrServer, "an unknown state")
	h.must(h.client.DeviceStates.Delete(h.ctx, name))
	h.device(name, "UNKNOWN")
	h.must(h.client.DeviceStates.Delete(h.ctx, name))
}

func foreignDevice(h *house) {
	name := "PJSIP/" + unique("device")
	err := h.client.DeviceStates.Update(h.ctx, name, ari.DeviceStatesUpdateParams{DeviceState: "INUSE"})
	h.refused(err, ari.ErrConflict, "setting a device that is not ours")
	h.refused(h.client.DeviceStates.Delete(h.ctx, name), ari.ErrConflict, "deleting a device that is not ours")
	h.device(name, "INVALID")
}

// deviceOfCallee: the device of who is called is in use while the call lasts, and that is told.
func deviceOfCallee(h *house) {
	to := h.target.Callee(h.t)
	name, _ := strings.CutSuffix(to.Endpoint(), "/n")
	told := func(state string) {
		h.t.Helper()
		awaitOf(h.recorder, "DeviceStateChanged", func(e *ari.DeviceStateChanged) bool {
			return e.DeviceState.Name == name && string(e.DeviceState.State) == state
		})
		h.device(name, state)
	}
	h.device(name, "NOT_INUSE")
	_, err := h.client.Applications.Subscribe(h.ctx, h.app,
		ari.ApplicationsSubscribeParams{EventSource: []string{"deviceState:" + name}})
	h.must(err)
	_, err = h.client.Channels.OriginateWithID(h.ctx, unique("leg"), ari.ChannelsOriginateWithIDParams{
		Endpoint: to.Endpoint(), App: &h.app})
	h.must(err)
	to.Answer()
	told("INUSE")
	to.Hangup(16)
	h.must(to.AwaitEnd(h.ctx))
	told("NOT_INUSE")
}

func noEndpoint(h *house) {
	_, err := h.client.Endpoints.Get(h.ctx, "PJSIP", unique("nobody"))
	h.refused(err, ari.ErrNotFound, "an unknown endpoint")
	_, err = h.client.Endpoints.ListByTech(h.ctx, "Nothing")
	h.refused(err, ari.ErrNotFound, "an unknown technology")
	err = h.client.Endpoints.SendMessageToEndpoint(h.ctx, "PJSIP", unique("nobody"),
		ari.EndpointsSendMessageToEndpointParams{From: "sip:a@b"})
	h.refused(err, ari.ErrNotFound, "a message to nobody")
}

func noMailboxes(h *house) {
	_, err := h.client.Mailboxes.List(h.ctx)
	h.status(err, http.StatusNotFound, "the list of mailboxes")
}
