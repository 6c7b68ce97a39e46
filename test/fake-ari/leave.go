package fakeari

import (
	"net/http"
	"strconv"
	"strings"
)

// listOf splits arguments at commas; empty ones are dropped, as move does.
func listOf(args string) []string {
	return strings.FieldsFunc(args, func(r rune) bool { return r == ',' })
}

// moveChannel queues the way into another application.
func moveChannel(s *Server, a *ask) reply {
	ch, refusal := s.controlled(a)
	if ch == nil {
		return refusal
	}
	name, args := a.params.text("app"), listOf(a.params.text("appArgs"))
	if name == "" {
		// The real 22.10.1 dies of a move without an application.
		return failed(http.StatusBadRequest, "Missing parameter app")
	}
	return ch.later(func(ch *channel) { ch.moveTo(name, args) })
}

func (ch *channel) moveTo(name string, args []string) {
	if ch.hungUp {
		return
	}
	target := ch.server.apps[name]
	if !target.active() {
		list := append([]string{}, args...)
		ch.publishTo(ch.app, event{Type: "ApplicationMoveFailed", Destination: name, Args: &list})
		return
	}
	from := ch.app
	ch.publishTo(from, event{Type: "StasisEnd"})
	from.unsubscribeChannel(ch)
	ch.server.retire(from)
	ch.enter(target, args)
}

// continueChannel queues the way back into the dialplan.
func continueChannel(s *Server, a *ask) reply {
	ch, refusal := s.usable(a)
	if ch == nil {
		return refusal
	}
	context, exten := a.params.text("context"), a.params.text("extension")
	label, priority := a.params.text("label"), a.params.number("priority", 0)
	onlyNext := context == "" && exten == ""
	to := ch.dialplan
	if context != "" {
		to.Context, to.Exten = context, "s"
	}
	if exten != "" {
		to.Exten = exten
	}
	switch number, err := strconv.Atoi(label); {
	case label != "" && err != nil:
		return failed(http.StatusNotFound, "Requested label can not be found")
	case label != "" && number == 0:
		return failed(http.StatusBadRequest, "Requested priority is illegal")
	case label != "":
		to.Priority = number
	case priority != 0:
		to.Priority = priority
	case onlyNext:
		to.Priority++
	default:
		to.Priority = 1
	}
	to.AppName, to.AppData = "", ""
	return ch.later(func(ch *channel) { ch.continueAt(to) })
}

// continueAt ends Stasis and leaves the channel to the dialplan, which ends it in
// its own time.
func (ch *channel) continueAt(to dialplanView) {
	if ch.hungUp {
		return
	}
	ch.exit()
	ch.inDialplan(to)
}

// inDialplan leaves the channel to the dialplan.
func (ch *channel) inDialplan(to dialplanView) {
	ch.dialplan = to
	ending := Ending{How: EndDialplan, Context: to.Context, Exten: to.Exten, Priority: to.Priority}
	ch.commands.flushWaiting()
	if ch.call != nil {
		ch.call.leaving = &ending
		ch.tell()
	}
	if ch.server.options.DialplanStay <= 0 {
		ch.destroy(causeNormal, ending)
		return
	}
	ch.leaves = ch.server.after(ch.server.options.DialplanStay, func() { ch.destroy(causeNormal, ending) })
}

// redirectChannel checks as Asterisk does; the transfer itself then ends the call.
func redirectChannel(s *Server, a *ask) reply {
	ch, refusal := s.usable(a)
	if ch == nil {
		return refusal
	}
	endpoint := a.params.text("endpoint")
	tech, resource, slash := strings.Cut(endpoint, "/")
	own, _, _ := strings.Cut(ch.endpoint, "/")
	switch {
	case endpoint == "":
		return failed(http.StatusBadRequest, "Required parameter 'endpoint' not provided.")
	case !slash || tech == "":
		return failed(http.StatusUnprocessableEntity,
			"Endpoint parameter '%s' does not contain tech/resource", endpoint)
	case resource == "":
		return failed(http.StatusUnprocessableEntity,
			"No resource provided in endpoint parameter '%s'", endpoint)
	case !strings.EqualFold(tech, own):
		return failed(http.StatusUnprocessableEntity,
			"Endpoint technology '%s' does not match channel technology '%s'", tech, own)
	}
	return ch.later(func(ch *channel) {
		if ch.call != nil {
			ch.call.redirected = endpoint
		}
		if own != "Local" { // of which nothing comes
			ch.hangUp(causeNormal, false)
		}
	})
}
