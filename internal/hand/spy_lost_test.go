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

// Law: a beep whose end is not told, as the socket was lost in it or otherwise, does not hide keys, nor an agent who leaves
// the caller; nor does one that is heard.
func TestSpyNoticesBehindABeep(t *testing.T) {
	for name, c := range map[string]struct {
		cut, parts time.Duration
		key        bool
	}{
		"the socket is lost":      {16*time.Second + time.Second/2, 30 * time.Second, true},
		"its end is lost":         {0, 30 * time.Second, true},
		"they part while it goes": {0, 16*time.Second + time.Second/2, false},
	} {
		t.Run(name, func(t *testing.T) {
			talk(t, func(ctx context.Context, srv *fakeari.Server, client *ari.Client, caller, agent *fakeari.Call) {
				srv.Endpoint("PJSIP/100", fakeari.Answer(time.Second), fakeari.Press(22*time.Second, "6"), fakeari.HangUp(22*time.Second, 16))
				srv.Fault(fakeari.Fault{Name: fakeari.ForgetPlaybackEnd})
				if c.cut > 0 {
					time.AfterFunc(c.cut, func() { srv.Fault(fakeari.Fault{Name: fakeari.CutSocket}) })
				}
				names := map[string]string{caller.ID(): "caller", agent.ID(): "agent"}
				time.AfterFunc(c.parts-time.Second/2, func() {
					if !slices.Contains(ears(ctx, client, names), "agent") {
						t.Error("the agent was not heard before they left")
					}
				})
				time.AfterFunc(c.parts, func() {
					if err := client.Bridges.RemoveChannel(ctx, "talk", ari.BridgesRemoveChannelParams{Channel: []string{agent.ID()}}); err != nil {
						t.Error(err)
					}
				})
				time.AfterFunc(c.parts+time.Second/4, func() {
					if slices.Contains(ears(ctx, client, names), "agent") {
						t.Error("the agent is heard who has left the caller")
					}
				})
				barged := time.Duration(0)
				began := time.Now()
				r, err := Spy(ctx, client, Spying{Supervisor: Leg{Endpoint: "PJSIP/100"}, Tell: func(n News) {
					if n.Kind == Hears && n.Mode == "barge" {
						barged = time.Since(began)
					}
				}, Lasts: func(context.Context, Talk) bool { return true }, May: func(context.Context, Talk, string, string) error { return nil },
					Talk: Talk{Channel: caller.ID(), Agent: "1001", Mode: "listen", BeepEvery: 15 * time.Second}}, func(Progress) {})
				if err != nil || r.Cause != "Normal Clearing" {
					t.Errorf("%+v, %v", r, err)
				}
				if c.key && (barged < 23*time.Second || barged > 24*time.Second) {
					t.Errorf("they barged in at 23 s, which was done at %s", barged)
				}
			})
		})
	}
}

// Law: a beep that Asterisk does not play is not taken for heard.
func TestSpyEndsWithABeepThatHangs(t *testing.T) {
	talk(t, func(ctx context.Context, srv *fakeari.Server, client *ari.Client, caller, agent *fakeari.Call) {
		srv.Endpoint("PJSIP/100", fakeari.Answer(time.Second))
		began := time.Now()
		time.AfterFunc(15*time.Second, func() { // what is played before it takes its time
			channels, _ := client.Channels.List(ctx)
			for _, c := range channels {
				if strings.HasPrefix(c.Name, "Snoop/"+caller.ID()) {
					if _, err := client.Channels.Play(ctx, c.ID, ari.ChannelsPlayParams{Media: []string{"tone:ring"}}); err != nil {
						t.Error(err)
					}
				}
			}
		})
		_, err := Spy(ctx, client, Spying{Supervisor: Leg{Endpoint: "PJSIP/100"},
			Talk: Talk{Channel: caller.ID(), Mode: "listen", BeepEvery: 15 * time.Second}}, func(Progress) {})
		if long := time.Since(began).Truncate(time.Second); !errors.Is(err, errAnnounce) || long != 21*time.Second {
			t.Errorf("it ended after %s: %v", long, err)
		}
	})
}

// Law: of a channel that listens it is not waited for ever to hear that it has come; where the socket was lost, it is looked
// for.
func TestSpyMissesTheEar(t *testing.T) {
	for name, cut := range map[string]bool{"with the socket": true, "alone": false} {
		t.Run(name, func(t *testing.T) {
			talk(t, func(ctx context.Context, srv *fakeari.Server, client *ari.Client, caller, agent *fakeari.Call) {
				srv.Endpoint("PJSIP/100", fakeari.Answer(time.Second), fakeari.HangUp(20*time.Second, 16))
				srv.Fault(fakeari.Fault{Name: fakeari.Drop, Event: "StasisStart", After: 1})
				if cut {
					time.AfterFunc(2*time.Second, func() { srv.Fault(fakeari.Fault{Name: fakeari.CutSocket}) })
				}
				began, news := time.Now(), gossip{}
				_, err := Spy(ctx, client, Spying{Supervisor: Leg{Endpoint: "PJSIP/100"}, Tell: news.hear,
					Talk: Talk{Channel: caller.ID(), Agent: "1001", Mode: "listen"}}, func(Progress) {})
				if cut {
					news.want(t, "Hears 1001 listen", "Left 1001 listen")
				} else if news.want(t); !errors.Is(err, errStart) || time.Since(began) > 10*time.Second {
					t.Errorf("without its begin it ended after %s with %v", time.Since(began), err)
				}
			})
		})
	}
}
