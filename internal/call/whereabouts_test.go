package call

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/flows"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// Law: a call whose caller is not where they were last is another instance's if that has them, over if they are gone,
// and else goes on.
func TestWhoIsMissed(t *testing.T) {
	for name, c := range map[string]struct {
		does       func(context.Context, *cluster) error
		lost, over bool
	}{
		"they are there":         {func(context.Context, *cluster) error { return nil }, false, false},
		"they have hung up":      {func(_ context.Context, x *cluster) error { x.caller.Hangup(16); return nil }, false, true},
		"another has taken them": {taken, true, true},
	} {
		t.Run(name, func(t *testing.T) {
			onCluster(t, func(ctx context.Context, x *cluster) {
				x.call.opts.Shared = true
				x.srv.Fault(fakeari.Fault{Name: fakeari.Drop, App: "ivr.n1", Times: -1})
				if err := c.does(ctx, x); err != nil {
					t.Fatal(err)
				}
				synctest.Wait()
				x.call.Missed()
				_, err := x.call.Next(x.call.Context(), time.Now().Add(time.Second))
				if over := err != nil; over != c.over || x.call.Lost() != c.lost {
					t.Errorf("over: %v, lost: %v; %v", over, x.call.Lost(), err)
				}
			})
		})
	}
}

// Law: while it is written down that a call is ours it stays ours, whoever has the caller: they are fetched back. What an
// application lists that only follows them says nothing.
func TestWhoIsBroughtAwayByMistake(t *testing.T) {
	for _, ours := range []bool{true, false} {
		onCluster(t, func(ctx context.Context, x *cluster) {
			x.call.opts.Shared, x.call.opts.Ours = true, func(context.Context) bool { return ours }
			if err := taken(ctx, x); err != nil {
				t.Fatal(err)
			}
			_, err := x.call.Next(x.call.Context(), time.Now().Add(5*time.Second))
			app, _ := x.caller.App()
			if x.call.Lost() == ours || (err == nil) != ours || (app == "ivr.n1") != ours {
				t.Errorf("ours: %v, lost: %v, they are in %s; %v", ours, x.call.Lost(), app, err)
			}
		})
	}
}

// taken has the second instance take the caller into its application.
func taken(ctx context.Context, x *cluster) error {
	return x.two.client.Channels.Move(ctx, x.caller.ID(), ari.ChannelsMoveParams{App: "ivr.n2"})
}

// Law: what a request was refused for, as another instance has the caller, is no hangup.
func TestARefusalIsNoHangupWhereAnotherHasTheCaller(t *testing.T) {
	for _, isTaken := range []bool{true, false} {
		onCluster(t, func(ctx context.Context, x *cluster) {
			x.call.opts.Shared = true
			x.srv.Fault(fakeari.Fault{Name: fakeari.Drop, App: "ivr.n1", Times: -1})
			if isTaken {
				if err := taken(ctx, x); err != nil {
					t.Fatal(err)
				}
			}
			err := x.call.failure(ctx, &ari.Error{Status: 409})
			if x.call.Lost() != isTaken || errors.Is(err, flows.ErrHangup) == isTaken {
				t.Errorf("taken: %v, lost: %v, %v", isTaken, x.call.Lost(), err)
			}
		})
	}
}

// Law: who is sent into the dialplan while Asterisk does not know our application yet waits for it; without it the call
// goes on where it is.
func TestAVisitWaitsForTheApplication(t *testing.T) {
	for _, comes := range []bool{true, false} {
		onCluster(t, func(ctx context.Context, x *cluster) {
			times := -1
			if comes {
				times = askTries / 2
			}
			x.srv.Fault(fakeari.Fault{Name: fakeari.ErrorOnce, Operation: "applications.subscribe", Status: 404, Times: times})
			err := x.call.Visit(ctx, flows.Place{Context: "phones", Extension: "1"})
			if comes != (err == nil) || x.call.Context().Err() != nil || x.call.Away() != comes {
				t.Errorf("it comes: %v; %v, away: %v, over: %v", comes, err, x.call.Away(), x.call.Context().Err())
			}
		})
	}
}
