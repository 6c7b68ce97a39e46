package fakeari

import (
	"maps"
	"slices"
)

// application is a Stasis application: what it hears and who serves it. Guarded
// by the server's lock.
type application struct {
	server     *Server
	name       string
	session    *session // nil while no socket serves it: then events are lost
	everything bool     // subscribed to all that happens
	channels   map[string]int
	bridges    map[string]int
	endpoints  map[string]int
	devices    map[string]int
	allowed    []string
	disallowed []string
	held       *event // an event that a fault lets another one pass
	heldFor    *alarm
}

func (s *Server) newApplication(name string) *application {
	app := &application{
		server: s, name: name, channels: map[string]int{}, bridges: map[string]int{},
		endpoints: map[string]int{}, devices: map[string]int{},
	}
	s.apps[name] = app
	return app
}

// register gives an application to a socket. An older socket that has it is told,
// and keeps everything but the application.
func (s *Server) register(name string, to *session, everything bool) {
	app := s.apps[name]
	if app == nil {
		app = s.newApplication(name)
		if everything {
			app.everything = true
			s.everything[app] = struct{}{}
		}
	}
	if app.session != nil && app.session != to {
		app.session.send(app.stamp(event{Type: "ApplicationReplaced"}))
	}
	app.session = to
}

// deactivate takes an application from a socket that has gone. What it subscribed
// to stays; without any subscription it is removed.
func (s *Server) deactivate(app *application) {
	app.session = nil
	if app.everything {
		app.everything = false
		delete(s.everything, app)
	}
	s.retire(app)
}

// retire removes an application that nobody serves and that hears of nothing.
func (s *Server) retire(app *application) {
	subscriptions := len(app.channels) + len(app.bridges) + len(app.endpoints) + len(app.devices)
	if app.session == nil && subscriptions == 0 && s.apps[app.name] == app {
		delete(s.apps, app.name)
	}
}

func (app *application) active() bool { return app != nil && app.session != nil }

// subscribeChannel counts one more reason to hear of the channel. An application
// that hears of everything has none.
func (app *application) subscribeChannel(ch *channel) {
	if app.everything {
		return
	}
	app.channels[ch.id]++
	if app.channels[ch.id] == 1 {
		ch.subscribers = append(ch.subscribers, app)
	}
}

func (app *application) unsubscribeChannel(ch *channel) bool {
	count, subscribed := app.channels[ch.id]
	if !subscribed {
		return false
	}
	if count > 1 {
		app.channels[ch.id]--
		return true
	}
	app.forgetChannel(ch)
	return true
}

func (app *application) forgetChannel(ch *channel) {
	delete(app.channels, ch.id)
	ch.subscribers = slices.DeleteFunc(ch.subscribers, func(a *application) bool { return a == app })
}

func (app *application) subscribeBridge(b *bridge) {
	if app.everything {
		return
	}
	app.bridges[b.id]++
	if app.bridges[b.id] == 1 {
		b.subscribers = append(b.subscribers, app)
	}
}

func (app *application) unsubscribeBridge(b *bridge) bool {
	count, subscribed := app.bridges[b.id]
	if !subscribed {
		return false
	}
	if count > 1 {
		app.bridges[b.id]--
		return true
	}
	app.forgetBridge(b)
	return true
}

func (app *application) forgetBridge(b *bridge) {
	delete(app.bridges, b.id)
	b.subscribers = slices.DeleteFunc(b.subscribers, func(a *application) bool { return a == app })
}

// hears tells whether the application's filter lets a type of event through.
func (app *application) hears(kind string) bool {
	if slices.Contains(app.disallowed, kind) {
		return false
	}
	return len(app.allowed) == 0 || slices.Contains(app.allowed, kind)
}

func (app *application) view() applicationView {
	sorted := func(set map[string]int) []string {
		return append([]string{}, slices.Sorted(maps.Keys(set))...)
	}
	types := func(names []string) []typeView {
		views := []typeView{}
		for _, name := range names {
			views = append(views, typeView{name})
		}
		return views
	}
	return applicationView{
		Name: app.name, ChannelIDs: sorted(app.channels), BridgeIDs: sorted(app.bridges),
		EndpointIDs: sorted(app.endpoints), DeviceNames: sorted(app.devices),
		EventsAllowed: types(app.allowed), EventsDisallowed: types(app.disallowed),
	}
}
