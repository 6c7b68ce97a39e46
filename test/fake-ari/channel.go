package fakeari

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Channel states, as Asterisk spells them.
const (
	stateDown    = "Down"
	stateRing    = "Ring"
	stateRinging = "Ringing"
	stateUp      = "Up"
)

// channel is one leg. All of it is guarded by the server's lock.
type channel struct {
	server      *Server
	id          string
	name        string
	endpoint    string // "PJSIP/line"
	protocolID  string
	state       string
	caller      callerView
	connected   callerView
	accountCode string
	language    string
	dialplan    dialplanView
	created     time.Time
	variables   map[string]string
	reported    map[string]bool // variables that snapshots carry
	inherited   map[string]int  // how far a callee gets a variable: 1 once, 2 for ever

	app         *application // not nil while in Stasis
	entered     time.Time    // since when it is in app
	subscribers []*application
	commands    commandQueue
	bridge      *bridge
	hungUp      bool // what is still queued has its turn, and fails where it needs a line
	gone        bool
	leaves      *alarm // when the dialplan is done with it
	call        *Call  // its scripted caller, if it has one
	music       string
	silence     bool
	ringing     bool
	held        bool
	muted       map[string]bool
	joined      joining // how it came into its bridge
	tapes       []*recording
	busy        bool // it is played to

	// Of a leg that was made here, and not of one that called in:
	address     address
	dialable    bool         // by channels/create
	asked       bool         // to be dialled
	origination *origination // where it goes when it is answered
	leg         *Leg         // who was dialled
	early       bool         // it gave media before its answer
	patience    *alarm       // how long it may ring
	techCause   int          // why it ended, in the words of its technology
	dialled     bool         // it rings in a bridge of Asterisk's own, and stays there
	half        *channel     // the other half of a Local channel
	snoops      *snooping    // whom it listens to
	snooped     []*channel   // who listens to it
	refers      string       // where it asked to be transferred to
	replaces    *channel     // its telephone's other call, if that is to be joined
	second      bool         // it is the half that runs the dialplan
}

// outgoing tells a leg that was made here from one that called in.
func (ch *channel) outgoing() bool { return ch.dialable || ch.origination != nil }

func (ch *channel) view() *channelView {
	view := &channelView{
		ID: ch.id, Name: ch.name, State: ch.state, ProtocolID: ch.protocolID, Caller: ch.caller,
		Connected: ch.connected, AccountCode: ch.accountCode, Dialplan: ch.dialplan,
		CreationTime: timeText(ch.created), Language: ch.language,
	}
	for name := range ch.reported {
		if view.ChannelVars == nil {
			view.ChannelVars = map[string]string{}
		}
		view.ChannelVars[name] = ch.variables[name]
	}
	return view
}

// publish sends an event with a snapshot of the channel to whom it concerns.
func (ch *channel) publish(e event) {
	e.Channel = ch.view()
	ch.server.publish(e, ch.subscribers, ch.endpoint)
}

func (ch *channel) setState(state string) {
	if ch.state == state {
		return
	}
	ch.state = state
	ch.publish(event{Type: "ChannelStateChange"})
	ch.tellOfDevice()
	ch.tell()
	ch.mixed()
}

// tell wakes whoever waits for something about the channel's caller.
func (ch *channel) tell() {
	if ch.call != nil {
		ch.call.notify()
	}
}

// enter begins Stasis: subscribed first, so that no event is missed.
func (ch *channel) enter(app *application, args []string) {
	ch.app, ch.entered = app, time.Now()
	app.subscribeChannel(ch)
	list := slices.Clone(args)
	if list == nil {
		list = []string{}
	}
	ch.publishTo(app, event{Type: "StasisStart", Args: &list})
}

// exit ends Stasis. The application hears of it and then of nothing more, unless
// it subscribed to the channel by itself.
func (ch *channel) exit() {
	app := ch.app
	ch.leaveBridge()
	ch.app = nil
	ch.publishTo(app, event{Type: "StasisEnd"})
	app.unsubscribeChannel(ch)
	ch.server.retire(app)
}

// publishTo sends an event about the channel to one application only.
func (ch *channel) publishTo(app *application, e event) {
	e.Channel = ch.view()
	ch.server.publishOnly(e, app)
}

// destroy takes the channel out of the world.
func (ch *channel) destroy(cause int, ending Ending) {
	ch.endSnoops()
	ch.gone = true
	delete(ch.server.channels, ch.id)
	ch.dialplan.AppName, ch.dialplan.AppData = "", ""
	ch.publish(event{
		Type: "ChannelDestroyed", Cause: &cause, CauseText: causeText(cause), TechCause: ch.techCause,
	})
	for _, app := range slices.Clone(ch.subscribers) {
		app.forgetChannel(ch)
		ch.server.retire(app)
	}
	ch.server.notify()
	if ch.call != nil {
		ch.call.finish(ending)
	}
	ch.endHalf(cause)
}

// controlled finds a channel that is in Stasis, or says why there is none.
func (s *Server) controlled(a *ask) (*channel, reply) {
	ch := s.channels[a.params.text("channelId")]
	switch {
	case ch == nil:
		return nil, failed(http.StatusNotFound, "Channel not found")
	case ch.app == nil:
		return nil, failed(http.StatusConflict, "Channel not in Stasis application")
	}
	return ch, reply{}
}

// usable finds a channel in Stasis that is not an unanswered outgoing one.
func (s *Server) usable(a *ask) (*channel, reply) {
	ch, refusal := s.controlled(a)
	if ch == nil {
		return nil, refusal
	}
	switch ch.state {
	case stateDown, stateRinging:
		return nil, failed(http.StatusPreconditionFailed, "Channel in invalid state")
	}
	return ch, reply{}
}

// newChannel puts a channel into the world, in no application yet.
func (s *Server) newChannel(id, endpoint, state string) *channel {
	serial := s.nextID()
	if id == "" {
		id = fmt.Sprintf("%d.%d", time.Now().Unix(), serial)
	}
	ch := &channel{
		server: s, id: id, endpoint: endpoint, state: state, created: s.clock(),
		name: fmt.Sprintf("%s-%08x", endpoint, serial), language: s.options.Language,
		variables: map[string]string{}, reported: map[string]bool{}, inherited: map[string]int{},
		muted: map[string]bool{},
	}
	s.channels[id] = ch
	return ch
}

// setVariable sets a variable and tells the world; a name that begins with
// underscores is inherited and known without them.
func (ch *channel) setVariable(name, value string, report bool) {
	known := strings.TrimLeft(name, "_")
	ch.variables[known] = value
	ch.inherited[known] = min(len(name)-len(known), 2)
	ch.apply(name, value)
	if report {
		ch.reported[known] = true
	}
	if !strings.HasSuffix(name, ")") { // of a function only its effect is told
		ch.publish(event{Type: "ChannelVarset", Variable: name, Value: &value})
	}
}

// channelViews are all channels, in the order of their ids.
func (s *Server) channelViews() []*channelView {
	views := make([]*channelView, 0, len(s.channels))
	for _, id := range slices.Sorted(maps.Keys(s.channels)) {
		views = append(views, s.channels[id].view())
	}
	return views
}
