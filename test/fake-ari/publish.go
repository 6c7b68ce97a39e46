package fakeari

import "strings"

// publish sends an event to those who subscribed to its object, to the object's
// endpoint, and to everything, each of them once, and to those who subscribed to
// the endpoint's technology.
func (s *Server) publish(e event, subscribers []*application, endpoint string) {
	e.Timestamp = timeText(s.clock())
	e.AsteriskID = s.options.EntityID
	for _, app := range subscribers {
		app.deliver(e)
	}
	for app := range s.endpoints[endpoint] {
		if !contains(subscribers, app) {
			app.deliver(e)
		}
	}
	technology, _, _ := strings.Cut(endpoint, "/")
	for app := range s.endpoints[technology] { // who hears of a whole technology is told twice, as by Asterisk
		app.deliver(e)
	}
	for app := range s.everything {
		if !contains(subscribers, app) {
			app.deliver(e)
		}
	}
}

// publishOnly sends an event that concerns one application and nobody else, also
// not those who hear of everything.
func (s *Server) publishOnly(e event, app *application) {
	e.Timestamp = timeText(s.clock())
	e.AsteriskID = s.options.EntityID
	app.deliver(e)
}

func contains(apps []*application, app *application) bool {
	for _, other := range apps {
		if other == app {
			return true
		}
	}
	return false
}

// stamp makes an event that is about the application itself.
func (app *application) stamp(e event) *event {
	e.Timestamp = timeText(app.server.clock())
	e.AsteriskID = app.server.options.EntityID
	e.Application = app.name
	return &e
}

// deliver hands an event to the application's socket, unless a fault is in the
// way. Without a socket the event is lost.
func (app *application) deliver(e event) {
	e.Application = app.name
	if app.session == nil || !app.hears(e.Type) {
		return
	}
	f := app.server.eventFault(&e)
	if f == nil {
		app.pass(&e)
		return
	}
	switch f.Name {
	case Drop, ForgetPlaybackEnd:
	case Delay:
		app.server.after(f.Delay, func() { app.pass(&e) })
	case Duplicate:
		app.pass(&e)
		app.pass(&e)
	case Reorder:
		app.hold(&e, f)
	}
}

// pass sends an event, and after it the one that was held back for it.
func (app *application) pass(e *event) {
	held := app.held
	app.held = nil
	app.heldFor.cancel()
	if app.session == nil {
		return
	}
	app.session.send(e)
	if held != nil {
		app.session.send(held)
	}
}

// hold keeps an event back until the next one has passed it, or for a while.
func (app *application) hold(e *event, f *armedFault) {
	wait := f.Delay
	if wait <= 0 {
		wait = reorderWait
	}
	before := app.held
	app.held = e
	app.heldFor.cancel()
	app.heldFor = app.server.after(wait, func() {
		if held := app.held; held != nil && app.session != nil {
			app.held = nil
			app.session.send(held)
		}
	})
	if before != nil {
		app.session.send(before)
	}
}
