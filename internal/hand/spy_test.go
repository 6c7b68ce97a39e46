package hand

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/ari"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// talk is a caller and an agent in one bridge, in an application of somebody else.
func talk(t *testing.T, test func(ctx context.Context, srv *fakeari.Server, client *ari.Client, caller, agent *fakeari.Call)) {
	t.Helper()
	inBubble(t, func(ctx context.Context, srv *fakeari.Server, client *ari.Client) {
		guest(ctx, t, srv, client, func(caller *fakeari.Call) {
			agent := srv.Call(fakeari.Caller{App: "others", Exten: "200", Number: "1001"})
			if _, err := client.Bridges.CreateWithID(ctx, "talk", ari.BridgesCreateWithIDParams{}); err != nil {
				t.Fatal(err)
			}
			if err := client.Bridges.AddChannel(ctx, "talk", ari.BridgesAddChannelParams{Channel: []string{caller.ID(), agent.ID()}}); err != nil {
				t.Fatal(err)
			}
			test(ctx, srv, client, caller, agent)
			agent.Hangup(16)
			if err := client.Bridges.Destroy(ctx, "talk"); err != nil {
				t.Fatal(err)
			}
		})
		left(ctx, t, client)
	})
}

// Law: both sides of a talk have heard the announcement before the supervisor hears anything; who whispers is heard by
// the agent alone, who barges in by both; and the talk goes on when the supervisor lets go.
func TestSpy(t *testing.T) {
	for mode, whisper := range map[string]string{"listen": "none", "whisper": "out", "barge": "both"} {
		t.Run(mode, func(t *testing.T) {
			talk(t, func(ctx context.Context, srv *fakeari.Server, client *ari.Client, caller, agent *fakeari.Call) {
				srv.Endpoint("PJSIP/100", fakeari.Ring(time.Second), fakeari.Answer(time.Second), fakeari.HangUp(time.Minute, 16))
				snoop := ""
				r, err := Spy(ctx, client, Spying{Supervisor: Leg{Endpoint: "PJSIP/100"}, Talk: Talk{Channel: caller.ID(), Mode: mode, Announce: []string{"recorded"}}},
					func(p Progress) {
						if p.Stage != Joined {
							return
						}
						if len(caller.Heard()) != 1 || len(agent.Heard()) != 1 || caller.Heard()[0].Media != "sound:recorded" || caller.Heard()[0].Ended.IsZero() {
							t.Errorf("heard was %+v and %+v", caller.Heard(), agent.Heard())
						}
						channels, _ := client.Channels.List(ctx)
						for _, c := range channels {
							if c.Name[:5] == "Snoop" {
								snoop = c.ID
							}
						}
					})
				if err != nil || r.Cause == "" || snoop == "" || r.Other != snoop {
					t.Errorf("%+v, %v, the channel that listens is %q", r, err, snoop)
				}
				if members := srv.Members("talk"); len(members) != 2 {
					t.Errorf("of the talk there is left %v", members)
				}
				if how := whispered(srv, snoop); how != whisper {
					t.Errorf("the supervisor whispers %q, want %q", how, whisper)
				}
			})
		})
	}
}

// Law: a call that ends, and a request that does, while they hear the beep or between two is no failure.
func TestSpyBeepsToWhoGoes(t *testing.T) {
	for _, after := range []time.Duration{10 * time.Second, 15*time.Second + 100*time.Millisecond, 20 * time.Second} {
		inBubble(t, func(ctx context.Context, srv *fakeari.Server, client *ari.Client) {
			guest(ctx, t, srv, client, func(caller *fakeari.Call) {
				srv.Endpoint("PJSIP/100", fakeari.Answer(time.Second))
				order := Spying{Supervisor: Leg{Endpoint: "PJSIP/100"}, Talk: Talk{Channel: caller.ID(), Mode: "listen", BeepEvery: 15 * time.Second}}
				held, letGo := context.WithTimeout(ctx, time.Second+after)
				if _, err := Spy(held, client, order, func(Progress) {}); err != nil {
					t.Errorf("let go after %s: %v", after, err)
				}
				letGo()
				r, err := Spy(ctx, client, order, func(p Progress) {
					if p.Stage == Joined {
						time.AfterFunc(after, func() { caller.Hangup(16) })
					}
				})
				if err != nil || r.Cause != callEnded {
					t.Errorf("after %s: %+v, %v", after, r, err)
				}
			})
			left(ctx, t, client)
		})
	}
}

// Law: as long as the supervisor hears them both sides hear a beep now and then, and none when nobody does any more.
func TestSpyBeeps(t *testing.T) {
	talk(t, func(ctx context.Context, srv *fakeari.Server, client *ari.Client, caller, agent *fakeari.Call) {
		srv.Endpoint("PJSIP/100", fakeari.Answer(time.Second), fakeari.HangUp(50*time.Second, 16))
		order := Spying{Supervisor: Leg{Endpoint: "PJSIP/100"}, Talk: Talk{Channel: caller.ID(), Mode: "listen", BeepEvery: 15 * time.Second}}
		if r, err := Spy(ctx, client, order, func(Progress) {}); err != nil || r.Cause == "" {
			t.Errorf("%+v, %v", r, err)
		}
		time.Sleep(time.Minute)
		for _, one := range []*fakeari.Call{caller, agent} {
			heard := one.Heard()
			if len(heard) != 3 {
				t.Fatalf("heard was %+v", heard)
			}
			for i, h := range heard {
				if gap := h.Began.Sub(heard[0].Began); h.Media != "sound:beep" || gap < time.Duration(i)*15*time.Second {
					t.Errorf("the beep %d is %s, %s behind the first", i, h.Media, gap)
				}
			}
		}
	})
}

// Law: however it ends, nothing but the talk is left, and nobody is heard unannounced.
func TestSpyingLeavesNothing(t *testing.T) {
	answers := []fakeari.Step{fakeari.Answer(time.Second)}
	for _, c := range []struct {
		name     string
		script   []fakeari.Step
		announce []string
		within   time.Duration
		want     error
	}{
		{"the supervisor is busy", []fakeari.Step{fakeari.Reject(0, 17, 486)}, nil, time.Hour, ErrBusy},
		{"let go while it rings", []fakeari.Step{fakeari.Ring(0)}, nil, 2 * time.Second, context.DeadlineExceeded},
		{"let go while it is announced", answers, []string{"recorded"}, 2 * time.Second, context.DeadlineExceeded},
		{"let go while they talk", answers, nil, time.Minute, nil},
		{"the supervisor goes while it is announced", []fakeari.Step{fakeari.Answer(0), fakeari.HangUp(time.Second, 16)}, []string{"recorded"}, time.Hour, errAny},
		{"the announcement is not there", answers, []string{"missing"}, time.Hour, errAnnounce},
	} {
		t.Run(c.name, func(t *testing.T) {
			talk(t, func(ctx context.Context, srv *fakeari.Server, client *ari.Client, caller, agent *fakeari.Call) {
				srv.Endpoint("PJSIP/100", c.script...)
				held, letGo := context.WithTimeout(ctx, c.within)
				defer letGo()
				joined := false
				_, err := Spy(held, client, Spying{Supervisor: Leg{Endpoint: "PJSIP/100"}, Talk: Talk{Channel: caller.ID(), Mode: "barge", Announce: c.announce}},
					func(p Progress) { joined = joined || p.Stage == Joined })
				if !errors.Is(err, c.want) && (c.want != errAny || err == nil) {
					t.Error(err)
				}
				if joined != (c.name == "let go while they talk") {
					t.Errorf("the supervisor hears them: %v", joined)
				}
			})
		})
	}
}

// Law: the end of the call is the end of listening to it.
func TestSpyEndsWithTheCall(t *testing.T) {
	inBubble(t, func(ctx context.Context, srv *fakeari.Server, client *ari.Client) {
		guest(ctx, t, srv, client, func(caller *fakeari.Call) {
			srv.Endpoint("PJSIP/100", fakeari.Answer(time.Second))
			r, err := Spy(ctx, client, Spying{Supervisor: Leg{Endpoint: "PJSIP/100"}, Talk: Talk{Channel: caller.ID(), Mode: "listen"}}, func(p Progress) {
				if p.Stage == Joined {
					caller.Hangup(16)
				}
			})
			if err != nil || r.Cause != "the call has ended" {
				t.Errorf("%+v, %v", r, err)
			}
		})
		left(ctx, t, client)
	})
}

// Law: a call that ends while the supervisor rings, or while it is announced, is no failure.
func TestSpyOnWhoHangsUp(t *testing.T) {
	for _, announce := range [][]string{nil, {"recorded"}} {
		inBubble(t, func(ctx context.Context, srv *fakeari.Server, client *ari.Client) {
			guest(ctx, t, srv, client, func(caller *fakeari.Call) {
				srv.Endpoint("PJSIP/100", fakeari.Answer(time.Second))
				r, err := Spy(ctx, client, Spying{Supervisor: Leg{Endpoint: "PJSIP/100"}, Talk: Talk{Channel: caller.ID(), Mode: "listen", Announce: announce}}, func(p Progress) {
					if p.Stage == Answered && announce == nil {
						caller.Hangup(16)
					}
					if p.Stage == Answered && announce != nil {
						time.AfterFunc(time.Second, func() { caller.Hangup(16) })
					}
				})
				if err != nil || r.Cause != callEnded {
					t.Errorf("%+v, %v", r, err)
				}
			})
			left(ctx, t, client)
		})
	}
}

// Law: whoever lets go of a supervisor may say why; it is no end of the call.
func TestSpySaysWhyItLetsGo(t *testing.T) {
	for want, why := range map[string]error{"the daemon stops": errors.New("the daemon stops"), "let go": nil} {
		talk(t, func(ctx context.Context, srv *fakeari.Server, client *ari.Client, caller, agent *fakeari.Call) {
			srv.Endpoint("PJSIP/100", fakeari.Answer(time.Second))
			held, letGo := context.WithCancelCause(ctx)
			time.AfterFunc(10*time.Second, func() { letGo(why) })
			r, err := Spy(held, client, Spying{Supervisor: Leg{Endpoint: "PJSIP/100"}, Talk: Talk{Channel: caller.ID(), Mode: "listen"}}, func(Progress) {})
			if err != nil || r.Cause != want {
				t.Errorf("%+v, %v, want %q", r, err, want)
			}
		})
	}
}

// Law: what is wrong with an order is said before anybody is called.
func TestSpyOrders(t *testing.T) {
	inBubble(t, func(ctx context.Context, srv *fakeari.Server, client *ari.Client) {
		leg := Leg{Endpoint: "PJSIP/100"}
		for _, o := range []Spying{{Talk: Talk{Mode: "listen"}, Supervisor: leg}, {Talk: Talk{Channel: "c", Mode: "spy"}, Supervisor: leg}, {Talk: Talk{Channel: "c", Mode: "listen"}},
			{Talk: Talk{Channel: "c", Mode: "listen", Announce: make([]string, mediaMax+1)}, Supervisor: leg}} {
			if _, err := Spy(ctx, client, o, func(Progress) {}); !errors.Is(err, ErrOrder) {
				t.Errorf("%+v: %v", o, err)
			}
		}
		if _, err := Spy(ctx, client, Spying{Supervisor: leg, Talk: Talk{Channel: "c", Mode: "listen"}}, func(Progress) {}); !errors.Is(err, ari.ErrNotFound) {
			t.Error(err)
		}
	})
}

// whispered is in which direction a channel that listens is heard.
func whispered(srv *fakeari.Server, snoop string) string {
	for _, r := range srv.Requests() {
		var order struct{ Whisper string }
		if r.Operation == "channels.snoopChannelWithId" && strings.HasSuffix(r.Path, "/"+snoop) && json.Unmarshal([]byte(r.Body), &order) == nil {
			return order.Whisper
		}
	}
	return ""
}
