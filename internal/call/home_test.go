package call

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/flows"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// atDoor is a call that was kept in the application which the dialplan names, by an instance that has that as well.
func atDoor(t *testing.T, test func(context.Context, *cluster)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		srv := fakeari.New(fakeari.Options{User: "u", Password: "p", DefaultSound: time.Minute, DialplanStay: time.Hour})
		defer srv.Close()
		x := &cluster{t: t, srv: srv, two: newInstance(t, srv, "ivr", "ivr.n2")}
		x.caller = srv.Call(fakeari.Caller{App: "ivr", Exten: "200", Answered: true})
		x.call = x.two.takes(x.caller.ID(), "ivr")
		test(t.Context(), x)
		x.call.Rest()
		x.two.die()
	})
}

// moveHome asks for the way home, which the fake goes at once when nothing plays.
func (x *cluster) moveHome(ctx context.Context, want string) {
	x.t.Helper()
	if err := x.call.MoveHome(ctx); err != nil {
		x.t.Fatal(err)
	}
	synctest.Wait()
	if home := x.call.Home(); home != want {
		x.t.Errorf("the caller is in %s", home)
	}
}

// hearsNothing proves that nothing happens for a while, as far as the walk can tell.
func (x *cluster) hearsNothing(ctx context.Context) {
	x.t.Helper()
	if e, err := x.call.Next(ctx, time.Now().Add(time.Second)); err != nil || e.Kind != flows.TimeUp {
		x.t.Errorf("got %+v, %v", e, err)
	}
	if x.call.Context().Err() != nil {
		x.t.Error("the call is over")
	}
}

// A caller comes home behind what they hear; the walk notices nothing.
func TestACallerComesHomeBehindTheirPrompt(t *testing.T) {
	atDoor(t, func(ctx context.Context, x *cluster) {
		id := x.play(ctx, "long")
		x.moveHome(ctx, "ivr")
		x.moveHome(ctx, "ivr") // it is under way
		x.caller.Press("1")
		x.next(ctx, flows.Event{Kind: flows.KeyPressed, Key: '1'})
		x.next(ctx, flows.Event{Kind: flows.PlaybackEnded, Playback: id})
		x.hearsNothing(ctx)
		x.goesOn(ctx)
		x.moveHome(ctx, "ivr.n2")
		moves := 0
		for _, r := range x.srv.Requests() {
			if r.Operation == "channels.move" {
				moves++
			}
		}
		if moves != 1 {
			t.Errorf("it was asked for %d times", moves)
		}
		x.caller.Hangup(16)
		synctest.Wait()
		if x.call.Context().Err() == nil {
			t.Error("the call goes on")
		}
	})
}

// Who leaves a bridge is told once, though two applications hear of it, and after the way home as well.
func TestABridgeIsHeardOfOnceAndOnTheWayHome(t *testing.T) {
	atDoor(t, func(ctx context.Context, x *cluster) {
		bridge, leg, there := x.talking(ctx)
		for range 2 { // out and in again at once: what the second application tells comes late
			if err := x.call.Part(ctx, bridge, flows.Caller); err != nil {
				t.Fatal(err)
			}
			if err := x.call.Join(ctx, bridge, flows.Caller, flows.Joining{}); err != nil {
				t.Fatal(err)
			}
			x.hearsNothing(ctx)
		}
		x.moveHome(ctx, "ivr.n2")
		x.hearsNothing(ctx)
		x.srv.Fault(fakeari.Fault{Name: fakeari.Drop, App: "ivr", Times: -1}) // another instance has it
		if err := x.call.Part(ctx, bridge, flows.Caller); err != nil {
			t.Fatal(err)
		}
		x.hearsNothing(ctx)
		there.Hangup(16)
		x.next(ctx, flows.Event{Kind: flows.PartyLeft, Leg: leg, Bridge: bridge})
		x.next(ctx, flows.Event{Kind: flows.LegChanged, Leg: leg, State: flows.LegGone, Cause: 16})
		x.goesOn(ctx)
	})
}

// Whoever moves a caller, and whatever comes first: the end of Stasis where they were is not that of the call.
func TestTheEndOfStasisElsewhereIsNotThatOfTheCall(t *testing.T) {
	start := func(app string) ari.Event {
		return &ari.StasisStart{EventHeader: ari.EventHeader{Application: app}, Channel: ari.Channel{ID: "c"}}
	}
	end := func(app string) ari.Event {
		return &ari.StasisEnd{EventHeader: ari.EventHeader{Application: app}, Channel: ari.Channel{ID: "c"}}
	}
	for name, c := range map[string]struct {
		home   string
		events []ari.Event
		over   bool
	}{
		"it is there still":              {"ivr", []ari.Event{end("ivr")}, true},
		"nobody said where":              {"", []ari.Event{end("ivr.n2")}, true},
		"the event does not say":         {"ivr", []ari.Event{end("")}, true},
		"it was moved by another":        {"ivr", []ari.Event{start("ivr.n2"), end("ivr")}, false},
		"it was moved, and ends":         {"ivr", []ari.Event{start("ivr.n2"), end("ivr"), end("ivr.n2")}, true},
		"it never was there":             {"ivr.n2", []ari.Event{end("ivr")}, false},
		"it is told twice where it is":   {"ivr.n2", []ari.Event{start("ivr.n2"), start("ivr.n2")}, false},
		"a leg has come from there":      {"ivr", []ari.Event{start("ivr.n2"), start("ivr.n2"), end("ivr.n1")}, false},
		"a move was refused by Asterisk": {"ivr", []ari.Event{&ari.ApplicationMoveFailed{Channel: ari.Channel{ID: "c"}}}, false},
	} {
		t.Run(name, func(t *testing.T) {
			call := New(Options{Channel: "c", App: "ivr.n2", Home: c.home, Logger: slog.New(slog.DiscardHandler)})
			for _, e := range c.events {
				call.Deliver(e)
			}
			if over := call.Context().Err() != nil; over != c.over {
				t.Errorf("the call is over: %v", over)
			}
			if call.Context().Err() != nil {
				return
			}
			if e, err := call.Next(t.Context(), time.Now()); err != nil || e.Kind != flows.TimeUp {
				t.Errorf("the walk hears %+v, %v", e, err)
			}
		})
	}
}

// Who leaves while they are on the way home has hung up, if Asterisk says so.
func TestWhoLeavesOnTheWayHomeIsAskedFor(t *testing.T) {
	for name, c := range map[string]struct {
		does func(*cluster)
		over bool
	}{
		"they hang up": {func(x *cluster) { x.caller.Hangup(16) }, true},
		"they are sent elsewhere by another": {func(x *cluster) {
			_ = x.two.client.Channels.ContinueInDialplan(x.t.Context(), x.caller.ID(), ari.ChannelsContinueInDialplanParams{})
		}, true},
		"they are on their way": {func(x *cluster) {
			x.call.Deliver(&ari.StasisEnd{EventHeader: ari.EventHeader{Application: "ivr"}, Channel: ari.Channel{ID: x.caller.ID()}})
		}, false},
	} {
		t.Run(name, func(t *testing.T) {
			atDoor(t, func(ctx context.Context, x *cluster) {
				x.srv.Fault(fakeari.Fault{Name: fakeari.Drop, Event: "StasisStart", App: "ivr.n2"})
				x.srv.Fault(fakeari.Fault{Name: fakeari.Drop, Event: "ChannelHangupRequest", Times: -1})
				id := x.play(ctx, "long")
				x.call.home.asked(1) // a move that Asterisk has not got
				c.does(x)
				_ = x.call.Stop(ctx, id)
				synctest.Wait()
				_, err := x.call.Next(x.call.Context(), time.Now().Add(time.Second))
				if over := x.call.Context().Err() != nil; over != c.over {
					t.Errorf("the call is over: %v; %v", over, err)
				}
			})
		})
	}
}

// A way home that leads nowhere is said, and the call goes on where it is.
func TestAWayHomeThatIsRefused(t *testing.T) {
	atDoor(t, func(ctx context.Context, x *cluster) {
		x.call.opts.App = "ivr.gone"
		x.moveHome(ctx, "ivr")
		x.hearsNothing(ctx)
		if log := x.two.log.String(); !strings.Contains(log, "could not be moved") {
			t.Errorf("the log says %s", log)
		}
		x.srv.Fault(fakeari.Fault{Name: fakeari.ErrorOnce, Operation: "channels.move"})
		if err := x.call.MoveHome(ctx); err == nil {
			t.Error("what Asterisk refused is no error")
		}
		x.call.opts.App = "ivr.n2"
		x.moveHome(ctx, "ivr.n2")
		x.goesOn(ctx)
	})
}

// Who is in the dialplan comes back to where the dialplan says.
func TestNobodyIsMovedOutOfTheDialplan(t *testing.T) {
	atDoor(t, func(ctx context.Context, x *cluster) {
		if err := x.call.Visit(ctx, flows.Place{Context: "phones", Extension: "1"}); err != nil {
			t.Fatal(err)
		}
		x.moveHome(ctx, "ivr")
		x.call.Deliver(&ari.StasisStart{EventHeader: ari.EventHeader{Application: "ivr.n2"},
			Channel: ari.Channel{ID: x.caller.ID(), State: ari.ChannelStateUp}})
		x.next(ctx, flows.Event{Kind: flows.CameBack})
		if x.call.Home() != "ivr.n2" {
			t.Errorf("the caller is in %s", x.call.Home())
		}
	})
}

// The application in which a transfer puts another channel into the caller's place is where the caller is.
func TestWhoIsPutInTheirPlaceIsWhereTheyWere(t *testing.T) {
	c := New(Options{Channel: "c", App: "ivr.n2", Home: "ivr.n2", Logger: slog.New(slog.DiscardHandler)})
	c.Become("d")
	c.Deliver(&ari.StasisStart{EventHeader: ari.EventHeader{Application: "ivr"}, Channel: ari.Channel{ID: "d"},
		ReplaceChannel: &ari.Channel{ID: "c"}})
	c.Deliver(&ari.StasisEnd{EventHeader: ari.EventHeader{Application: "ivr"}, Channel: ari.Channel{ID: "c"}})
	if c.Home() != "ivr" || c.Context().Err() != nil {
		t.Errorf("in %s, over: %v", c.Home(), c.Context().Err())
	}
}
