package call

import (
	"context"
	"testing"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/flows"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// Law: who has left a bridge without a word is told of once, when the call compares; who was joined just now may be on
// the way, and is not.
func TestWhoHasLeftABridgeUnnoticed(t *testing.T) {
	onLine(t, func(ctx context.Context, l *line) {
		if err := l.call.Answer(ctx); err != nil {
			t.Fatal(err)
		}
		bridge, err := l.call.Bridge(ctx, flows.Bridge{})
		if err != nil {
			t.Fatal(err)
		}
		nothing := func(when string) {
			t.Helper()
			l.call.Compare()
			if e := l.next(ctx, time.Second); e.Kind != flows.TimeUp {
				t.Errorf("%s: %+v", when, e)
			}
		}
		join := func() {
			t.Helper()
			if err := l.call.Join(ctx, bridge, flows.Caller, flows.Joining{}); err != nil {
				t.Fatal(err)
			}
		}
		l.srv.Fault(fakeari.Fault{Name: fakeari.Drop, Event: "ChannelLeftBridge"})
		join()
		nothing("just joined")
		time.Sleep(moveGrace)
		nothing("still there")
		asked := len(l.srv.Requests())
		err = l.call.Client().Bridges.RemoveChannel(ctx, bridge,
			ari.BridgesRemoveChannelParams{Channel: []string{l.caller.ID()}})
		if err != nil {
			t.Fatal(err)
		}
		l.call.Compare()
		l.call.Compare()
		if e := l.next(ctx, time.Second); e.Kind != flows.PartyLeft || e.Leg != flows.Caller || e.Bridge != bridge {
			t.Errorf("got %+v", e)
		}
		if n := len(l.srv.Requests()) - asked; n != 2 { // one of them ours
			t.Errorf("%d requests", n)
		}
		nothing("told already")
		if err := l.call.Unbridge(ctx, bridge); err != nil {
			t.Error(err)
		}
	})
}
