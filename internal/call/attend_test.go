package call

import (
	"errors"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/flows"
)

// talking is a call that talks with a leg in a bridge of its own, of which Asterisk knows nothing.
func talking(channel string, claims Claims) *Call {
	c := New(Options{Channel: channel, Claims: claims, Logger: slog.New(slog.DiscardHandler)})
	id := channel + ".l1"
	c.legs.put(flows.Party(id), &leg{id: id, channel: id, bridge: channel + ".b1", state: flows.Answered, made: true})
	c.inBridge = channel + ".b1"
	c.bridges.put(channel+".b1", false)
	return c
}

// Law: a call that does not come to hand somebody over is not waited for for long, and does not do it afterwards.
func TestACallThatHandsNobodyOver(t *testing.T) {
	for _, c := range []struct {
		name string
		ends bool
		took time.Duration
	}{{"it is about something else", false, cedeTime}, {"it ends", true, time.Second}} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				owner := talking("b2", Claims{})
				asked := talking("a", Claims{Owner: func(string) *Call { return owner }})
				if c.ends {
					time.AfterFunc(time.Second, func() { owner.Over(0) })
				}
				began := time.Now()
				err := asked.Attend(asked.Context(), &flows.Transfer{By: "a.l1", Attended: true, Channel: "b2", With: "b2.l1"})
				if !errors.Is(err, errCedes) || time.Since(began) != c.took {
					t.Errorf("%v after %v", err, time.Since(began))
				}
				if asked.legs["a.l1"].channel != "a.l1" {
					t.Error("the leg is replaced")
				}
				// Were the wish granted now, the call would ask Asterisk without a client, and panic.
				if event, err := owner.Next(t.Context(), time.Now()); err != nil || event.Kind != flows.TimeUp {
					t.Errorf("%+v, %v", event, err)
				}
			})
		})
	}
}

// Law: only who talks with the telephone's other line, and belongs to the same other call, can come into its place.
func TestWhoCanBeJoined(t *testing.T) {
	for _, c := range []struct {
		name    string
		wanted  flows.Transfer
		foreign bool // the line belongs to another call than who is wanted
		change  func(asked, owner *Call)
		want    error
	}{
		{"nobody is there", flows.Transfer{By: "a.l1", Channel: "b2"}, false, nil, flows.ErrPartyGone},
		{"no line is there", flows.Transfer{By: "a.l1", With: "b2.l1"}, false, nil, flows.ErrPartyGone},
		{"who asks has gone", flows.Transfer{By: "a.l1", Channel: "b2", With: "b2.l1"}, false,
			func(asked, _ *Call) { asked.legs["a.l1"].gone = true }, flows.ErrPartyGone},
		{"who asks talks with nobody", flows.Transfer{By: "a.l1", Channel: "b2", With: "b2.l1"}, false,
			func(asked, _ *Call) { asked.legs["a.l1"].bridge = "" }, flows.ErrPartyGone},
		{"of several calls", flows.Transfer{By: "a.l1", Channel: "b2", With: "b2.l1"}, true, nil, flows.ErrNotHere},
		{"it has gone", flows.Transfer{By: "a.l1", Channel: "b2", With: "b2.l1"}, false,
			func(_, owner *Call) { owner.legs["b2.l1"].gone = true }, errCedes},
		{"it rings", flows.Transfer{By: "a.l1", Channel: "b2", With: "b2.l1"}, false,
			func(_, owner *Call) { owner.legs["b2.l1"].state = flows.Rang }, errCedes},
		{"it is hung up", flows.Transfer{By: "a.l1", Channel: "b2", With: "b2.l1"}, false,
			func(_, owner *Call) { owner.legs["b2.l1"].endsAt = time.Now().Add(time.Hour) }, errCedes},
		{"they are apart", flows.Transfer{By: "a.l1", Channel: "b2", With: "b2.l1"}, false,
			func(_, owner *Call) { owner.inBridge = "" }, errCedes},
		{"they are in a conference", flows.Transfer{By: "a.l1", Channel: "b2", With: "b2.l1"}, false,
			func(_, owner *Call) { owner.bridges.put("b2.b1", true) }, errCedes},
		{"it is none of that call's", flows.Transfer{By: "a.l1", Channel: "b2", With: "b2.l9"}, false, nil, errCedes},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				owner, other := talking("b2", Claims{}), talking("o", Claims{})
				asked := talking("a", Claims{Owner: func(id string) *Call {
					if c.foreign && id == "b2" {
						return other
					}
					return owner
				}})
				if c.change != nil {
					c.change(asked, owner)
				}
				walked := make(chan error, 1)
				go func() {
					_, err := owner.Next(t.Context(), time.Now().Add(time.Second))
					walked <- err
				}()
				c.wanted.Attended = true
				if err := asked.Attend(asked.Context(), &c.wanted); !errors.Is(err, c.want) {
					t.Errorf("%v, want %v", err, c.want)
				}
				if err := <-walked; err != nil || asked.legs["a.l1"].channel != "a.l1" {
					t.Errorf("%v, and the leg is %s", err, asked.legs["a.l1"].channel)
				}
			})
		})
	}
}

// Law: what a telephone asks for is a transfer after a word also if its other talk is over by now: nobody is called
// instead. Who is none of the call's asks for nothing.
func TestAnAttendedWishIsToldAsSuch(t *testing.T) {
	c := talking("a", Claims{})
	params := []ari.AdditionalParam{{ParameterName: "from", ParameterValue: "x"}, {ParameterName: "to", ParameterValue: "y"}}
	for _, by := range []string{"b", "a.l1"} {
		c.Deliver(&ari.ChannelTransfer{ReferredBy: ari.ReferredBy{SourceChannel: ari.Channel{ID: by}}, ReferTo: ari.ReferTo{
			RequestedDestination: ari.RequiredDestination{Destination: ari.Ptr("300"), AdditionalProtocolParams: params}}})
	}
	event, err := c.Next(t.Context(), time.Now())
	want := flows.Transfer{By: "a.l1", To: "300", Attended: true}
	if err != nil || event.Transfer == nil || *event.Transfer != want {
		t.Errorf("%+v, %v", event.Transfer, err)
	}
}

// Law: the channel that Asterisk puts into the place of one of the call's is that party from then on, under the name
// it has had; what is told of the former one means nothing any more.
func TestAChannelInThePlaceOfAnother(t *testing.T) {
	for _, c := range []struct {
		former string
		party  flows.Party
	}{{"a", flows.Caller}, {"a.l1", "a.l1"}} {
		t.Run("of "+c.former, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				call := talking("a", Claims{})
				if c.party == flows.Caller { // as the socket's reader does
					call.Become("new")
				}
				call.Deliver(&ari.StasisStart{Channel: ari.Channel{ID: "new", State: ari.ChannelStateUp},
					ReplaceChannel: &ari.Channel{ID: c.former}})
				call.Deliver(&ari.ChannelLeftBridge{Channel: ari.Channel{ID: c.former}, Bridge: ari.Bridge{ID: "a.b1"}})
				call.Deliver(&ari.StasisEnd{Channel: ari.Channel{ID: c.former}})
				call.Deliver(&ari.ChannelDestroyed{Channel: ari.Channel{ID: c.former}})
				call.Deliver(&ari.ChannelDtmfReceived{Channel: ari.Channel{ID: "new"}, Digit: "5"})
				call.Deliver(&ari.ChannelLeftBridge{Channel: ari.Channel{ID: "new"}, Bridge: ari.Bridge{ID: "a.b1"}})
				kinds := []flows.EventKind{flows.Replaced, flows.LegKey, flows.PartyLeft}
				if c.party == flows.Caller {
					kinds[1] = flows.KeyPressed
				}
				for _, kind := range kinds {
					event, err := call.Next(call.Context(), time.Now().Add(time.Second))
					if err != nil || event.Kind != kind || event.Leg != c.party {
						t.Errorf("%+v, %v; want %v", event, err, kind)
					}
				}
				if channel, there := call.channelOf(c.party); channel != "new" || !there {
					t.Errorf("the party is %q, %v", channel, there)
				}
				call.Deliver(&ari.ChannelDestroyed{Channel: ari.Channel{ID: "new"}, Cause: 16})
				event, err := call.Next(call.Context(), time.Now().Add(time.Second))
				over := errors.Is(err, flows.ErrHangup)
				if c.party == flows.Caller != over || !over && (event.Kind != flows.LegChanged || event.State != flows.LegGone) {
					t.Errorf("%+v, %v", event, err)
				}
			})
		})
	}
}
