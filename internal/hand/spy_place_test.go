package hand

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/ari"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// putInto takes somebody into a bridge, from where they are.
func putInto(ctx context.Context, t *testing.T, client *ari.Client, bridge string, who *fakeari.Call) {
	if err := client.Bridges.AddChannel(ctx, bridge, ari.BridgesAddChannelParams{Channel: []string{who.ID()}}); err != nil {
		t.Error(err)
	}
}

// ears are who is listened to now.
func ears(ctx context.Context, client *ari.Client, names map[string]string) (all []string) {
	channels, _ := client.Channels.List(ctx)
	for _, c := range channels {
		if id, is := strings.CutPrefix(c.Name, "Snoop/"); is {
			all = append(all, names[id[:strings.LastIndex(id, "-")]])
		}
	}
	return all
}

// Law: an agent whose channel outlives the talk, as one on standby, is not heard with the next caller, not for the time
// in which the queues would tell it, and in no mode; when they are with the first again they are heard again.
func TestSpyLeavesWhoHaveParted(t *testing.T) {
	for name, cut := range map[string]bool{"at once": false, "behind a lost socket": true} {
		t.Run(name, func(t *testing.T) {
			talk(t, func(ctx context.Context, srv *fakeari.Server, client *ari.Client, caller, agent *fakeari.Call) {
				stranger := srv.Call(fakeari.Caller{App: "others", Exten: "200", Number: "101"})
				if _, err := client.Bridges.CreateWithID(ctx, "next", ari.BridgesCreateWithIDParams{}); err != nil {
					t.Fatal(err)
				}
				putInto(ctx, t, client, "next", stranger)
				srv.Endpoint("PJSIP/100", fakeari.Answer(time.Second), fakeari.Press(15*time.Second, "6"), fakeari.HangUp(45*time.Second, 16))
				names := map[string]string{caller.ID(): "caller", agent.ID(): "agent", stranger.ID(): "stranger"}
				heard := func(at time.Duration, want string) {
					time.AfterFunc(at, func() {
						if got := strings.Join(ears(ctx, client, names), " "); got != want {
							t.Errorf("behind %s %q are listened to, want %q", at, got, want)
						}
					})
				}
				if cut {
					time.AfterFunc(5*time.Second, func() { srv.Fault(fakeari.Fault{Name: fakeari.CutSocket}) })
				}
				time.AfterFunc(10*time.Second+time.Second/4, func() { putInto(ctx, t, client, "next", agent) })
				time.AfterFunc(30*time.Second, func() { putInto(ctx, t, client, "talk", agent) })
				heard(9*time.Second, "agent")
				heard(10*time.Second+time.Second/3, "")
				heard(20*time.Second, "")
				heard(35*time.Second, "agent")
				news := gossip{}
				order := Spying{Supervisor: Leg{Endpoint: "PJSIP/100"}, Tell: news.hear, Lasts: func(context.Context, Talk) bool { return true },
					May:  func(context.Context, Talk, string, string) error { return nil },
					Talk: Talk{Channel: caller.ID(), Agent: "1001", Mode: "listen"}}
				if r, err := Spy(ctx, client, order, func(Progress) {}); err != nil || r.Cause != "Normal Clearing" {
					t.Errorf("%+v, %v", r, err)
				}
				if got := heardAs(srv, names); got != "agent none, agent both" {
					t.Errorf("listened to was %s", got)
				}
				news.want(t, "Hears 1001 listen", "Left 1001 listen", "Hears 1001 barge", "Left 1001 barge")
				stranger.Hangup(16)
				if err := client.Bridges.Destroy(ctx, "next"); err != nil {
					t.Error(err)
				}
			})
		})
	}
}
