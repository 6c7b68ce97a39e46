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

// Law: of a channel that listens, and of the supervisor's, it is not waited for ever to hear that it has come; where the
// socket was lost, it is looked for.
func TestSpyMissesTheEar(t *testing.T) {
	for name, c := range map[string]struct {
		cut   bool
		comes int
	}{
		"with the socket": {true, 1}, "alone": {false, 1}, "the supervisor, with the socket": {true, 0}, "the supervisor": {false, 0},
	} {
		t.Run(name, func(t *testing.T) {
			talk(t, func(ctx context.Context, srv *fakeari.Server, client *ari.Client, caller, agent *fakeari.Call) {
				srv.Endpoint("PJSIP/100", fakeari.Answer(time.Second), fakeari.HangUp(20*time.Second, 16))
				srv.Fault(fakeari.Fault{Name: fakeari.Drop, Event: "StasisStart", After: c.comes})
				if c.cut {
					time.AfterFunc(2*time.Second, func() { srv.Fault(fakeari.Fault{Name: fakeari.CutSocket}) })
				}
				held, letGo := context.WithTimeout(ctx, time.Minute)
				defer letGo()
				began, news := time.Now(), gossip{}
				_, err := Spy(held, client, Spying{Supervisor: Leg{Endpoint: "PJSIP/100"}, Tell: news.hear,
					Talk: Talk{Channel: caller.ID(), Agent: "1001", Mode: "listen"}}, func(Progress) {})
				if c.cut {
					news.want(t, "Hears 1001 listen", "Left 1001 listen")
				} else if news.want(t); !errors.Is(err, errStart) || time.Since(began) > 10*time.Second {
					t.Errorf("without its begin it ended after %s with %v", time.Since(began), err)
				}
			})
		})
	}
}

// Law: an announcement whose end was lost with the socket is heard once more, at once; one that goes on is not.
func TestSpyAnnouncesBehindALostSocket(t *testing.T) {
	for name, c := range map[string]struct {
		cut   time.Duration
		media []string
		plays int
	}{
		"its end is lost": {4 * time.Second, []string{"recorded"}, 2},
		"it goes on":      {2 * time.Second, []string{"recorded", "recorded", "recorded", "recorded"}, 4},
	} {
		t.Run(name, func(t *testing.T) {
			talk(t, func(ctx context.Context, srv *fakeari.Server, client *ari.Client, caller, agent *fakeari.Call) {
				srv.Endpoint("PJSIP/100", fakeari.Answer(time.Second), fakeari.HangUp(30*time.Second, 16))
				if len(c.media) == 1 {
					srv.Fault(fakeari.Fault{Name: fakeari.ForgetPlaybackEnd})
				}
				time.AfterFunc(c.cut, func() { srv.Fault(fakeari.Fault{Name: fakeari.CutSocket}) })
				began, news, hears := time.Now(), gossip{}, time.Duration(0)
				r, err := Spy(ctx, client, Spying{Supervisor: Leg{Endpoint: "PJSIP/100"}, Tell: func(n News) {
					news.hear(n)
					if n.Kind == Hears {
						hears = time.Since(began)
					}
				}, Talk: Talk{Channel: caller.ID(), Agent: "1001", Mode: "listen", Announce: c.media}}, func(Progress) {})
				news.want(t, "Hears 1001 listen", "Left 1001 listen")
				heard := strings.Count(medias(caller), "sound:recorded")
				if err != nil || r.Cause != "Normal Clearing" || heard != c.plays || hears > 12*time.Second {
					t.Errorf("%+v, %v; the caller has heard it %d times, the supervisor hears them behind %s", r, err, heard, hears)
				}
			})
		})
	}
}

// Law: of a channel that was hung up it is not waited for ever to hear that it has gone.
func TestSpyMissesThatTheEarHasGone(t *testing.T) {
	talk(t, func(ctx context.Context, srv *fakeari.Server, client *ari.Client, caller, agent *fakeari.Call) {
		srv.Endpoint("PJSIP/100", fakeari.Answer(time.Second), fakeari.Press(10*time.Second, "6"), fakeari.HangUp(20*time.Second, 16))
		time.AfterFunc(9*time.Second, func() { srv.Fault(fakeari.Fault{Name: fakeari.Drop, Event: "StasisEnd"}) })
		held, letGo := context.WithTimeout(ctx, time.Minute)
		defer letGo()
		began, news, barged := time.Now(), gossip{}, time.Duration(0)
		r, err := Spy(held, client, Spying{Supervisor: Leg{Endpoint: "PJSIP/100"}, Tell: func(n News) {
			news.hear(n)
			if n.Mode == "barge" && n.Kind == Hears {
				barged = time.Since(began)
			}
		}, May: func(context.Context, Talk, string, string) error { return nil },
			Talk: Talk{Channel: caller.ID(), Agent: "1001", Mode: "listen"}}, func(Progress) {})
		news.want(t, "Hears 1001 listen", "Left 1001 listen", "Hears 1001 barge", "Left 1001 barge")
		if err != nil || r.Cause != "Normal Clearing" || barged > 15*time.Second {
			t.Errorf("they barged in at 11 s, which was done at %s: %+v, %v", barged, r, err)
		}
	})
}

// Law: who cannot be told that they are listened to is not listened to, though nobody said that the voice has gone.
func TestSpyMissesThatTheVoiceHasGone(t *testing.T) {
	talk(t, func(ctx context.Context, srv *fakeari.Server, client *ari.Client, caller, agent *fakeari.Call) {
		srv.Endpoint("PJSIP/100", fakeari.Answer(time.Second), fakeari.HangUp(time.Hour, 16))
		time.AfterFunc(10*time.Second, func() {
			srv.Fault(fakeari.Fault{Name: fakeari.Drop, Event: "StasisEnd"})
			channels, _ := client.Channels.List(ctx)
			for _, c := range channels {
				if strings.HasPrefix(c.Name, "Snoop/"+caller.ID()) {
					if err := client.Channels.Hangup(ctx, c.ID, ari.ChannelsHangupParams{}); err != nil {
						t.Error(err)
					}
				}
			}
		})
		began := time.Now()
		r, err := Spy(ctx, client, Spying{Supervisor: Leg{Endpoint: "PJSIP/100"},
			Talk: Talk{Channel: caller.ID(), Agent: "1001", Mode: "listen", BeepEvery: 15 * time.Second}}, func(Progress) {})
		if long := time.Since(began); err != nil || r.Cause != callEnded || long > 20*time.Second {
			t.Errorf("it ended behind %s: %+v, %v", long, r, err)
		}
	})
}

// Law: that somebody may have parted is not forgotten as the socket is lost twice.
func TestPartedBehindTwoLostSockets(t *testing.T) {
	d := &dialling{watched: "talk"}
	for range 2 {
		d.look(&ari.Back{})
	}
	if !d.parted || d.watched != "" {
		t.Errorf("parted is %v, watched is %q", d.parted, d.watched)
	}
}

// Law: a supervisor who waits for a talk and of whose end nothing is told does not wait for ever.
func TestSpyMissesThatTheSupervisorHasGone(t *testing.T) {
	inBubble(t, func(ctx context.Context, srv *fakeari.Server, client *ari.Client) {
		srv.Endpoint("PJSIP/100", fakeari.Answer(time.Second), fakeari.HangUp(20*time.Second, 16))
		time.AfterFunc(15*time.Second, func() {
			srv.Fault(fakeari.Fault{Name: fakeari.Drop, Event: "StasisEnd"})
			srv.Fault(fakeari.Fault{Name: fakeari.Drop, Event: "ChannelDestroyed"})
		})
		held, letGo := context.WithTimeout(ctx, 5*time.Minute)
		defer letGo()
		began := time.Now()
		r, err := Spy(held, client, Spying{Supervisor: Leg{Endpoint: "PJSIP/100"},
			Next: func(context.Context, Talk) (Talk, bool) { return Talk{}, false }}, func(Progress) {})
		if long := time.Since(began); err != nil || long > 35*time.Second {
			t.Errorf("they hung up at 21 s, which was noticed at %s: %+v, %v", long, r, err)
		}
		left(ctx, t, client)
	})
}

// Law: of a telephone whose answer, or end, is not told it is not waited for longer than it can ring.
func TestAnAnswerThatIsNotTold(t *testing.T) {
	for name, script := range map[string][]fakeari.Step{"answered": {fakeari.Answer(time.Second), fakeari.HangUp(time.Minute, 16)},
		"busy": {fakeari.Reject(time.Second, 17, 486)}} {
		t.Run(name, func(t *testing.T) {
			talk(t, func(ctx context.Context, srv *fakeari.Server, client *ari.Client, caller, agent *fakeari.Call) {
				srv.Endpoint("PJSIP/100", script...)
				for _, event := range []string{"Dial", "ChannelStateChange", "ChannelDestroyed", "StasisEnd"} {
					srv.Fault(fakeari.Fault{Name: fakeari.Drop, Event: event, Times: -1})
				}
				time.AfterFunc(10*time.Second, srv.Heal)
				held, letGo := context.WithTimeout(ctx, 5*time.Minute)
				defer letGo()
				began, hears := time.Now(), time.Duration(0)
				_, err := Spy(held, client, Spying{Supervisor: Leg{Endpoint: "PJSIP/100"},
					Talk: Talk{Channel: caller.ID(), Agent: "1001", Mode: "listen"}}, func(p Progress) {
					if p.Stage == Joined {
						hears = time.Since(began)
					}
				})
				switch long := time.Since(began); {
				case name == "answered" && (err != nil || hears > 40*time.Second):
					t.Errorf("they answered at 1 s, and hear behind %s: %v", hears, err)
				case name == "busy" && (!errors.Is(err, ErrUnreachable) || long > 40*time.Second):
					t.Errorf("they were busy at 1 s, which is %v behind %s", err, long)
				}
			})
		})
	}
}
