package call

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/flows"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// recording records the caller's own channel for five seconds.
func (x *cluster) recording(ctx context.Context) {
	x.t.Helper()
	if err := x.call.Record(ctx, flows.Recording{Name: "r", Format: "wav", Max: 5 * time.Second}); err != nil {
		x.t.Fatal(err)
	}
}

// within is what happens next, no later than that.
func (x *cluster) within(ctx context.Context, most time.Duration, want flows.EventKind) *flows.Event {
	x.t.Helper()
	e, err := x.call.Next(ctx, time.Now().Add(most))
	if err != nil || e.Kind != want {
		x.t.Fatalf("got %+v, %v; want %v", e, err, want)
	}
	return e
}

// Law: what ends while a caller is where another instance listens is told to nobody who has to do with it; it is asked
// for as soon as they have come, not only when nothing was heard of it for long: they hear nothing meanwhile.
func TestWhatEndedElsewhereIsAskedFor(t *testing.T) {
	for name, does := range map[string]func(context.Context, *cluster){
		"a recording": func(ctx context.Context, x *cluster) {
			x.recording(ctx)
			x.moveHome(ctx, "ivr")
			if e := x.within(ctx, 6*time.Second, flows.RecordingOver); e.Recording != "r" {
				t.Errorf("got %+v", e)
			}
		},
		"a prompt": func(ctx context.Context, x *cluster) {
			id := x.play(ctx, "long")
			x.moveHome(ctx, "ivr")
			if e := x.within(ctx, 61*time.Second, flows.PlaybackEnded); e.Playback != id {
				t.Errorf("got %+v", e)
			}
		},
		"a stay in a bridge": func(ctx context.Context, x *cluster) {
			bridge, err := x.call.Bridge(ctx, flows.Bridge{})
			if err != nil {
				t.Fatal(err)
			}
			if err := x.call.Join(ctx, bridge, flows.Caller, flows.Joining{}); err != nil {
				t.Fatal(err)
			}
			time.Sleep(moveGrace)
			if err := x.two.client.Bridges.RemoveChannel(ctx, bridge,
				ari.BridgesRemoveChannelParams{Channel: []string{x.caller.ID()}}); err != nil {
				t.Fatal(err)
			}
			x.moveHome(ctx, "ivr.n2")
			if e := x.within(ctx, time.Second, flows.PartyLeft); e.Leg != flows.Caller || e.Bridge != bridge {
				t.Errorf("got %+v", e)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			atDoor(t, func(ctx context.Context, x *cluster) {
				x.srv.Fault(fakeari.Fault{Name: fakeari.Drop, App: "ivr", Times: -1}) // another instance has it
				does(ctx, x)
				x.hearsNothing(ctx)
				x.goesOn(ctx)
			})
		})
	}
}

// What is told a moment later than that the caller has come is not asked for: an answer tells less.
func TestWhatIsToldLateIsNotAskedFor(t *testing.T) {
	atDoor(t, func(ctx context.Context, x *cluster) {
		x.srv.Fault(fakeari.Fault{Name: fakeari.Delay, Event: "RecordingFinished", App: "ivr", Delay: stayGrace / 2})
		x.recording(ctx)
		x.moveHome(ctx, "ivr")
		if e := x.within(ctx, 6*time.Second, flows.RecordingOver); e.Recording != "r" || e.Took != 5*time.Second {
			t.Errorf("got %+v", e)
		}
		x.hearsNothing(ctx)
		if slices.ContainsFunc(x.srv.Requests(), func(r fakeari.Request) bool { return r.Operation == "recordings.getLive" }) {
			t.Error("it was asked for")
		}
		x.goesOn(ctx)
	})
}
