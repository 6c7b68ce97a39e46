package flows

import (
	"context"
	"time"

	"github.com/ariapp/ariapp/flows/digits"
)

// Port is the telephone of one call as steps see it. Only the call's walker
// uses it, from one goroutine. Every method returns when ctx is over, with
// [context.Cause] of it; other errors mean that the telephone refused.
type Port interface {
	// Now is the time of the call's world.
	Now() time.Time
	// Next waits for the next thing that happens to the call. At the deadline it
	// returns [TimeUp]; a zero deadline is none; a deadline that is past asks
	// only for what has happened already. The event is the walk's from then on; it
	// is nil with an error, and only then.
	Next(ctx context.Context, deadline time.Time) (*Event, error)
	// Answered tells whether the caller's channel is up.
	Answered() bool
	// Answer answers the channel and waits the number's answer delay; on an
	// answered channel it does nothing.
	Answer(ctx context.Context) error
	// Play begins to play the media one after the other and returns their
	// common playback's name at once; [PlaybackEnded] tells its end. language is
	// that of the prompts, "" for the channel's own.
	Play(ctx context.Context, language string, media []string) (playback string, err error)
	// Stop ends a playback; one that has ended already is no error. No
	// PlaybackEnded of it is delivered afterwards.
	Stop(ctx context.Context, playback string) error
	// Work begins work beside the call and returns its name at once; [WorkEnded]
	// tells its end, unless ctx, which is the work's too, is over by then.
	Work(ctx context.Context, work func(context.Context) (any, error)) (name string, err error)
	// Hangup ends the channel; one that is gone is no error.
	Hangup(ctx context.Context, cause Cause) error
}

// Signaller is a [Port] whose channel has signals and music beside prompts.
// What is on already may be switched on again, and what is off, off.
type Signaller interface {
	// Ring has the caller hear ringing (180), or ends it; on an answered channel Asterisk plays the tone.
	Ring(ctx context.Context, on bool) error
	// Progress opens early media (183).
	Progress(ctx context.Context) error
	// Music begins music on hold of that class, "" for the channel's own, or ends it.
	Music(ctx context.Context, class string, on bool) error
}

// Continuer is a [Port] whose call can be sent back to Asterisk's dialplan.
type Continuer interface {
	// Continue sends the channel on in the dialplan; it leaves the flow for good.
	Continue(ctx context.Context, place Place) error
}

// Place is a place in the dialplan. Empty fields mean where the channel is: all
// empty, the priority after Stasis().
type Place struct {
	Context, Extension string
	// Priority is a number or a label, "" for the first of a given extension.
	Priority string
}

// String is the place as the dialplan writes it: context,extension,priority.
func (p Place) String() string { return p.Context + "," + p.Extension + "," + p.Priority }

// EventKind says what happened to a call.
type EventKind int

// What happens to a call while a step waits.
const (
	// TimeUp is the deadline of the wait.
	TimeUp EventKind = iota
	// KeyPressed is a digit of the caller.
	KeyPressed
	// PlaybackEnded is the end of a playback.
	PlaybackEnded
	// WorkEnded is the end of what [Port].Work began.
	WorkEnded
	// LegChanged is what became of a leg.
	LegChanged
	// LegKey is a digit of a leg.
	LegKey
	// PartyLeft tells that a party is in a bridge no more, and that not by us.
	PartyLeft
	// RecordingOver is the end of a recording.
	RecordingOver
	// CameBack tells that the caller is back from the dialplan.
	CameBack
	// TransferAsked tells that a telephone asks for a transfer.
	TransferAsked
	// Notified is what [Notifiable].Notifier was given.
	Notified
	// Replaced tells that another channel is in a party's place: Asterisk has done a transfer.
	Replaced
)

// Event is one thing that happened to a call.
type Event struct {
	Kind EventKind
	// At is when it happened.
	At time.Time
	// Key is the digit of KeyPressed and LegKey.
	Key digits.Key
	// Held tells that a walk has kept the key back for a moment: it may have begun a hotkey.
	Held bool
	// ahead is which of the walk's keys it is, from 1, if it is hidden for no other reason than that nobody asked yet.
	ahead int
	// Playback names the playback of PlaybackEnded, Failed tells that nothing (more) of it was heard.
	Playback string
	Failed   bool
	// Work names the work of WorkEnded, Result and Err are what came of it. Result is also the value of Notified.
	Work   string
	Result any
	Err    error
	// Leg is whom LegChanged, LegKey, PartyLeft or Replaced tells of, Leg is [Caller] where it is the caller.
	Leg Party
	// State is what LegChanged tells.
	State LegState
	// Cause is why a leg is gone, SIP the status that said so, 0 when there was none.
	Cause Cause
	SIP   int
	// Forward is the extension to which a leg that is gone forwards the call, "" for none.
	Forward string
	// Bridge is what PartyLeft left.
	Bridge string
	// Recording names that of RecordingOver; Failed tells that there is none, Took how long it is. Took is also how long
	// the key of LegKey was held, 0 where that is not told.
	Recording string
	Took      time.Duration
	// Transfer is what TransferAsked asks for.
	Transfer *Transfer
}

// CallInfo is what is known of a call when it enters: the `call` of expressions.
type CallInfo struct {
	ID       string    `json:"id"`
	Channel  string    `json:"channel"`
	Asterisk string    `json:"asterisk"`
	From     string    `json:"from"`
	FromName string    `json:"from_name"`
	To       string    `json:"to"`
	Context  string    `json:"context"`
	Language string    `json:"language"`
	Args     []string  `json:"args"`
	Captures []string  `json:"captures"`
	Started  time.Time `json:"started"`
}
