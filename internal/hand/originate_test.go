package hand

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/ari"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// stages collects how far legs came.
type stages struct{ all []string }

func (s *stages) tell(p Progress) { s.all = append(s.all, p.Endpoint+" "+string(p.Stage)) }

func (s *stages) want(t *testing.T, wanted ...string) {
	t.Helper()
	if !slices.Equal(s.all, wanted) {
		t.Errorf("told was %q, want %q", s.all, wanted)
	}
}

// Law: why nobody has answered is told apart, and nothing of the call is left.
func TestUnanswered(t *testing.T) {
	for _, c := range []struct {
		name   string
		script []fakeari.Step
		want   error
	}{
		{"busy", []fakeari.Step{fakeari.Ring(0), fakeari.Reject(time.Second, 17, 486)}, ErrBusy},
		{"rejected", []fakeari.Step{fakeari.Reject(time.Second, 21, 603)}, ErrRejected},
		{"no answer", []fakeari.Step{fakeari.Ring(0)}, ErrNoAnswer},
		{"congestion", []fakeari.Step{fakeari.Reject(0, 34, 503)}, ErrUnreachable},
	} {
		t.Run(c.name, func(t *testing.T) {
			inBubble(t, func(ctx context.Context, srv *fakeari.Server, client *ari.Client) {
				srv.Endpoint("PJSIP/100", c.script...)
				begin := time.Now()
				_, err := Originate(ctx, client, Origination{Leg: Leg{Endpoint: "PJSIP/100", Timeout: 5 * time.Second},
					Extension: "200", Context: "internal"}, func(Progress) {})
				if !errors.Is(err, c.want) || !strings.HasPrefix(err.Error(), "calling PJSIP/100: ") {
					t.Error(err)
				}
				if took := time.Since(begin); took > 6*time.Second {
					t.Errorf("it took %v", took)
				}
				left(ctx, t, client)
			})
		})
	}
}

// Law: an endpoint that there is not cannot be reached, and that is said.
func TestNoSuchEndpoint(t *testing.T) {
	inBubble(t, func(ctx context.Context, _ *fakeari.Server, client *ari.Client) {
		_, err := Originate(ctx, client, Origination{Leg: Leg{Endpoint: "PJSIP/nobody"}, Extension: "200", Context: "internal"},
			func(Progress) {})
		if !errors.Is(err, ErrUnreachable) || !errors.Is(err, ari.ErrServer) {
			t.Error(err)
		}
		left(ctx, t, client)
	})
}

// Law: who answers is sent into the dialplan, and who calls them shows on their telephone.
func TestToTheDialplan(t *testing.T) {
	inBubble(t, func(ctx context.Context, srv *fakeari.Server, client *ari.Client) {
		phone := srv.Endpoint("PJSIP/100", fakeari.Ring(0), fakeari.Answer(time.Second))
		s := stages{}
		r, err := Originate(ctx, client, Origination{Leg: Leg{Endpoint: "PJSIP/100", CallerID: "Support <200>",
			Variables: map[string]string{"CASE": "7"}}, Extension: "300", Context: "internal"}, s.tell)
		if err != nil || r.Channel == "" {
			t.Fatal(r, err)
		}
		s.want(t, "PJSIP/100 dialling", "PJSIP/100 ringing", "PJSIP/100 answered", "PJSIP/100 sent on")
		leg := phone.Calls()[0]
		if name, number := leg.CallerID(); name != "Support" || number != "200" {
			t.Errorf("the telephone shows %s <%s>", name, number)
		}
		sent := slices.ContainsFunc(srv.Requests(), func(r fakeari.Request) bool { return r.Operation == "channels.continueInDialplan" })
		if !sent {
			t.Error("the call was not sent on")
		}
		if hung := slices.ContainsFunc(srv.Requests(), func(r fakeari.Request) bool { return r.Operation == "channels.hangup" }); hung {
			t.Error("the dialplan's call was hung up")
		}
	})
}

// Law: a call in a bridge stays as long as its hand, and no longer; the bridge is not its own.
func TestIntoABridge(t *testing.T) {
	inBubble(t, func(ctx context.Context, srv *fakeari.Server, client *ari.Client) {
		h := Direct(client)
		if _, err := CreateBridge().Do(ctx, h, BridgeOrder{BridgeID: "room"}); err != nil {
			t.Fatal(err)
		}
		srv.Endpoint("PJSIP/100", fakeari.Answer(time.Second))
		held, letGo := context.WithTimeout(ctx, time.Minute)
		defer letGo()
		s := stages{}
		r, err := Originate(held, client, Origination{Leg: Leg{Endpoint: "PJSIP/100"}, Bridge: "room"}, s.tell)
		if err != nil || r.Bridge != "room" || r.Cause != "" {
			t.Error(r, err)
		}
		s.want(t, "PJSIP/100 dialling", "PJSIP/100 answered", "PJSIP/100 connected")
		srv.Endpoint("PJSIP/100", fakeari.Answer(time.Second), fakeari.HangUp(time.Second, 16))
		if r, err = Originate(ctx, client, Origination{Leg: Leg{Endpoint: "PJSIP/100"}, Bridge: "room"}, s.tell); err != nil || r.Cause == "" {
			t.Error(r, err)
		}
		if _, err := DestroyBridge().Do(ctx, h, One{"room"}); err != nil {
			t.Errorf("the bridge is gone: %v", err)
		}
		left(ctx, t, client)
		if _, err := Originate(ctx, client, Origination{Leg: Leg{Endpoint: "PJSIP/100"}, Bridge: "room"}, s.tell); !errors.Is(err, ari.ErrNotFound) {
			t.Errorf("a bridge that is not there: %v", err)
		}
	})
}

// Law: whoever lets go while it rings has nobody ring any more.
func TestLettingGoWhileItRings(t *testing.T) {
	inBubble(t, func(ctx context.Context, srv *fakeari.Server, client *ari.Client) {
		srv.Endpoint("PJSIP/100", fakeari.Ring(0))
		held, letGo := context.WithTimeout(ctx, 3*time.Second)
		defer letGo()
		_, err := Originate(held, client, Origination{Leg: Leg{Endpoint: "PJSIP/100"}, Extension: "1", Context: "c"}, func(Progress) {})
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Error(err)
		}
		left(ctx, t, client)
	})
}

// Law: what cannot be dialled is not dialled.
func TestWrongOriginations(t *testing.T) {
	inBubble(t, func(ctx context.Context, srv *fakeari.Server, client *ari.Client) {
		for _, o := range []Origination{
			{}, {Leg: Leg{Endpoint: "100"}, Bridge: "b"}, {Leg: Leg{Endpoint: "PJSIP/1&PJSIP/2"}, Bridge: "b"},
			{Leg: Leg{Endpoint: "PJSIP/1"}}, {Leg: Leg{Endpoint: "PJSIP/1"}, Bridge: "b", Extension: "1", Context: "c"},
			{Leg: Leg{Endpoint: "PJSIP/1", Timeout: time.Hour}, Bridge: "b"},
			{Leg: Leg{Endpoint: "PJSIP/1", Variables: map[string]string{"a=b": "c"}}, Bridge: "b"},
		} {
			if _, err := Originate(ctx, client, o, func(Progress) {}); !errors.Is(err, ErrOrder) {
				t.Errorf("%+v: %v", o, err)
			}
		}
		if asked := srv.Requests(); len(asked) > 0 {
			t.Errorf("Asterisk was asked for %v", asked)
		}
	})
}
