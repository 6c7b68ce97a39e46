package fakeari

import (
	"fmt"
	"net/http"
	"slices"
)

// snooping is what makes a channel one that listens to another.
type snooping struct {
	spied   *channel
	whisper string
}

// snoopChannel makes a channel that hears another one, and may be heard by it. It
// ends with the other.
func snoopChannel(s *Server, a *ask) reply {
	directions := []string{"", "none", "both", "out", "in"}
	spy, whisper, id := a.params.text("spy"), a.params.text("whisper"), a.params.text("snoopId")
	none := func(direction string) bool { return direction == "" || direction == "none" }
	switch {
	case !slices.Contains(directions, spy):
		return failed(http.StatusBadRequest, "Invalid direction specified for spy")
	case !slices.Contains(directions, whisper):
		return failed(http.StatusBadRequest, "Invalid direction specified for whisper")
	case none(spy) && none(whisper):
		return failed(http.StatusBadRequest, "Direction must be specified for at least spy or whisper")
	case a.params.text("app") == "":
		return failed(http.StatusBadRequest, "Application name is required")
	}
	spied, refusal := s.readable(a)
	if spied == nil {
		return refusal
	}
	if s.channels[id] != nil {
		rep := failed(http.StatusInternalServerError, "Snoop channel could not be created")
		rep.reason = "Internal error"
		return rep
	}
	ch := s.newChannel(id, "Snoop/"+spied.id, stateUp)
	ch.name = fmt.Sprintf("Snoop/%s-%08x", spied.id, s.serial)
	ch.dialplan = dialplanView{Context: "default", Exten: "s", Priority: 1}
	ch.snoops = &snooping{spied, whisper}
	spied.snooped = append(spied.snooped, ch)
	view := ch.view()
	app := s.apps[a.params.text("app")]
	if !app.active() {
		ch.destroy(causeNormal, Ending{How: EndFailed})
		return ok(view)
	}
	ch.runStasis(app, listOf(a.params.text("appArgs")))
	return ok(view)
}

// tapped is the channel whose sound comes from this one.
func (ch *channel) tapped() *channel {
	if ch.snoops != nil {
		return ch.snoops.spied
	}
	return ch
}

// ears are those who hear what is played to the channel: of a snoop the one it
// whispers to, or those in a bridge with it.
func (ch *channel) ears() []*Call {
	if ch.snoops == nil {
		return callsOf(ch)
	}
	var heard []*channel
	spied := ch.snoops.spied
	if how := ch.snoops.whisper; how == "out" || how == "both" {
		heard = append(heard, spied)
	}
	if how := ch.snoops.whisper; (how == "in" || how == "both") && spied.bridge != nil {
		for _, other := range spied.bridge.members {
			if other != spied {
				heard = append(heard, other)
			}
		}
	}
	return callsOf(heard...)
}

// endSnoops ends those that listen to a channel that ends, and lets one that
// listened be forgotten.
func (ch *channel) endSnoops() {
	for _, snoop := range slices.Clone(ch.snooped) {
		snoop.end(parting{silent: true, cause: causeNormal})
	}
	if ch.snoops != nil {
		spied := ch.snoops.spied
		spied.snooped = slices.DeleteFunc(spied.snooped, func(o *channel) bool { return o == ch })
	}
}
