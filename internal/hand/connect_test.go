package hand

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/ari"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// Law: two telephones talk in one bridge until one hangs up; then nothing is left.
func TestConnect(t *testing.T) {
	inBubble(t, func(ctx context.Context, srv *fakeari.Server, client *ari.Client) {
		srv.Endpoint("PJSIP/100", fakeari.Ring(0), fakeari.Answer(time.Second))
		srv.Endpoint("PJSIP/200", fakeari.Ring(time.Second), fakeari.Answer(time.Second), fakeari.HangUp(time.Minute, 16))
		s := stages{}
		begin := time.Now()
		members := 0
		r, err := Connect(ctx, client, Leg{Endpoint: "PJSIP/100"}, Leg{Endpoint: "PJSIP/200"}, func(p Progress) {
			s.tell(p)
			if p.Stage == Joined {
				bridges, _ := client.Bridges.List(ctx)
				members = len(bridges[0].Channels)
			}
		})
		if err != nil || r.Channel == "" || r.Other == "" || r.Cause == "" {
			t.Errorf("%+v, %v", r, err)
		}
		if took := time.Since(begin); took < time.Minute || members != 2 {
			t.Errorf("they talked for %v, %d in the bridge", took, members)
		}
		s.want(t, "PJSIP/100 dialling", "PJSIP/100 ringing", "PJSIP/100 answered", "PJSIP/200 dialling", "PJSIP/200 ringing",
			"PJSIP/200 answered", "PJSIP/100 connected", "PJSIP/200 connected", "PJSIP/200 gone")
		left(ctx, t, client)
	})
}

// Law: however a connection ends, at whatever stage, no channel and no bridge is left.
func TestConnectionsLeaveNothing(t *testing.T) {
	answers := []fakeari.Step{fakeari.Answer(time.Second)}
	for _, c := range []struct {
		name          string
		first, second []fakeari.Step
		within        time.Duration
		want          error
	}{
		{"the first is busy", []fakeari.Step{fakeari.Reject(0, 17, 486)}, answers, time.Hour, ErrBusy},
		{"the second is busy", answers, []fakeari.Step{fakeari.Ring(0), fakeari.Reject(time.Second, 17, 486)}, time.Hour, ErrBusy},
		{"the second does not answer", answers, []fakeari.Step{fakeari.Ring(0)}, time.Hour, ErrNoAnswer},
		{"the first goes while the second rings", []fakeari.Step{fakeari.Answer(time.Second), fakeari.HangUp(3*time.Second, 16)},
			[]fakeari.Step{fakeari.Ring(0)}, time.Hour, errAny},
		{"let go while the first rings", []fakeari.Step{fakeari.Ring(0)}, answers, 2 * time.Second, context.DeadlineExceeded},
		{"let go while the second rings", answers, []fakeari.Step{fakeari.Ring(0)}, 3 * time.Second, context.DeadlineExceeded},
		{"let go while they talk", answers, answers, time.Minute, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			inBubble(t, func(ctx context.Context, srv *fakeari.Server, client *ari.Client) {
				srv.Endpoint("PJSIP/100", c.first...)
				srv.Endpoint("PJSIP/200", c.second...)
				held, letGo := context.WithTimeout(ctx, c.within)
				defer letGo()
				_, err := Connect(held, client, Leg{Endpoint: "PJSIP/100"}, Leg{Endpoint: "PJSIP/200", Timeout: 10 * time.Second}, func(Progress) {})
				if !errors.Is(err, c.want) && (c.want != errAny || err == nil) {
					t.Error(err)
				}
				left(ctx, t, client)
			})
		})
	}
}

// Law: who lets go while Asterisk makes a leg, or the bridge, has none of it left, though it is made only then.
func TestLettingGoWhileItIsMade(t *testing.T) {
	for _, operation := range []string{"channels.create", "bridges.createWithId"} {
		t.Run(operation, func(t *testing.T) {
			inBubble(t, func(ctx context.Context, srv *fakeari.Server, client *ari.Client) {
				srv.Endpoint("PJSIP/100", fakeari.Ring(0))
				srv.Fault(fakeari.Fault{Name: fakeari.Delay, Operation: operation, Delay: 2 * time.Second})
				held, letGo := context.WithTimeout(ctx, time.Second)
				defer letGo()
				_, err := Connect(held, client, Leg{Endpoint: "PJSIP/100"}, Leg{Endpoint: "PJSIP/100"}, func(Progress) {})
				if !errors.Is(err, context.DeadlineExceeded) {
					t.Error(err)
				}
				left(ctx, t, client)
				for _, one := range srv.Requests() {
					if strings.EqualFold(one.Operation, operation) && one.Status == http.StatusServiceUnavailable {
						t.Error("nobody has waited for what Asterisk makes of it")
					}
				}
			})
		})
	}
}

// errAny stands for an error of no kind of its own.
var errAny = errors.New("any")
