package hand

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/ari"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// Law: a supervisor who cannot be kept from hearing a talk hears no other one with it: they are let go of. What is there
// still is not forgotten until it has ended.
func TestSpyWhoCannotBeEnded(t *testing.T) {
	for name, left := range map[string]int{"the ear stays": 1, "all stay": 2} {
		t.Run(name, func(t *testing.T) {
			talk(t, func(ctx context.Context, srv *fakeari.Server, client *ari.Client, caller, agent *fakeari.Call) {
				boss := srv.Endpoint("PJSIP/100", fakeari.Answer(time.Second), fakeari.HangUp(time.Hour, 16))
				owner := Owner{App: "ivr", Boot: "AAAAAAAAAAAA", Unended: &Unended{}}
				began, news := time.Now(), gossip{}
				one := Talk{Channel: caller.ID(), ID: "a", Agent: "1001", Mode: "listen"}
				_, err := Spy(ctx, client, Spying{Supervisor: Leg{Endpoint: "PJSIP/100"}, Owner: owner, Talk: one,
					Lasts: func(_ context.Context, t Talk) bool { return t.ID != "a" || time.Since(began) < 20*time.Second },
					Next: func(context.Context, Talk) (Talk, bool) {
						next := one
						next.ID = "b"
						return next, true
					}, Tell: func(n News) {
						news.hear(n)
						channels, _ := client.Channels.List(ctx)
						for _, c := range channels {
							isEar, isBoss := strings.HasPrefix(c.Name, "Snoop/"), c.ID == boss.Calls()[0].ID()
							if n.Kind == Hears && (isEar || isBoss && left > 1) {
								srv.Fault(fakeari.Fault{Name: fakeari.ErrorOnce, Operation: "channels.hangup", Channel: c.ID, Times: -1})
							}
							if n.Kind == Left && isBoss && left == 1 {
								t.Error("they are told to have left, and hear still")
							}
						}
					}}, func(Progress) {})
				if long := time.Since(began); err == nil || long > 30*time.Second {
					t.Errorf("it ended after %s with %v", long, err)
				}
				news.want(t, "Hears 1001 listen", "Left 1001 listen")
				if _, err := EndSpies(ctx, client, owner); err == nil || !owner.Unended.At(client) {
					t.Errorf("it is forgotten before it has ended: %v", err)
				}
				srv.Heal()
				if ended, err := EndSpies(ctx, client, owner); ended != left || err != nil || owner.Unended.At(client) {
					t.Errorf("%d were ended, %v", ended, err)
				}
			})
		})
	}
}
