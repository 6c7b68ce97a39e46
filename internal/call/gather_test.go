package call

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/media"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// instance is one of several that share an Asterisk, with an application of its own; the test is the walker of its call.
type instance struct {
	t      *testing.T
	srv    *fakeari.Server
	client *ari.Client
	app    string
	events chan ari.Event
	call   atomic.Pointer[Call] // who gets the events
	die    func()
	dead   chan error
	log    strings.Builder
}

func newInstance(t *testing.T, srv *fakeari.Server, apps ...string) *instance {
	t.Helper()
	i := &instance{t: t, srv: srv, app: apps[len(apps)-1], events: make(chan ari.Event, 1000), dead: make(chan error, len(apps))}
	var err error
	i.client, err = ari.New(ari.Options{URL: "http://pbx:8088/ari", Username: "u", Password: "p", DialContext: srv.DialContext})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	for _, app := range apps { // a socket each
		go func() {
			i.dead <- i.client.Listen(ctx, ari.ListenOptions{Apps: []string{app}, OnEvent: func(e ari.Event) {
				if c := i.call.Load(); c != nil {
					c.Deliver(e)
				}
				i.events <- e
			}})
		}()
		if err := srv.AwaitApp(ctx, app); err != nil {
			t.Fatal(err)
		}
	}
	i.die = func() {
		stop()
		for range apps {
			if err := <-i.dead; err != nil {
				t.Error(err)
			}
		}
		if err := i.client.Close(); err != nil {
			t.Error(err)
		}
	}
	return i
}

// takes makes the instance's call of a channel.
func (i *instance) takes(channel, home string) *Call {
	synctest.Wait()
	c := New(Options{Client: i.client, Channel: channel, Up: true, Again: home != i.app, App: i.app, Home: home,
		Prompts: media.Resolver{}, Logger: slog.New(slog.NewTextHandler(&i.log, nil))})
	i.call.Store(c)
	return c
}

// cluster is two instances at one Asterisk, and a caller whom the first has.
type cluster struct {
	t        *testing.T
	srv      *fakeari.Server
	one, two *instance
	caller   *fakeari.Call
	call     *Call // the first one's, then the second one's
	asked    int   // requests before the second had it
}

func onCluster(t *testing.T, test func(context.Context, *cluster)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		srv := fakeari.New(fakeari.Options{User: "u", Password: "p", DefaultSound: time.Minute, DialplanStay: time.Hour})
		defer srv.Close()
		x := &cluster{t: t, srv: srv, one: newInstance(t, srv, "ivr.n1"), two: newInstance(t, srv, "ivr.n2")}
		x.caller = srv.Call(fakeari.Caller{App: "ivr.n1", Exten: "200", Answered: true})
		x.call = x.one.takes(x.caller.ID(), "ivr.n1")
		test(t.Context(), x)
		x.call.Rest()
		if x.one.die != nil {
			x.one.die()
		}
		x.two.die()
	})
}

// dies ends the first instance and has the second take its call up as it was written down.
func (x *cluster) dies(e Estate) {
	x.call.Rest()
	synctest.Wait()
	x.one.call.Store(nil)
	x.one.die()
	x.one.die = nil
	x.call = x.two.takes(x.caller.ID(), "ivr.n1")
	x.call.TakeUp(e)
	x.asked = len(x.srv.Requests())
}

// gather has the second instance gather its call, and returns how many requests it took, and how long.
func (x *cluster) gather(ctx context.Context) (requests []string, took time.Duration) {
	begin := time.Now()
	x.call.Gather(ctx)
	for _, r := range x.srv.Requests()[x.asked:] {
		requests = append(requests, strings.TrimPrefix(r.Operation, "channels."))
	}
	return requests, time.Since(begin)
}

func (x *cluster) play(ctx context.Context, prompts ...string) string {
	x.t.Helper()
	id, err := x.call.Play(ctx, "", prompts)
	if err != nil {
		x.t.Fatal(err)
	}
	return id
}

// goesOn proves that the call is the second one's: it hears its keys and the end of its prompts, and of nothing else.
func (x *cluster) goesOn(ctx context.Context) {
	x.t.Helper()
	if left := x.srv.Playbacks(); len(left) > 0 {
		x.t.Errorf("plays on: %v", left)
	}
	if home := x.call.Home(); home != "ivr.n2" {
		x.t.Errorf("the caller is in %s", home)
	}
	begin := time.Now()
	id := x.play(ctx, "new")
	x.caller.Press("5")
	x.next(ctx, flows.Event{Kind: flows.KeyPressed, Key: '5'})
	if e := x.next(ctx, flows.Event{Kind: flows.PlaybackEnded, Playback: id}); e.At.Sub(begin) < time.Minute {
		x.t.Errorf("a prompt of a minute ended after %v", e.At.Sub(begin))
	}
}

// next is the next event, which must be of the kind, and of what is named.
func (x *cluster) next(ctx context.Context, want flows.Event) *flows.Event {
	x.t.Helper()
	e, err := x.call.Next(ctx, time.Now().Add(time.Hour))
	if err != nil || e.Kind != want.Kind || e.Key != want.Key || e.Playback != want.Playback || e.Leg != want.Leg ||
		e.State != want.State || e.Cause != want.Cause || e.Bridge != want.Bridge || e.Failed {
		x.t.Fatalf("got %+v, %v; want %+v", e, err, want)
	}
	return e
}

// A call that is taken over costs few requests, whatever plays and however old its record is.
func TestWhatPlaysIsEndedWithFewRequests(t *testing.T) {
	const one, two = "move playbacks.stop", " playbacks.stop playbacks.stop"
	for name, c := range map[string]struct {
		ended, before, passed, since int // playbacks: ended and under way when the record was written, and since then
		want                         string
	}{
		"nothing":                              {want: "move"},
		"nothing, late in a long call":         {ended: 39, want: "move"},
		"a prompt":                             {since: 1, want: one},
		"a prompt, late in a long call":        {ended: 39, since: 1, want: one},
		"a prompt, one behind the record":      {ended: 5, passed: 1, since: 1, want: "move" + two},
		"a prompt that was written down":       {ended: 5, before: 1, want: one + two},
		"three in a queue":                     {ended: 7, since: 3, want: one + two + " playbacks.stop"},
		"three in a queue, one written down":   {before: 1, since: 2, want: one + two},
		"a prompt, far behind the record":      {ended: 20, passed: 4, since: 1, want: one + two + two + " playbacks.stop"},
		"three in a queue, three behind these": {passed: 3, since: 3, want: one + two + two + two},
	} {
		t.Run(name, func(t *testing.T) {
			onCluster(t, func(ctx context.Context, x *cluster) {
				x.passed(ctx, c.ended)
				for range c.before {
					x.play(ctx, "old")
				}
				estate := x.call.Estate()
				x.passed(ctx, c.passed)
				for range c.since {
					x.play(ctx, "old")
				}
				x.dies(estate)
				requests, took := x.gather(ctx)
				if got := strings.Join(requests, " "); got != c.want || took > time.Second {
					t.Errorf("it took %v: %s", took, got)
				}
				x.goesOn(ctx)
			})
		})
	}
}

// passed plays so many prompts that are over.
func (x *cluster) passed(ctx context.Context, n int) {
	x.t.Helper()
	for range n {
		if err := x.call.Stop(ctx, x.play(ctx, "passed")); err != nil {
			x.t.Fatal(err)
		}
	}
}

// Whatever slot plays is found.
func TestEverySlotIsFound(t *testing.T) {
	for behind := range ringSize {
		onCluster(t, func(ctx context.Context, x *cluster) {
			x.call.count = behind
			estate := x.call.Estate()
			estate.Plays = 0 // so old is the record
			x.play(ctx, "old")
			x.dies(estate)
			if requests, took := x.gather(ctx); took > 4*time.Second || len(requests) > ringSize+1 {
				t.Errorf("slot %d took %v: %v", behind, took, requests)
			}
			x.goesOn(ctx)
		})
	}
}

// A call whose successor uses the ids of its predecessor does not take the ends of one for those of the other.
func TestTheSameIdsAreFarFromOneAnother(t *testing.T) {
	onCluster(t, func(ctx context.Context, x *cluster) {
		old := x.play(ctx, "old")
		e := x.call.Estate()
		x.call = New(Options{Client: x.one.client, Channel: x.caller.ID(), App: "ivr.n1", Logger: slog.New(slog.DiscardHandler)})
		x.one.call.Store(x.call)
		x.call.TakeUp(e)
		if id := x.play(ctx, "new"); id == old {
			t.Errorf("%s is used again", id)
		}
	})
}

// Of something spoken a stop ends one word only.
func TestWhatDoesNotObeyIsStoppedAgain(t *testing.T) {
	onCluster(t, func(ctx context.Context, x *cluster) {
		estate := x.call.Estate()
		x.play(ctx, "x", "digits:12345")
		x.dies(estate)
		x.srv.Fault(fakeari.Fault{Name: fakeari.ErrorOnce, Operation: "playbacks.stop", Times: 2})
		if _, took := x.gather(ctx); took > gatherTime {
			t.Errorf("it took %v", took)
		}
		x.goesOn(ctx)
	})
}

// talking is a call whose caller talks with somebody.
func (x *cluster) talking(ctx context.Context) (bridge string, leg flows.Party, there *fakeari.Leg) {
	x.t.Helper()
	bridge, err := x.call.Bridge(ctx, flows.Bridge{})
	if err != nil {
		x.t.Fatal(err)
	}
	leg, there = x.dial(ctx)
	there.Answer()
	x.next(ctx, flows.Event{Kind: flows.LegChanged, Leg: leg, State: flows.Answered})
	for _, party := range []flows.Party{flows.Caller, leg} {
		if err := x.call.Join(ctx, bridge, party, flows.Joining{}); err != nil {
			x.t.Fatal(err)
		}
	}
	return bridge, leg, there
}

func (x *cluster) dial(ctx context.Context) (flows.Party, *fakeari.Leg) {
	x.t.Helper()
	phone := x.srv.Endpoint(fmt.Sprintf("PJSIP/%d", time.Now().UnixNano()))
	leg, err := x.call.Dial(ctx, flows.Leg{Endpoint: phone.Name()})
	if err != nil {
		x.t.Fatal(err)
	}
	there, err := phone.AwaitCall(ctx)
	if err != nil {
		x.t.Fatal(err)
	}
	return leg, there
}

// A talk goes on unheard, and each end of it is told: who leaves, who hangs up, and why.
func TestATalkIsGathered(t *testing.T) {
	onCluster(t, func(ctx context.Context, x *cluster) {
		bridge, leg, there := x.talking(ctx)
		x.dies(x.call.Estate())
		requests, _ := x.gather(ctx)
		if want := "move move applications.subscribe playbacks.stop"; strings.Join(requests, " ") != want {
			t.Errorf("it took %v", requests)
		}
		if members := x.srv.Members(bridge); len(members) != 2 {
			t.Errorf("in the bridge are %v", members)
		}
		there.Press("8")
		x.next(ctx, flows.Event{Kind: flows.LegKey, Leg: leg, Key: '8'})
		if err := x.call.Part(ctx, bridge, flows.Caller); err != nil {
			t.Fatal(err)
		}
		x.goesOn(ctx)
		there.Hangup(21)
		x.next(ctx, flows.Event{Kind: flows.PartyLeft, Leg: leg, Bridge: bridge})
		x.next(ctx, flows.Event{Kind: flows.LegChanged, Leg: leg, State: flows.LegGone, Cause: 21})
	})
}

// What plays in a bridge holds nobody: it is looked for, and where there may be much of it in every slot.
func TestWhatPlaysInABridgeIsStopped(t *testing.T) {
	for name, c := range map[string]struct {
		shared   string
		recorded bool
		passed   int
	}{"one of the call's own": {}, "a shared one": {"room", false, 9}, "one that is recorded": {"", true, 9}} {
		t.Run(name, func(t *testing.T) {
			onCluster(t, func(ctx context.Context, x *cluster) {
				bridge, err := x.call.Bridge(ctx, flows.Bridge{Shared: c.shared})
				if err != nil {
					t.Fatal(err)
				}
				if err := x.call.Join(ctx, bridge, flows.Caller, flows.Joining{}); err != nil {
					t.Fatal(err)
				}
				if c.recorded {
					if err := x.call.Record(ctx, flows.Recording{Name: "r", Format: "wav", Bridge: bridge}); err != nil {
						t.Fatal(err)
					}
				}
				estate := x.call.Estate()
				x.passed(ctx, c.passed)
				for range 3 {
					if _, err := x.call.PlayIn(ctx, bridge, "", []string{"old"}); err != nil {
						t.Fatal(err)
					}
				}
				x.dies(estate)
				x.gather(ctx)
				if left := x.srv.Playbacks(); len(left) > 0 {
					t.Errorf("plays on: %v", left)
				}
				x.goesOn(ctx)
			})
		})
	}
}

// The end of a leg's Stasis is its own only in the application where it is, and not if it comes again.
func TestALegThatComesHasNotGone(t *testing.T) {
	for name, c := range map[string]struct {
		end   string
		comes bool
	}{"from another": {"ivr.n1", false}, "twice": {"ivr.n2", true}} {
		t.Run(name, func(t *testing.T) {
			onCluster(t, func(ctx context.Context, x *cluster) {
				bridge, leg, there := x.talking(ctx)
				x.dies(x.call.Estate())
				x.gather(ctx)
				channel := ari.Channel{ID: string(leg)}
				x.call.Deliver(&ari.StasisEnd{EventHeader: ari.EventHeader{Application: c.end}, Channel: channel})
				if c.comes {
					x.call.Deliver(&ari.StasisStart{EventHeader: ari.EventHeader{Application: c.end}, Channel: channel})
				}
				x.hearsNothing(ctx)
				there.Hangup(16)
				x.next(ctx, flows.Event{Kind: flows.PartyLeft, Leg: leg, Bridge: bridge})
				x.next(ctx, flows.Event{Kind: flows.LegChanged, Leg: leg, State: flows.LegGone, Cause: 16})
			})
		})
	}
}

// A telephone that rings rings on, and its answer or its refusal is told.
func TestARingingLegIsGathered(t *testing.T) {
	for name, c := range map[string]struct {
		does  func(*fakeari.Leg)
		state flows.LegState
		cause flows.Cause
	}{
		"it answers": {(*fakeari.Leg).Answer, flows.Answered, 0},
		"it refuses": {func(l *fakeari.Leg) { l.Reject(17, 486) }, flows.LegGone, 17},
	} {
		t.Run(name, func(t *testing.T) {
			onCluster(t, func(ctx context.Context, x *cluster) {
				leg, there := x.dial(ctx)
				there.Ring()
				x.next(ctx, flows.Event{Kind: flows.LegChanged, Leg: leg, State: flows.Rang})
				estate := x.call.Estate()
				x.play(ctx, "old")
				x.dies(estate)
				requests, _ := x.gather(ctx)
				if want := "move move applications.subscribe playbacks.stop"; strings.Join(requests, " ") != want {
					t.Errorf("it took %v", requests)
				}
				c.does(there)
				e := x.next(ctx, flows.Event{Kind: flows.LegChanged, Leg: leg, State: c.state, Cause: c.cause})
				if c.cause == 17 && e.SIP != 486 {
					t.Errorf("the telephone said %d", e.SIP)
				}
				x.goesOn(ctx)
			})
		})
	}
}

// A leg that hears something hears it no more.
func TestALegThatIsPlayedToIsGathered(t *testing.T) {
	onCluster(t, func(ctx context.Context, x *cluster) {
		leg, there := x.dial(ctx)
		there.Answer()
		x.next(ctx, flows.Event{Kind: flows.LegChanged, Leg: leg, State: flows.Answered})
		estate := x.call.Estate()
		if _, err := x.call.PlayTo(ctx, leg, "", []string{"old"}); err != nil {
			t.Fatal(err)
		}
		x.dies(estate)
		requests, _ := x.gather(ctx)
		if want := "move move applications.subscribe playbacks.stop"; strings.Join(requests, " ") != want {
			t.Errorf("it took %v", requests)
		}
		id, err := x.call.PlayTo(ctx, leg, "", []string{"new"})
		if err != nil {
			t.Fatal(err)
		}
		x.next(ctx, flows.Event{Kind: flows.PlaybackEnded, Playback: id})
		there.Hangup(16)
		x.next(ctx, flows.Event{Kind: flows.LegChanged, Leg: leg, State: flows.LegGone, Cause: 16})
	})
}

// Legs and bridges that are gone keep nothing from being heard of.
func TestWhatIsGoneIsPassedOver(t *testing.T) {
	onCluster(t, func(ctx context.Context, x *cluster) {
		bridge, leg, there := x.talking(ctx)
		estate := x.call.Estate()
		estate.Bridges["a.b0"] = false
		estate.Legs["a.l0"] = EstateLeg{State: flows.Rang}
		x.dies(estate)
		x.gather(ctx)
		x.next(ctx, flows.Event{Kind: flows.LegChanged, Leg: "a.l0", State: flows.LegGone})
		there.Hangup(16)
		x.next(ctx, flows.Event{Kind: flows.PartyLeft, Leg: leg, Bridge: bridge})
		x.next(ctx, flows.Event{Kind: flows.LegChanged, Leg: leg, State: flows.LegGone, Cause: 16})
	})
}

// A bridge that has ended is none of the estate.
func TestAnEndedBridgeIsNotWrittenDown(t *testing.T) {
	onCluster(t, func(ctx context.Context, x *cluster) {
		bridge, err := x.call.Bridge(ctx, flows.Bridge{Shared: "room"})
		if err != nil || !x.call.Estate().Bridges[bridge] {
			t.Fatal(err, x.call.Estate())
		}
		if err := x.call.Unbridge(ctx, bridge); err != nil || len(x.call.Estate().Bridges) > 0 {
			t.Errorf("%v, %+v", err, x.call.Estate())
		}
		if _, err := x.call.Bridge(ctx, flows.Bridge{Shared: "room"}); err != nil || !x.call.Estate().Bridges[bridge] {
			t.Errorf("made again: %v, %+v", err, x.call.Estate())
		}
	})
}

func TestMusicGoesOnUntilTheWalkEndsIt(t *testing.T) {
	onCluster(t, func(ctx context.Context, x *cluster) {
		if err := x.call.Music(ctx, "jazz", true); err != nil {
			t.Fatal(err)
		}
		x.dies(x.call.Estate())
		if requests, took := x.gather(ctx); len(requests) != 1 || took > gatherPause || x.caller.Music() != "jazz" {
			t.Errorf("%v, %v; they hear %q", requests, took, x.caller.Music())
		}
		if err := x.call.Music(ctx, "", false); err != nil {
			t.Error(err)
		}
		x.goesOn(ctx)
	})
}

// A recording goes on, and its end is told: of a tap, which comes later, and of the caller's own channel.
func TestARecordingGoesOn(t *testing.T) {
	for name, c := range map[string]struct {
		tap  bool
		want string
	}{
		"by a tap":            {true, "move move applications.subscribe"},
		"of the caller's own": {false, "move applications.subscribe recordings.getLive"},
	} {
		t.Run(name, func(t *testing.T) {
			onCluster(t, func(ctx context.Context, x *cluster) {
				if err := x.call.Record(ctx, flows.Recording{Name: "r", Format: "wav", Tap: c.tap}); err != nil {
					t.Fatal(err)
				}
				x.dies(x.call.Estate())
				requests, took := x.gather(ctx)
				if strings.Join(requests, " ") != c.want || took > time.Second {
					t.Errorf("it took %v: %v", took, requests)
				}
				x.caller.Press("1")
				x.next(ctx, flows.Event{Kind: flows.KeyPressed, Key: '1'})
				if err := x.call.ChangeRecording(ctx, "r", flows.StopRecording); err != nil {
					t.Fatal(err)
				}
				if e := x.next(ctx, flows.Event{Kind: flows.RecordingOver}); e.Recording != "r" {
					t.Errorf("got %+v", e)
				}
				synctest.Wait()
				x.goesOn(ctx)
			})
		})
	}
}

// Who is in the dialplan is followed there, and told of when they come back.
func TestACallerInTheDialplanIsFollowed(t *testing.T) {
	for name, comes := range map[string]bool{"they come back": true, "they hang up": false} {
		t.Run(name, func(t *testing.T) {
			onCluster(t, func(ctx context.Context, x *cluster) {
				if err := x.call.Visit(ctx, flows.Place{Context: "phones", Extension: "1"}); err != nil {
					t.Fatal(err)
				}
				x.dies(x.call.Estate())
				if requests, _ := x.gather(ctx); strings.Join(requests, " ") != "applications.subscribe" {
					t.Errorf("it took %v", requests)
				}
				if !comes {
					x.caller.Hangup(16)
					if _, err := x.call.Next(ctx, time.Now().Add(time.Minute)); err != nil || x.call.Context().Err() == nil {
						t.Errorf("%v, and the call goes on", err)
					}
					return
				}
				x.call.Deliver(&ari.StasisStart{EventHeader: ari.EventHeader{Application: "ivr"},
					Channel: ari.Channel{ID: x.caller.ID(), State: ari.ChannelStateUp}})
				x.next(ctx, flows.Event{Kind: flows.CameBack})
				if x.call.Away() || x.call.Home() != "ivr" {
					t.Errorf("away %v, in %s", x.call.Away(), x.call.Home())
				}
			})
		})
	}
}

// A caller who has gone meanwhile has hung up.
func TestACallerWhoIsGoneIsNotGathered(t *testing.T) {
	for name, away := range map[string]bool{"from us": false, "from the dialplan": true} {
		t.Run(name, func(t *testing.T) {
			onCluster(t, func(ctx context.Context, x *cluster) {
				_, _ = x.dial(ctx)
				if away {
					if err := x.call.Visit(ctx, flows.Place{Context: "phones", Extension: "1"}); err != nil {
						t.Fatal(err)
					}
				}
				x.dies(x.call.Estate())
				x.caller.Hangup(16)
				requests, took := x.gather(x.call.Context())
				if x.call.Context().Err() == nil || took > 0 {
					t.Errorf("the call goes on after %v: %v", took, requests)
				}
				x.call.Dissolve(ctx)
				x.call.Rest()
				if left := x.srv.Channels(); len(left) > 0 {
					t.Errorf("%v stays", left)
				}
			})
		})
	}
}

// A caller who does not come is heard where they are.
func TestACallWhoseCallerDoesNotComeGoesOn(t *testing.T) {
	for name, c := range map[string]struct {
		fault fakeari.Fault
		takes time.Duration
	}{
		"nobody told us":       {fakeari.Fault{Name: fakeari.Drop, Event: "StasisStart", App: "ivr.n2"}, gatherTime},
		"Asterisk will not":    {fakeari.Fault{Name: fakeari.ErrorOnce, Operation: "channels.move", Times: 9}, 0},
		"it is no valid state": {fakeari.Fault{Name: fakeari.ErrorOnce, Operation: "channels.move", Status: 422}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			onCluster(t, func(ctx context.Context, x *cluster) {
				x.dies(x.call.Estate())
				x.srv.Fault(c.fault)
				if requests, took := x.gather(ctx); took != c.takes {
					t.Errorf("it took %v: %v", took, requests)
				}
				if !strings.Contains(x.two.log.String(), "level=WARN") {
					t.Errorf("the log says %s", &x.two.log)
				}
				x.caller.Press("5")
				x.next(ctx, flows.Event{Kind: flows.KeyPressed, Key: '5'})
				x.next(ctx, flows.Event{Kind: flows.PlaybackEnded, Playback: x.play(ctx, "new")})
				x.caller.Hangup(16)
				synctest.Wait()
				if x.call.Context().Err() == nil {
					t.Error("the call goes on")
				}
			})
		})
	}
}

// A connection that is cut under the move, or an answer that does not come, costs nothing.
func TestAMoveWithoutAnAnswer(t *testing.T) {
	onCluster(t, func(ctx context.Context, x *cluster) {
		x.play(ctx, "old")
		x.dies(x.call.Estate())
		x.srv.Fault(fakeari.Fault{Name: fakeari.Drop, Operation: "channels.move"})
		x.gather(ctx)
		x.goesOn(ctx)
	})
}

// Hundreds of calls at once do not drown Asterisk in requests.
func TestManyCallsAreGatheredAtOnce(t *testing.T) {
	const many = 200
	synctest.Test(t, func(t *testing.T) {
		srv := fakeari.New(fakeari.Options{User: "u", Password: "p", DefaultSound: time.Minute})
		defer srv.Close()
		one := newInstance(t, srv, "ivr.n1")
		calls := map[string]*Call{}
		estates := map[string]Estate{}
		for n := range many {
			caller := srv.Call(fakeari.Caller{App: "ivr.n1", Answered: true})
			c := New(Options{Client: one.client, Channel: caller.ID(), Up: true, App: "ivr.n1", Logger: slog.New(slog.DiscardHandler)})
			c.count = n
			estates[caller.ID()] = c.Estate()
			if n%2 == 0 {
				if _, err := c.Play(t.Context(), "", []string{"old"}); err != nil {
					t.Fatal(err)
				}
			}
		}
		one.die()
		two, stop := context.WithCancel(t.Context())
		client, err := ari.New(ari.Options{URL: "http://pbx:8088/ari", Username: "u", Password: "p", DialContext: srv.DialContext})
		if err != nil {
			t.Fatal(err)
		}
		for id, e := range estates {
			calls[id] = New(Options{Client: client, Channel: id, Up: true, Again: true, App: "ivr.n2", Home: "ivr.n1",
				Logger: slog.New(slog.DiscardHandler)})
			calls[id].TakeUp(e)
		}
		ended := make(chan error, 1)
		go func() {
			ended <- client.Listen(two, ari.ListenOptions{Apps: []string{"ivr.n2"}, OnEvent: func(e ari.Event) {
				if e, ok := e.(ari.ChannelEvent); ok {
					e.EachChannelID(func(id string) bool { calls[id].Deliver(e.(ari.Event)); return true })
				}
			}})
		}()
		if err := srv.AwaitApp(two, "ivr.n2"); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		before := len(srv.Requests())
		done := make(chan bool, many)
		for _, c := range calls {
			go func() { c.Gather(c.Context()); done <- true }()
		}
		for range many {
			<-done
		}
		if n := len(srv.Requests()) - before; n > 2*many {
			t.Errorf("%d calls took %d requests", many, n)
		}
		for id, c := range calls {
			if c.Home() != "ivr.n2" {
				t.Errorf("%s is in %s", id, c.Home())
			}
		}
		if left := srv.Playbacks(); len(left) > 0 {
			t.Errorf("plays on: %v", left)
		}
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if err := client.Close(); err != nil {
			t.Error(err)
		}
	})
}

func TestTheLikeliestSlotsComeFirst(t *testing.T) {
	places := map[int]bool{}
	for _, offset := range likely() {
		places[(offset+ringSize)%ringSize] = true
	}
	if len(places) != ringSize || len(likely()) != ringSize || !slices.Equal(likely()[:3], []int{0, 1, -1}) {
		t.Errorf("tried are %v", likely())
	}
}
