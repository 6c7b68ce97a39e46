package contract

import "github.com/ariapp/ariapp/ari"

func inheritLaws() []law {
	return []law{
		{"a leg inherits by the caller's variables with underscores, and shows its number", inherits},
		{"a leg shows what its connected line was set to", showsConnectedLine},
		{"a leg's own variables go along", ownVariables},
	}
}

func (h *house) set(id, name, value string) {
	h.t.Helper()
	h.must(h.client.Channels.SetChannelVar(h.ctx, id, ari.ChannelsSetChannelVarParams{Variable: name, Value: &value}))
}

// read is a variable of a channel, or nothing.
func (h *house) read(id, name string) string {
	h.t.Helper()
	got, err := h.client.Channels.GetChannelVar(h.ctx, id, ari.ChannelsGetChannelVarParams{Variable: name})
	if err != nil {
		h.refused(err, ari.ErrNotFound, "reading "+name)
		return ""
	}
	return got.Value
}

func inherits(h *house) {
	caller, callee := h.answered(), h.target.Callee(h.t)
	for name, value := range map[string]string{
		"ONCE": "0", "_ONLY_HERE": "1", "__FOR_ALL": "2", "CALLERID(all)": "Ann <+4930123>",
	} {
		h.set(caller.ID(), name, value)
	}
	id := h.created(callee.Endpoint(), nil)
	h.dial(id, ari.ChannelsDialParams{Caller: ari.Ptr(caller.ID())})
	if name, number := callee.CallerID(); name != "Ann" || number != "+4930123" {
		h.t.Errorf("the callee sees %q <%s>", name, number)
	}
	for name, want := range map[string]string{"ONCE": "", "ONLY_HERE": "1", "FOR_ALL": "2"} {
		if got := h.read(id, name); got != want {
			h.t.Errorf("the leg's %s is %q, want %q", name, got, want)
		}
	}
	got, err := h.client.Channels.Get(h.ctx, id)
	h.must(err)
	if got.Connected.Number != "+4930123" || got.Connected.Name != "Ann" {
		h.t.Errorf("the leg is connected to %+v", got.Connected)
	}
	callee.Hangup(17)
	h.awaitDestroyed(id)
}

func showsConnectedLine(h *house) {
	callee := h.target.Callee(h.t)
	id := h.created(callee.Endpoint(), nil)
	h.set(id, "CONNECTEDLINE(name,i)", "Two")
	h.set(id, "CONNECTEDLINE(num,i)", "22")
	h.dial(id, ari.ChannelsDialParams{})
	if name, number := callee.CallerID(); name != "Two" || number != "22" {
		h.t.Errorf("the callee sees %q <%s>", name, number)
	}
}

func ownVariables(h *house) {
	callee := h.target.Callee(h.t)
	id := h.created(callee.Endpoint(), map[string]ari.Var{"PLAIN": {Value: "a b"}, "__DEEP": {Value: "3"}})
	h.dial(id, ari.ChannelsDialParams{})
	for name, want := range map[string]string{"PLAIN": "a b", "DEEP": "3"} {
		if got := callee.Variable(name); got != want {
			h.t.Errorf("the callee's %s is %q, want %q", name, got, want)
		}
		if got := h.read(id, name); got != want {
			h.t.Errorf("the leg's %s is %q, want %q", name, got, want)
		}
	}
}
