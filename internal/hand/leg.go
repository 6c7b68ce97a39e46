package hand

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/ariapp/ariapp/ari"
)

// Leg is who is called by hand.
type Leg struct {
	// Endpoint is as in the dialplan's Dial: PJSIP/100, Local/200@internal.
	Endpoint string
	// CallerID is who calls: a number, or Name <number>.
	CallerID string
	// Variables are those of the channel.
	Variables map[string]string
	// Timeout is how long it rings, [RingTime] when it is 0.
	Timeout time.Duration
}

func (l Leg) check() error {
	tech, resource, _ := strings.Cut(l.Endpoint, "/")
	switch {
	case tech == "" || resource == "" || strings.ContainsAny(l.Endpoint, "&,\r\n"):
		return orderf("the endpoint %q: one such as PJSIP/100 is possible", l.Endpoint)
	case l.Timeout < 0 || l.Timeout > RingTimeMax:
		return orderf("the timeout %v: up to %v are possible", l.Timeout, RingTimeMax)
	case len(l.Variables) > variablesMax:
		return orderf("there are %d variables: %d are possible", len(l.Variables), variablesMax)
	}
	for name := range l.Variables {
		if name == "" || strings.ContainsAny(name, "=\r\n ") {
			return orderf("the variable %q: its name is not one of the dialplan's", name)
		}
	}
	return nil
}

// Stage is how far a leg has come.
type Stage string

// The stages, as they follow each other.
const (
	Dialling Stage = "dialling"
	Ringing  Stage = "ringing"
	Early    Stage = "early media"
	Answered Stage = "answered"
	Joined   Stage = "connected"
	SentOn   Stage = "sent on"
	Gone     Stage = "gone"
)

// Progress tells that a leg has come to another stage.
type Progress struct {
	Endpoint string `json:"endpoint"`
	Channel  string `json:"channel"`
	Stage    Stage  `json:"stage"`
	// Cause and SIP are why it has gone.
	Cause string `json:"cause,omitempty"`
	SIP   int    `json:"sip,omitempty"`
}

// Why a call by hand did not come about. An error wraps one of them.
var (
	ErrBusy        = errors.New("busy")
	ErrNoAnswer    = errors.New("no answer")
	ErrRejected    = errors.New("rejected")
	ErrUnreachable = errors.New("cannot be reached")
	errAnnounce    = errors.New("the announcement could not be played")
	// ErrNotAllowed is the daemon's: its rules, or the scopes of a token.
	ErrNotAllowed = errors.New("not allowed")
)

// dialled is a leg that was made.
type dialled struct {
	Leg
	id    string
	stage Stage
	// started tells that it has come into the application, left that it is there no more.
	started, left bool
	// cause is that of its end, texts what Asterisk calls it.
	cause int
	text  string
	sip   int
}

// dialling are the legs and bridges that a session has made.
type dialling struct {
	*session
	legs    []*dialled
	bridges []string
	tell    func(Progress)
	// made is how many legs were made, of which some may be forgotten.
	made int
	// keys are those that were pressed and not looked at yet, of the leg whose keys are heeded.
	keys  []string
	heeds *dialled
	// watched is a bridge of somebody else, parted that a channel has left it, or may have.
	watched string
	parted  bool
	// unended gets the name of what could not be ended.
	unended *Unended
}

// number is the next leg's.
func (d *dialling) number() int {
	d.made++
	return d.made
}

// create makes a leg; it does not ring yet.
func (d *dialling) create(ctx context.Context, leg Leg) (*dialled, error) {
	one := &dialled{Leg: leg, id: d.app + "." + strconv.Itoa(d.number())}
	d.legs = append(d.legs, one) // also one whose making has an unknown end is hung up
	variables := map[string]ari.Var{}
	for name, value := range leg.Variables {
		variables[name] = ari.Var{Value: value}
	}
	for name, value := range shown(leg.CallerID) {
		variables[name] = ari.Var{Value: value}
	}
	// Whoever lets go meanwhile is heeded behind it: a channel that is made after it was hung up would stay.
	making, cancel := afterwards(ctx)
	defer cancel()
	_, err := d.client.Channels.Create(making, ari.ChannelsCreateParams{Endpoint: leg.Endpoint, App: d.app,
		ChannelID: &one.id, Variables: variables})
	if errors.Is(err, ari.ErrServer) || errors.Is(err, ari.ErrInvalid) { // Asterisk does not say which
		return nil, fmt.Errorf("calling %s: %w, or there is no such endpoint: %w", leg.Endpoint, ErrUnreachable, err)
	}
	if err != nil {
		return nil, fmt.Errorf("calling %s: %w", leg.Endpoint, err)
	}
	// Asterisk has answered before the channel can be told anything.
	err = d.comes(ctx, one)
	if err == nil && one.stage == Gone {
		err = fmt.Errorf("%w (%s)", unanswered(one.cause), told(one))
	}
	if err != nil {
		return nil, fmt.Errorf("calling %s: %w", leg.Endpoint, err)
	}
	return one, nil
}

// ParseCallerID reads a number, or a name with its number: Support <200>.
func ParseCallerID(text string) (name, number string) {
	before, rest, angle := strings.Cut(text, "<")
	if !angle {
		return "", strings.TrimSpace(text)
	}
	return strings.Trim(strings.TrimSpace(before), `"`),
		strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest), ">"))
}

// shown are the variables with which a telephone shows who calls.
func shown(callerID string) map[string]string {
	if callerID == "" {
		return nil
	}
	name, number := ParseCallerID(callerID)
	fields := map[string]string{"CONNECTEDLINE(num,i)": number, "CALLERID(num)": number}
	if name != "" {
		fields["CONNECTEDLINE(name,i)"], fields["CALLERID(name)"] = name, name
	}
	return fields
}

// ringTime is how long it rings.
func (l Leg) ringTime() time.Duration { return cmp.Or(l.Timeout, RingTime) }

// ring has a leg ring.
func (d *dialling) ring(ctx context.Context, leg *dialled) error {
	seconds := max(1, int((leg.ringTime()+time.Second-1)/time.Second))
	d.stage(leg, Dialling)
	if err := d.client.Channels.Dial(ctx, leg.id, ari.ChannelsDialParams{Timeout: &seconds}); err != nil {
		return fmt.Errorf("calling %s: %w", leg.Endpoint, err)
	}
	return nil
}

// stage notes how far a leg is; nothing leads back.
func (d *dialling) stage(leg *dialled, stage Stage) {
	stages := []Stage{"", Dialling, Ringing, Early, Answered, Joined, SentOn, Gone}
	order := func(s Stage) int {
		for i, one := range stages {
			if one == s {
				return i
			}
		}
		return 0
	}
	if order(stage) <= order(leg.stage) {
		return
	}
	leg.stage = stage
	p := Progress{Endpoint: leg.Endpoint, Channel: leg.id, Stage: stage}
	if stage == Gone {
		p.Cause, p.SIP = leg.text, leg.sip
	}
	d.tell(p)
}

// look takes what an event tells of the legs.
func (d *dialling) look(event ari.Event) {
	switch e := event.(type) {
	case *ari.Dial:
		if leg := d.leg(e.Peer.ID); leg != nil {
			switch e.DialStatus {
			case "RINGING":
				d.stage(leg, Ringing)
			case "PROGRESS":
				d.stage(leg, Early)
			case "ANSWER":
				d.stage(leg, Answered)
			}
		}
	case *ari.ChannelStateChange:
		if leg := d.leg(e.Channel.ID); leg != nil {
			switch e.Channel.State {
			case ari.ChannelStateRinging:
				d.stage(leg, Ringing)
			case ari.ChannelStateUp:
				d.stage(leg, Answered)
			}
		}
	case *ari.StasisStart:
		if leg := d.leg(e.Channel.ID); leg != nil {
			leg.started = true
		}
	case *ari.StasisEnd:
		if leg := d.leg(e.Channel.ID); leg != nil {
			leg.left = true
		}
	case *ari.ChannelLeftBridge:
		d.parted = d.parted || e.Bridge.ID == d.watched
	case *ari.BridgeDestroyed:
		d.parted = d.parted || e.Bridge.ID == d.watched
	case *ari.Back: // what it was subscribed to is forgotten perhaps
		d.parted = d.parted || d.watched != ""
		d.watched = ""
	case *ari.ChannelDtmfReceived:
		if d.heeds != nil && e.Channel.ID == d.heeds.id && len(d.keys) < keysMax {
			d.keys = append(d.keys, e.Digit)
		}
	case *ari.ChannelDestroyed:
		if leg := d.leg(e.Channel.ID); leg != nil {
			leg.cause, leg.text = e.Cause, e.CauseTxt
			if e.TechCause != nil {
				leg.sip = *e.TechCause
			}
			d.stage(leg, Gone)
		}
	}
}

func (d *dialling) leg(id string) *dialled {
	for _, leg := range d.legs {
		if leg.id == id {
			return leg
		}
	}
	return nil
}

// until takes events until something has happened. A leg's end is an event like others.
func (d *dialling) until(ctx context.Context, happened func() bool) error {
	for !happened() {
		event, err := d.next(ctx)
		if err != nil {
			return err
		}
		if err := d.see(ctx, event); err != nil {
			return err
		}
	}
	return nil
}

// see takes what an event tells, and what was not told while there was no socket.
func (d *dialling) see(ctx context.Context, event ari.Event) error {
	d.look(event)
	if _, back := event.(*ari.Back); back {
		return d.lookAgain(ctx)
	}
	return nil
}

// comes waits until a leg that was made is in the application, or gone.
func (d *dialling) comes(ctx context.Context, leg *dialled) error {
	ctx, cancel := context.WithTimeoutCause(ctx, startTime, errStart)
	defer cancel()
	return d.until(ctx, func() bool { return leg.started || leg.over() })
}

// errStart is why nobody is called, or heard, though Asterisk has made the channel.
var errStart = errors.New("the channel has not come into the application")

// lookAgain finds out what has become of the legs while there was no socket.
func (d *dialling) lookAgain(ctx context.Context) error {
	for _, leg := range d.legs {
		if leg.stage == Gone {
			continue
		}
		channel, err := d.client.Channels.Get(ctx, leg.id)
		switch {
		case errors.Is(err, ari.ErrNotFound):
			leg.text = "it ended while Asterisk was not connected"
			d.stage(leg, Gone)
		case err != nil:
			return fmt.Errorf("looking for %s: %w", leg.id, err)
		case channel.State == ari.ChannelStateUp:
			leg.started = true // one that listens is up from the beginning; of others this is behind it
			d.stage(leg, Answered)
		case channel.Dialplan.AppName == "Stasis":
			leg.started = true
		}
	}
	return nil
}
