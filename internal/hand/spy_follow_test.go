package hand

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/ari"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// gossip is news in few words.
type gossip []string

func (n *gossip) hear(one News) {
	text := string(one.Kind) + " " + one.Talk.Agent + " " + one.Mode
	if one.By != "" {
		text += " by " + one.By
	}
	*n = append(*n, strings.TrimSpace(text))
}

func (n *gossip) want(t *testing.T, want ...string) {
	t.Helper()
	if got := strings.Join(*n, ", "); got != strings.Join(want, ", ") {
		t.Errorf("told was %s,\nwant %s", got, strings.Join(want, ", "))
	}
}

// heardAs are the channels that were listened to, each with the direction in which who listens is heard.
func heardAs(srv *fakeari.Server, names map[string]string) string {
	var all []string
	for _, r := range srv.Requests() {
		var order struct{ Whisper string }
		if r.Operation == "channels.snoopChannelWithId" && json.Unmarshal([]byte(r.Body), &order) == nil {
			_, channel, _ := strings.Cut(r.Path, "channels/")
			channel, _, _ = strings.Cut(channel, "/")
			all = append(all, names[channel]+" "+order.Whisper)
		}
	}
	return strings.Join(all, ", ")
}

// medias is what somebody has heard.
func medias(c *fakeari.Call) string {
	var all []string
	for _, h := range c.Heard() {
		if !strings.HasPrefix(h.Media, "channel:") {
			all = append(all, h.Media)
		}
	}
	return strings.Join(all, " ")
}

// Law: the supervisor's keys change how they are there, into what is allowed alone; who whispers is put into what the
// agent hears, never into what the caller sends; each change is told, and one that is refused too, which the supervisor
// hears; and nobody else hears the keys.
func TestSpyKeysChangeTheMode(t *testing.T) {
	talk(t, func(ctx context.Context, srv *fakeari.Server, client *ari.Client, caller, agent *fakeari.Call) {
		boss := srv.Endpoint("PJSIP/100", fakeari.Answer(time.Second), fakeari.Press(10*time.Second, "45"), fakeari.Press(10*time.Second, "6"),
			fakeari.Press(10*time.Second, "19*"), fakeari.Press(10*time.Second, "5"), fakeari.Press(10*time.Second, "4"), fakeari.HangUp(10*time.Second, 16))
		whispers, news := 0, gossip{}
		r, err := Spy(ctx, client, Spying{Supervisor: Leg{Endpoint: "PJSIP/100"}, Talk: Talk{Channel: caller.ID(), Agent: "1001", Mode: "listen"},
			May: func(_ context.Context, _ Talk, mode, by string) error {
				if mode == "whisper" {
					if whispers++; whispers > 1 {
						return errAny
					}
				}
				return nil
			}, Tell: func(n News) {
				news.hear(n)
				bridges, err := client.Bridges.List(ctx)
				if err != nil || n.Kind != Hears {
					return
				}
				for _, b := range bridges { // two ears would hear each other
					if b.ID != "talk" && len(b.Channels) != 2 {
						t.Errorf("as it is %s, with the supervisor are %v", n.Mode, b.Channels)
					}
				}
			}}, func(Progress) {})
		if err != nil || r.Cause != "Normal Clearing" {
			t.Errorf("%+v, %v", r, err)
		}
		news.want(t, "Hears 1001 listen", "Left 1001 listen", "Hears 1001 whisper", "Left 1001 whisper", "Hears 1001 barge",
			"Refused 1001 whisper", "Left 1001 barge", "Hears 1001 listen", "Left 1001 listen")
		if got := heardAs(srv, map[string]string{caller.ID(): "caller", agent.ID(): "agent"}); got != "agent none, agent out, agent both, agent none" {
			t.Errorf("listened to was %s", got)
		}
		if got := medias(boss.Calls()[0].Call); got != "sound:beep sound:beep sound:beep sound:beeperr sound:beeperr sound:beep" {
			t.Errorf("the supervisor has heard %s", got)
		}
		absorbed := false
		for _, q := range srv.Requests() {
			absorbed = absorbed || q.Operation == "bridges.addChannel" && strings.Contains(q.Body, `"absorbDTMF":true`)
		}
		if !absorbed || agent.Keys() != "" || medias(agent) != "" {
			t.Errorf("the agent has heard keys: %q, %s", agent.Keys(), medias(agent))
		}
	})
}

// Law: a mode may be changed from outside as by keys, and who wants it hears what came of it; where nothing is allowed,
// no key does anything.
func TestSpyChanges(t *testing.T) {
	talk(t, func(ctx context.Context, srv *fakeari.Server, client *ari.Client, caller, agent *fakeari.Call) {
		srv.Endpoint("PJSIP/100", fakeari.Answer(time.Second), fakeari.HangUp(time.Minute, 16))
		changes, news := make(chan Change, 3), gossip{}
		done := make(chan error, 3)
		for _, mode := range []string{"whisper", "barge", "shout"} {
			changes <- Change{mode, "lead", done}
		}
		order := Spying{Supervisor: Leg{Endpoint: "PJSIP/100"}, Talk: Talk{Channel: caller.ID(), Agent: "1001", Mode: "listen"}, Changes: changes,
			Tell: news.hear, May: func(_ context.Context, _ Talk, mode, by string) error {
				if mode == "barge" || by != "lead" {
					return errAny
				}
				return nil
			}}
		if _, err := Spy(ctx, client, order, func(Progress) {}); err != nil {
			t.Error(err)
		}
		news.want(t, "Hears 1001 listen", "Left 1001 listen by lead", "Hears 1001 whisper by lead", "Refused 1001 barge by lead",
			"Refused 1001 shout by lead", "Left 1001 whisper")
		if first, second, third := <-done, <-done, <-done; first != nil || !errors.Is(second, errAny) || third == nil {
			t.Errorf("%v, %v, %v", first, second, third)
		}
		srv.Endpoint("PJSIP/100", fakeari.Answer(time.Second), fakeari.Press(time.Second, "6"), fakeari.HangUp(time.Minute, 16))
		order.May, news = nil, gossip{}
		if _, err := Spy(ctx, client, order, func(Progress) {}); err != nil {
			t.Error(err)
		}
		news.want(t, "Hears 1001 listen", "Refused 1001 barge", "Left 1001 listen")
	})
}

// Law: behind a talk the supervisor stays, hears every few seconds that they are connected, and hears the next talk when
// both there have heard the announcement; when they hang up nothing is left.
func TestSpyFollows(t *testing.T) {
	talk(t, func(ctx context.Context, srv *fakeari.Server, client *ari.Client, caller, agent *fakeari.Call) {
		boss := srv.Endpoint("PJSIP/100", fakeari.Answer(time.Second), fakeari.Press(10*time.Second, "6"), fakeari.HangUp(2*time.Minute, 16))
		began, changes, done := time.Now(), make(chan Change, 2), make(chan error, 2)
		lasts := map[string]time.Duration{"a": 20 * time.Second, "b": 70 * time.Second}
		one := Talk{Channel: caller.ID(), ID: "a", Agent: "1001", Mode: "listen", Announce: []string{"recorded"}}
		news := gossip{}
		var at []time.Duration
		r, err := Spy(ctx, client, Spying{Supervisor: Leg{Endpoint: "PJSIP/100"}, Talk: one, Changes: changes,
			May: func(context.Context, Talk, string, string) error { return nil },
			Lasts: func(_ context.Context, t Talk) bool {
				return time.Since(began) < lasts[t.ID]
			}, Next: func(_ context.Context, behind Talk) (Talk, bool) {
				next := one
				next.ID = "b"
				return next, behind.ID == "a" && time.Since(began) >= 40*time.Second
			}, Tell: func(n News) {
				news.hear(n)
				at = append(at, time.Since(began).Truncate(time.Second))
				if n.Kind == Waits {
					changes <- Change{"whisper", "lead", done}
				}
			}}, func(Progress) {})
		if err != nil || r.Cause != "Normal Clearing" {
			t.Errorf("%+v, %v", r, err)
		}
		news.want(t, "Hears 1001 listen", "Left 1001 listen", "Hears 1001 barge", "Left 1001 barge", "Waits 1001", "Hears 1001 listen",
			"Left 1001 listen", "Waits 1001")
		if got := fmt.Sprint(at); got != "[3s 11s 11s 20s 20s 42s 1m10s 1m10s]" {
			t.Errorf("that was at %s", got)
		}
		if err := <-done; !errors.Is(err, errNobodyHeard) {
			t.Errorf("changing nothing: %v", err)
		}
		if got := medias(caller); got != "sound:recorded sound:recorded" {
			t.Errorf("the caller has heard %s", got)
		}
		beeps := boss.Calls()[0].Heard()
		if n := strings.Count(medias(boss.Calls()[0].Call), "sound:beep"); n != 1+4+13 {
			t.Errorf("the supervisor has heard %d beeps: %+v", n, beeps)
		}
	})
}

// Law: a supervisor may come before there is a talk, and * goes to the next one; where there is no other it goes on.
func TestSpyGoesFromTalkToTalk(t *testing.T) {
	talk(t, func(ctx context.Context, srv *fakeari.Server, client *ari.Client, caller, agent *fakeari.Call) {
		second := srv.Call(fakeari.Caller{App: "others", Exten: "200", Number: "101"})
		srv.Endpoint("PJSIP/100", fakeari.Answer(time.Second), fakeari.Press(10*time.Second, "*"), fakeari.Press(10*time.Second, "*"), fakeari.HangUp(time.Minute, 16))
		talks := []Talk{{Channel: caller.ID(), ID: "a", Agent: "1001", Mode: "whisper"}, {Channel: second.ID(), ID: "b", Agent: "1002", Mode: "listen"}}
		news, asked := gossip{}, 0
		if _, err := Spy(ctx, client, Spying{Supervisor: Leg{Endpoint: "PJSIP/100"}, Next: func(_ context.Context, behind Talk) (Talk, bool) {
			asked++
			if asked < 4 {
				return Talk{}, false
			}
			return talks[min(asked-4, 1)], true
		}, Tell: news.hear}, func(Progress) {}); err != nil {
			t.Error(err)
		}
		news.want(t, "Waits", "Hears 1001 whisper", "Left 1001 whisper", "Hears 1002 listen", "Left 1002 listen")
		second.Hangup(16)
	})
}

// Law: while the agent is elsewhere, the caller hears no whisper, but who barges in; when they come back, they hear both.
func TestSpyWaitsForTheAgent(t *testing.T) {
	for mode, want := range map[string]string{"whisper": "caller none, agent out", "barge": "caller both, agent both"} {
		talk(t, func(ctx context.Context, srv *fakeari.Server, client *ari.Client, caller, agent *fakeari.Call) {
			ids := []string{agent.ID()}
			if err := client.Bridges.RemoveChannel(ctx, "talk", ari.BridgesRemoveChannelParams{Channel: ids}); err != nil {
				t.Error(err)
			}
			srv.Endpoint("PJSIP/100", fakeari.Answer(time.Second), fakeari.HangUp(time.Minute, 16))
			time.AfterFunc(10*time.Second, func() {
				if err := client.Bridges.AddChannel(ctx, "talk", ari.BridgesAddChannelParams{Channel: ids}); err != nil {
					t.Error(err)
				}
			})
			order := Spying{Supervisor: Leg{Endpoint: "PJSIP/100"}, Talk: Talk{Channel: caller.ID(), Mode: mode}}
			if _, err := Spy(ctx, client, order, func(Progress) {}); err != nil {
				t.Error(err)
			}
			if got := heardAs(srv, map[string]string{caller.ID(): "caller", agent.ID(): "agent"}); got != want {
				t.Errorf("listened to was %s, want %s", got, want)
			}
		})
	}
}

// Law: in a bridge of several the agent is who was rung as the agent, and nobody where it cannot be told who that is.
func TestSpyFindsTheAgent(t *testing.T) {
	talk(t, func(ctx context.Context, srv *fakeari.Server, client *ari.Client, caller, agent *fakeari.Call) {
		var ids []string
		for _, name := range []string{"PJSIP/1003", "PJSIP/trunk", "Local/7@agents"} {
			third := srv.Call(fakeari.Caller{App: "others", Exten: "200", Number: "103", Technology: name})
			if err := client.Bridges.AddChannel(ctx, "talk", ari.BridgesAddChannelParams{Channel: []string{third.ID()}}); err != nil {
				t.Fatal(err)
			}
			ids = append(ids, third.ID())
			defer third.Hangup(16)
		}
		for endpoint, want := range map[string]string{"PJSIP/1003": ids[0], "PJSIP/1003/sip:a@b": ids[0], "PJSIP/9@trunk": ids[1],
			"Local/7@agents/n": ids[2], "": "", "PJSIP/100": ""} {
			d := &dialling{session: &session{client: client}}
			if got, _, err := d.agentOf(ctx, Talk{Channel: caller.ID(), Endpoint: endpoint}, ""); got != want || err != nil {
				t.Errorf("%q: %s, %v, want %s", endpoint, got, err, want)
			}
		}
		d := &dialling{session: &session{client: client}}
		if got, _, err := d.agentOf(ctx, Talk{Channel: "nobody"}, ""); got != "" || err != nil {
			t.Errorf("of nobody: %s, %v", got, err)
		}
	})
}

// Law: who cannot be told any more that somebody listens is not listened to any more.
func TestSpyEndsWithTheBeep(t *testing.T) {
	talk(t, func(ctx context.Context, srv *fakeari.Server, client *ari.Client, caller, agent *fakeari.Call) {
		boss := srv.Endpoint("PJSIP/100", fakeari.Answer(time.Second))
		began, silenced := time.Now(), make(chan struct{})
		time.AfterFunc(20*time.Second+time.Second/2, func() {
			defer close(silenced)
			channels, err := client.Channels.List(ctx)
			for _, c := range channels {
				if strings.HasPrefix(c.Name, "Snoop/"+caller.ID()) {
					err = errors.Join(err, client.Channels.Hangup(ctx, c.ID, ari.ChannelsHangupParams{}))
				}
			}
			if err != nil {
				t.Error(err)
			}
		})
		order := Spying{Supervisor: Leg{Endpoint: "PJSIP/100"}, Talk: Talk{Channel: caller.ID(), Mode: "listen", BeepEvery: time.Minute}}
		if r, err := Spy(ctx, client, order, func(Progress) {}); err != nil || r.Cause != callEnded {
			t.Errorf("%+v, %v", r, err)
		}
		if long := time.Since(began).Truncate(time.Second); long != 20*time.Second || len(boss.Calls()) != 1 {
			t.Errorf("the supervisor heard them for %v", long)
		}
		<-silenced // the answer to who hung the beep up may come behind the end of the listening
	})
}

// Law: an agent who talks on at another telephone is heard there, and known by how they were rung: a colleague to whom
// they gave the caller is not heard.
func TestSpyGoesWithTheAgent(t *testing.T) {
	talk(t, func(ctx context.Context, srv *fakeari.Server, client *ari.Client, caller, agent *fakeari.Call) {
		colleague := srv.Call(fakeari.Caller{App: "others", Exten: "200", Number: "1002", Technology: "PJSIP/1002"})
		other := srv.Call(fakeari.Caller{App: "others", Exten: "200", Number: "1001", Technology: "PJSIP/1001"})
		srv.Endpoint("PJSIP/100", fakeari.Answer(time.Second), fakeari.HangUp(time.Minute, 16))
		time.AfterFunc(10*time.Second, func() { agent.Hangup(16) })
		for after, one := range map[time.Duration]*fakeari.Call{15 * time.Second: colleague, 30 * time.Second: other} {
			time.AfterFunc(after, func() { putInto(ctx, t, client, "talk", one) })
		}
		time.AfterFunc(25*time.Second, func() { colleague.Hangup(16) })
		news := gossip{}
		order := Spying{Supervisor: Leg{Endpoint: "PJSIP/100"}, Tell: news.hear, Lasts: func(context.Context, Talk) bool { return true },
			Talk: Talk{Channel: caller.ID(), Agent: "1001", Endpoint: "PJSIP/1001", Mode: "whisper"}}
		if r, err := Spy(ctx, client, order, func(Progress) {}); err != nil || r.Cause != "Normal Clearing" {
			t.Errorf("%+v, %v", r, err)
		}
		names := map[string]string{caller.ID(): "caller", agent.ID(): "agent", colleague.ID(): "colleague", other.ID(): "other"}
		if got := heardAs(srv, names); got != "agent out, other out" {
			t.Errorf("listened to was %s", got)
		}
		news.want(t, "Hears 1001 whisper", "Left 1001 whisper")
		other.Hangup(16)
	})
}
