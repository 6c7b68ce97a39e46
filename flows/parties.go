package flows

import (
	"context"
	"errors"
	"time"
)

// Party names somebody within a call: [Caller], or a leg that [Run.Dial] has made.
type Party string

// Caller is the one who called.
const Caller Party = ""

// ErrPartyGone tells that a leg is not there any more.
var ErrPartyGone = errors.New("the party has gone")

// Parties is a [Port] whose call may have legs beside the caller's, and bridges
// to join them in. They belong to the call, which ends them when it ends. Steps
// use the methods of [Run] of the same names, which tell facts and tidy up.
type Parties interface {
	// Dial makes a leg and has it ring; it returns its name at once. What becomes
	// of it are events of [LegChanged], that it could not be made too.
	Dial(ctx context.Context, leg Leg) (Party, error)
	// HangupLeg ends a leg; one that is gone is no error. Its end is told by an event all the same.
	HangupLeg(ctx context.Context, leg Party, cause Cause) error
	// Bridge makes a bridge and returns its name.
	Bridge(ctx context.Context, bridge Bridge) (string, error)
	// Unbridge ends a bridge; who was in it hears nothing then. One that is gone is no error.
	Unbridge(ctx context.Context, bridge string) error
	// Join takes a party into a bridge, out of the one that it is in.
	Join(ctx context.Context, bridge string, party Party, how Joining) error
	// Part takes a party out of a bridge; one that is not in it is no error.
	Part(ctx context.Context, bridge string, party Party) error
	// PlayTo begins to play to a leg, as [Port].Play does to the caller.
	PlayTo(ctx context.Context, party Party, language string, media []string) (playback string, err error)
	// PlayIn begins to play to all in a bridge.
	PlayIn(ctx context.Context, bridge, language string, media []string) (playback string, err error)
	// MusicIn begins music on hold for all in a bridge, of the default class, or ends it. Where that has ended already it
	// is no error.
	MusicIn(ctx context.Context, bridge string, on bool) error
	// MusicTo begins music on hold for a party who is in no bridge, "" for the channel's own class, or ends it.
	MusicTo(ctx context.Context, party Party, class string, on bool) error
	// Mute has a party not be heard in bridges, or be heard again.
	Mute(ctx context.Context, party Party, on bool) error
	// SendKeys plays keys to a party, one after the other.
	SendKeys(ctx context.Context, party Party, keys string) error
}

// Leg is somebody to be called for the call.
type Leg struct {
	// Endpoint is what Asterisk dials: PJSIP/100, Local/20@phones/n.
	Endpoint string
	// CallerID is what the callee sees, nil for the caller's own.
	CallerID *CallerID
	// Inherit takes over from the caller what Dial does: variables that begin with _, language, account, music.
	Inherit bool
	// Variables are set before it rings; names may be functions of the dialplan: PJSIP_HEADER(add,X-Name).
	Variables map[string]string
	// Timeout is how long it may ring, 0 for ever; Asterisk counts in whole seconds.
	Timeout time.Duration
	// Bridge is where the leg stands while it rings, so that its early media are heard there; "" for nowhere.
	Bridge string
}

// CallerID is who calls, as the callee sees it.
type CallerID struct {
	Name, Number string
	// Presentation is one of Asterisk's CALLERPRES names, such as allowed_not_screened or prohib; "" leaves it.
	Presentation string
}

// Bridge is where parties hear each other.
type Bridge struct {
	// Shared is the name of a bridge that several calls use and that none of them
	// ends by itself; "" for one of the call's own. One that is there already is joined.
	Shared string
	// Kind is [Mixing] or [Holding].
	Kind BridgeKind
	// Keys has keys be told while only two are in the bridge: Asterisk passes media by otherwise.
	Keys bool
}

// BridgeKind is what a bridge does.
type BridgeKind string

// The kinds of bridges.
const (
	Mixing  BridgeKind = "mixing"
	Holding BridgeKind = "holding"
)

// Joining says how a party takes part in a bridge.
type Joining struct {
	// Muted parties hear and are not heard.
	Muted bool
	// AbsorbKeys has the others not hear the party's keys.
	AbsorbKeys bool
}

// LegState is what became of a leg.
type LegState string

// What becomes of a leg, in this order; any of them may be missing but the last.
const (
	Rang       LegState = "rang"
	Progressed LegState = "progressed"
	Answered   LegState = "answered"
	LegGone    LegState = "gone"
)

// Recorder is a [Port] whose parties can be recorded.
type Recorder interface {
	// Record begins a recording and returns at once; [RecordingOver] tells its end. Its name is the caller's choice.
	Record(ctx context.Context, recording Recording) error
	// ChangeRecording does something with one under way; one that is over is no error.
	ChangeRecording(ctx context.Context, name string, change RecordingChange) error
	// Records tells whether a recording was begun whose end was not told yet, also by a process that has died.
	Records(ctx context.Context, name string) (bool, error)
}

// PlayingOn is a [Port] whose caller may hear on what a process has begun to play that has died.
type PlayingOn interface {
	// PlaysOn is what does of these prompts, and the how manieth it was that the step has begun, from 0; ok is false for
	// nothing, and when it was told before.
	PlaysOn(ctx context.Context, language string, prompts []string) (playback string, nth int, ok bool)
}

// Recording is what to record, and how.
type Recording struct {
	// Name is a path below Asterisk's recordings, without ending: letters, digits, - _ . and /.
	Name string
	// Format is wav, gsm, … as Asterisk knows them.
	Format string
	// Bridge records what all in a bridge say; else Party is recorded.
	Bridge string
	Party  Party
	// Tap records a party from outside, also while it is in a bridge: only what it says, or with Both what it hears too.
	Tap, Both bool
	// Max and Silence end it, in whole seconds; 0 for never.
	Max, Silence time.Duration
	// Terminator is "none", "any", "*" or "#".
	Terminator string
	Beep       bool
	// IfExists is fail, overwrite or append.
	IfExists string
}

// RecordingChange is what is done with a recording under way.
type RecordingChange string

// What may be done with a recording. Discard ends it and deletes it.
const (
	StopRecording    RecordingChange = "stop"
	DiscardRecording RecordingChange = "discard"
	PauseRecording   RecordingChange = "pause"
	ResumeRecording  RecordingChange = "resume"
	MuteRecording    RecordingChange = "mute"
	UnmuteRecording  RecordingChange = "unmute"
)

// Visitor is a [Port] whose caller can be sent into the dialplan and come back.
type Visitor interface {
	// Visit sends the channel to a place in the dialplan; [CameBack] tells that it has entered Stasis again. Until
	// then the call can do nothing else with it.
	Visit(ctx context.Context, place Place) error
}

// Variables is a [Port] whose channels have variables, as the dialplan has.
type Variables interface {
	// Variable reads one, or a function; "" when it is not set.
	Variable(ctx context.Context, party Party, name string) (string, error)
	// SetVariable sets one, or a function.
	SetVariable(ctx context.Context, party Party, name, value string) error
}

// Transferer is a [Port] that can hand channels over to others.
type Transferer interface {
	// Redirect has the party's own telephone call somebody else: 302 before the answer, REFER after it.
	Redirect(ctx context.Context, party Party, endpoint string) error
	// TransferIs tells the telephone that asked for a transfer how it goes: progress, answered, unavailable, declined.
	TransferIs(ctx context.Context, party Party, state string) error
}

// LegContinuer is a [Port] whose legs can be sent into Asterisk's dialplan.
type LegContinuer interface {
	// ContinueLeg sends a leg on in the dialplan: it leaves the call for good, and no event tells of that.
	ContinueLeg(ctx context.Context, leg Party, place Place) error
}

// Attender is a [Port] that can do a transfer after a word: the telephone has two talks, and joins the others.
type Attender interface {
	// Attend puts the one with whom the telephone talks elsewhere into its place here, tells it so and hangs it up, here
	// and there. On an error all is as before, and the telephone has been told nothing.
	Attend(ctx context.Context, wanted *Transfer) error
}

// Messenger is a [Port] whose Asterisk sends text messages.
type Messenger interface {
	// SendMessage sends a text from one address to another, such as pjsip:100 or pjsip:trunk/sip:100@example.com.
	SendMessage(ctx context.Context, to, from, body string, variables map[string]string) error
}

// Notifiable is a [Port] that others, of other calls, may tell something.
type Notifiable interface {
	// Notifier returns a function that any goroutine may call: its value comes as an event of [Notified].
	Notifier() func(value any)
}

// Transfer is what a telephone asks for.
type Transfer struct {
	// By is who asks.
	By Party
	// To is the extension that is wanted, or the protocol's address.
	To string
	// Attended tells that the telephone has a second talk and wants the others of both joined; nobody is to be called.
	Attended bool
	// Channel is the telephone's own in that talk, With that of the one with whom it talks there; "" where there is none
	// (any more), or where others are there as well.
	Channel, With string
}
