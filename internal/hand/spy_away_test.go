package hand

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/ari"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// away is a question to somebody who does not answer, for as long as they are tried.
func away(ctx context.Context) {
	select {
	case <-ctx.Done():
	case <-time.After(4 * time.Second):
	}
}

// Law: while nobody can say whether it is the talk still, as who decides for the queues is away, or Asterisk is slow, the
// beep is heard and keys and hang-ups count as ever.
func TestSpyGoesOnWhileNobodyKnows(t *testing.T) {
	for name, slow := range map[string]bool{"the queues are away": false, "Asterisk is slow": true} {
		t.Run(name, func(t *testing.T) {
			talk(t, func(ctx context.Context, srv *fakeari.Server, client *ari.Client, caller, agent *fakeari.Call) {
				srv.Endpoint("PJSIP/100", fakeari.Answer(time.Second), fakeari.Press(20*time.Second, "6"), fakeari.HangUp(20*time.Second, 16))
				held, letGo := context.WithTimeout(ctx, 3*time.Minute)
				defer letGo()
				if slow {
					srv.Fault(fakeari.Fault{Name: fakeari.Delay, Operation: "bridges.get", Delay: 1500 * time.Millisecond, Times: -1})
				}
				began, news := time.Now(), gossip{}
				var at []time.Duration
				r, err := Spy(held, client, Spying{Supervisor: Leg{Endpoint: "PJSIP/100"},
					Talk: Talk{Channel: caller.ID(), Agent: "1001", Mode: "listen", BeepEvery: 10 * time.Second},
					May:  func(context.Context, Talk, string, string) error { return nil },
					Lasts: func(ctx context.Context, _ Talk) bool {
						if !slow && time.Since(began) > 5*time.Second {
							away(ctx)
						}
						return true
					}, Tell: func(n News) {
						news.hear(n)
						at = append(at, time.Since(began))
					}}, func(Progress) {})
				if err != nil || r.Cause != "Normal Clearing" {
					t.Errorf("%+v, %v", r, err)
				}
				news.want(t, "Hears 1001 listen", "Left 1001 listen", "Hears 1001 barge", "Left 1001 barge")
				if len(at) == 4 && (at[2] > 23*time.Second || at[3] > 43*time.Second) {
					t.Errorf("they barged in at 21 s and hung up at 41 s, which was told at %v", at)
				}
				if n := strings.Count(medias(caller), beepSound); n != 3 {
					t.Errorf("the caller has heard %d beeps", n)
				}
			})
		})
	}
}

// Law: what has happened is taken at once, not one thing behind each look: who hangs up while many leave the bridge does not
// wait for as many answers.
func TestSpyTakesAllThatHasHappened(t *testing.T) {
	talk(t, func(ctx context.Context, srv *fakeari.Server, client *ari.Client, caller, agent *fakeari.Call) {
		srv.Endpoint("PJSIP/100", fakeari.Answer(time.Second), fakeari.HangUp(9*time.Second+time.Second/2, 16))
		time.AfterFunc(5*time.Second, func() {
			for range 5 {
				other := srv.Call(fakeari.Caller{App: "others", Exten: "200", Number: "103"})
				putInto(ctx, t, client, "talk", other)
				time.AfterFunc(5*time.Second, func() { other.Hangup(16) })
			}
		})
		began := time.Now()
		r, err := Spy(ctx, client, Spying{Supervisor: Leg{Endpoint: "PJSIP/100"}, Lasts: func(ctx context.Context, _ Talk) bool {
			if time.Since(began) > 6*time.Second {
				away(ctx)
			}
			return true
		}, Talk: Talk{Channel: caller.ID(), Agent: "1001", Mode: "listen"}}, func(Progress) {})
		if long := time.Since(began); err != nil || r.Cause != "Normal Clearing" || long > 12*time.Second {
			t.Errorf("they hung up at 10.5 s, which was noticed at %s: %+v, %v", long, r, err)
		}
	})
}

// Law: who waits for a talk is heard by their telephone though nobody says whether there is one.
func TestSpyWaitsWhileNobodyKnows(t *testing.T) {
	inBubble(t, func(ctx context.Context, srv *fakeari.Server, client *ari.Client) {
		srv.Endpoint("PJSIP/100", fakeari.Answer(time.Second), fakeari.HangUp(12*time.Second+time.Second/2, 16))
		began := time.Now()
		r, err := Spy(ctx, client, Spying{Supervisor: Leg{Endpoint: "PJSIP/100"}, Next: func(ctx context.Context, _ Talk) (Talk, bool) {
			away(ctx)
			return Talk{}, false
		}}, func(Progress) {})
		if long := time.Since(began); err != nil || r.Cause != "Normal Clearing" || long > 14400*time.Millisecond {
			t.Errorf("they hung up at 13.5 s, which was noticed at %s: %+v, %v", long, r, err)
		}
		left(ctx, t, client)
	})
}

// Law: while the agent is not with the caller, and so nobody is heard, the supervisor hears now and then that they are
// connected still.
func TestSpyAssuresWhoHearsNobody(t *testing.T) {
	talk(t, func(ctx context.Context, srv *fakeari.Server, client *ari.Client, caller, agent *fakeari.Call) {
		boss := srv.Endpoint("PJSIP/100", fakeari.Answer(time.Second), fakeari.HangUp(45*time.Second, 16))
		time.AfterFunc(10*time.Second, func() {
			if err := client.Bridges.RemoveChannel(ctx, "talk", ari.BridgesRemoveChannelParams{Channel: []string{agent.ID()}}); err != nil {
				t.Error(err)
			}
		})
		time.AfterFunc(32*time.Second, func() { putInto(ctx, t, client, "talk", agent) })
		if r, err := Spy(ctx, client, Spying{Supervisor: Leg{Endpoint: "PJSIP/100"}, Lasts: func(context.Context, Talk) bool { return true },
			Talk: Talk{Channel: caller.ID(), Agent: "1001", Mode: "listen"}}, func(Progress) {}); err != nil || r.Cause != "Normal Clearing" {
			t.Errorf("%+v, %v", r, err)
		}
		var beeps []string
		for _, h := range boss.Calls()[0].Heard() {
			if h.Media == beepSound {
				beeps = append(beeps, h.Began.Sub(boss.Calls()[0].Heard()[0].Began).String())
			}
		}
		if len(beeps) != 4 || medias(caller) != "" || medias(agent) != "" {
			t.Errorf("in 22 seconds without the agent the supervisor has heard beeps at %v, the caller %q, the agent %q", beeps, medias(caller), medias(agent))
		}
	})
}
