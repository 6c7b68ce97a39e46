package hand

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/ariapp/ariapp/ari"
)

// One names a channel, a bridge or a playback.
type One struct {
	ID string `json:"-" path:"id"`
}

// Channels are all channels of an Asterisk.
func Channels() Operation[Nothing, []ari.Channel] {
	return Operation[Nothing, []ari.Channel]{Route{"GET", "/channels",
		"The channels of an Asterisk, of whatever application.", false},
		func(ctx context.Context, c *ari.Client, _ Nothing) ([]ari.Channel, error) {
			return c.Channels.List(ctx)
		}}
}

// Channel is one.
func Channel() Operation[One, *ari.Channel] {
	return Operation[One, *ari.Channel]{Route{"GET", "/channels/{id}", "One channel.", false},
		func(ctx context.Context, c *ari.Client, o One) (*ari.Channel, error) {
			return c.Channels.Get(ctx, o.ID)
		}}
}

// HangupOrder says why a channel is hung up: a number of Q.850, 0 for the normal end.
type HangupOrder struct {
	ID    string `json:"-" path:"id"`
	Cause int    `json:"cause,omitempty"`
}

func (o HangupOrder) check() error {
	if o.Cause < 0 || o.Cause > 127 {
		return orderf("cause is %d: 1 to 127 are possible", o.Cause)
	}
	return nil
}

// Hangup ends a channel, of whatever application.
func Hangup() Operation[HangupOrder, Nothing] {
	return Operation[HangupOrder, Nothing]{Route{"POST", "/channels/{id}/hangup", "Hangs a channel up.", true},
		func(ctx context.Context, c *ari.Client, o HangupOrder) (Nothing, error) {
			params := ari.ChannelsHangupParams{}
			if o.Cause > 0 {
				params.ReasonCode = ari.Ptr(strconv.Itoa(o.Cause))
			}
			return nothing(c.Channels.Hangup(ctx, o.ID, params))
		}}
}

// Answer answers a channel that is in Stasis.
func Answer() Operation[One, Nothing] {
	return Operation[One, Nothing]{Route{"POST", "/channels/{id}/answer", "Answers a channel.", true},
		func(ctx context.Context, c *ari.Client, o One) (Nothing, error) {
			return nothing(c.Channels.Answer(ctx, o.ID))
		}}
}

// KeysOrder says which keys a channel is sent.
type KeysOrder struct {
	ID string `json:"-" path:"id"`
	// Keys are 0 to 9, *, #, A to D; w and W are pauses of half a second and of one.
	Keys string `json:"keys"`
	// DurationMS and BetweenMS are in milliseconds, 0 for Asterisk's own.
	DurationMS int `json:"duration_ms,omitempty"`
	BetweenMS  int `json:"between_ms,omitempty"`
}

func (o KeysOrder) check() error {
	longest := int(keyTimeMax / time.Millisecond)
	switch {
	case o.Keys == "" || len(o.Keys) > keysMax:
		return orderf("there are %d keys: 1 to %d are possible", len(o.Keys), keysMax)
	case strings.Trim(o.Keys, "0123456789*#ABCDabcdwWfF") != "":
		return orderf("keys are %q: 0-9, *, #, A-D, w and W are possible", o.Keys)
	case min(o.DurationMS, o.BetweenMS) < 0 || max(o.DurationMS, o.BetweenMS) > longest:
		return orderf("a key's time is not from 0 to %v", keyTimeMax)
	}
	return nil
}

// SendKeys plays keys to a channel.
func SendKeys() Operation[KeysOrder, Nothing] {
	return Operation[KeysOrder, Nothing]{Route{"POST", "/channels/{id}/dtmf", "Sends keys to a channel.", true},
		func(ctx context.Context, c *ari.Client, o KeysOrder) (Nothing, error) {
			return nothing(c.Channels.SendDTMF(ctx, o.ID, ari.ChannelsSendDTMFParams{DTMF: &o.Keys,
				Duration: unlessEmpty(o.DurationMS), Between: unlessEmpty(o.BetweenMS)}))
		}}
}

// MuteOrder says in which direction a channel is muted: in (it is not heard), out
// (it hears nothing) or both, which is the default.
type MuteOrder struct {
	ID        string `json:"-" path:"id"`
	Direction string `json:"direction,omitempty"`
	Off       bool   `json:"off,omitempty"`
}

func (o MuteOrder) check() error {
	switch o.Direction {
	case "", "in", "out", "both":
		return nil
	}
	return orderf("direction is %q: in, out and both are possible", o.Direction)
}

// Mute mutes a channel, or has it be heard again.
func Mute() Operation[MuteOrder, Nothing] {
	return Operation[MuteOrder, Nothing]{Route{"POST", "/channels/{id}/mute", "Mutes a channel, or ends that.", true},
		func(ctx context.Context, c *ari.Client, o MuteOrder) (Nothing, error) {
			direction := ari.ChannelsMuteDirectionBoth
			if o.Direction != "" {
				direction = ari.ChannelsMuteDirection(o.Direction)
			}
			if o.Off {
				return nothing(c.Channels.Unmute(ctx, o.ID, ari.ChannelsUnmuteParams{Direction: &direction}))
			}
			return nothing(c.Channels.Mute(ctx, o.ID, ari.ChannelsMuteParams{Direction: &direction}))
		}}
}

// HoldOrder says whether a channel is held, and what it hears meanwhile.
type HoldOrder struct {
	ID string `json:"-" path:"id"`
	// Music has Asterisk play music on hold of that class itself; "" leaves that to the telephone.
	Music string `json:"music,omitempty"`
	Off   bool   `json:"off,omitempty"`
}

// Hold puts a channel on hold, or takes it off.
func Hold() Operation[HoldOrder, Nothing] {
	return Operation[HoldOrder, Nothing]{Route{"POST", "/channels/{id}/hold",
		"Puts a channel on hold, or ends that.", true},
		func(ctx context.Context, c *ari.Client, o HoldOrder) (Nothing, error) {
			switch {
			case o.Off && o.Music != "":
				return nothing(c.Channels.StopMOH(ctx, o.ID))
			case o.Off:
				return nothing(c.Channels.Unhold(ctx, o.ID))
			case o.Music != "":
				return nothing(c.Channels.StartMOH(ctx, o.ID, ari.ChannelsStartMOHParams{MOHClass: &o.Music}))
			}
			return nothing(c.Channels.Hold(ctx, o.ID))
		}}
}

// MoveOrder says where a channel goes: to another Stasis application, or into the dialplan.
type MoveOrder struct {
	ID string `json:"-" path:"id"`
	// App and Args are the application and what it is told.
	App  string   `json:"app,omitempty"`
	Args []string `json:"args,omitempty"`
	// Extension and Context are a place in the dialplan.
	Extension string `json:"extension,omitempty"`
	Context   string `json:"context,omitempty"`
}

func (o MoveOrder) check() error {
	switch {
	case (o.App == "") == (o.Extension == ""):
		return orderf("it goes either to app or to extension")
	case o.Extension != "" && o.Context == "":
		return orderf("context is empty: the extension is in which?")
	case len(o.Args) > 0 && o.App == "":
		return orderf("args are for an app")
	}
	for _, arg := range o.Args {
		if strings.Contains(arg, ",") {
			return orderf("the argument %q has a comma, which parts arguments", arg)
		}
	}
	return nil
}

func (o MoveOrder) reaches() []string {
	if o.Extension == "" {
		return nil
	}
	return []string{"Local/" + o.Extension + "@" + o.Context}
}

// Move sends a channel elsewhere.
func Move() Operation[MoveOrder, Nothing] {
	return Operation[MoveOrder, Nothing]{
		Route{"POST", "/channels/{id}/move", "Sends a channel to another application, or into the dialplan.", true},
		func(ctx context.Context, c *ari.Client, o MoveOrder) (Nothing, error) {
			if o.App == "" {
				return nothing(c.Channels.ContinueInDialplan(ctx, o.ID, ari.ChannelsContinueInDialplanParams{
					Context: &o.Context, Extension: &o.Extension, Priority: ari.Ptr(1)}))
			}
			return nothing(c.Channels.Move(ctx, o.ID, ari.ChannelsMoveParams{App: o.App,
				AppArgs: unlessEmpty(strings.Join(o.Args, ","))}))
		}}
}

// ChannelTable is channels for people: the first row has the names of the columns.
func ChannelTable(channels []ari.Channel, now time.Time) [][]string {
	rows := [][]string{{"ID", "NAME", "STATE", "CALLER", "CONNECTED", "WHERE", "AGE"}}
	for _, c := range channels {
		rows = append(rows, []string{c.ID, c.Name, string(c.State), person(c.Caller), person(c.Connected), where(c.Dialplan),
			age(c.CreationTime, now)})
	}
	return rows
}

func person(id ari.CallerID) string {
	switch {
	case id.Name == "":
		return id.Number
	case id.Number == "":
		return id.Name
	}
	return id.Name + " <" + id.Number + ">"
}

// where is what serves a channel: the application, or its place in the dialplan.
func where(d ari.DialplanCEP) string {
	if d.AppName == "Stasis" {
		return "Stasis(" + d.AppData + ")"
	}
	place := d.Context + "," + d.Exten + "," + strconv.FormatInt(d.Priority, 10)
	if d.AppName != "" {
		place += " " + d.AppName
	}
	return place
}

// age is how long ago something was, "" if that is not known.
func age(then, now time.Time) string {
	if then.IsZero() {
		return ""
	}
	return max(0, now.Sub(then)).Round(time.Second).String()
}
