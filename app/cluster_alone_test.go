package app

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/internal/cluster/memstore"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// returning asks for four digits, after an excursion into the dialplan or without one, and says what it has understood.
const returning = outer + `server: {listen: none}
numbers: {"200": main, "201": away}
flows:
  main:
    - answer
    - collect: {id: a, prompt: ask, length: 4, attempts: 9, max_noinput: 9}
    - play: 'got-${steps.a.value}'
  away:
    - answer
    - dialplan: {id: p, context: visits, extension: "300"}
    - goto: main
`

// Law: an instance that is killed and started again goes on with its calls at once; a key that is pressed meanwhile
// counts once, also where the caller had come back from the dialplan, of whom two applications are told.
func TestWhoStartsAgainHasItsCallsAtOnce(t *testing.T) {
	for _, number := range []string{"200", "201"} {
		t.Run(number, func(t *testing.T) {
			inClusterWhere(t, time.Minute, returning, []string{"n1"}, func(s *shared) {
				c := s.call(number)
				if number == "201" {
					ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
					defer cancel()
					if err := c.AwaitDialplan(ctx); err != nil {
						t.Fatal(err)
					}
					time.Sleep(2 * time.Second)
					c.Back("ivr")
				}
				s.any().hears(c, "sound:ask")
				time.Sleep(100 * time.Millisecond)
				s.kill("n1")
				time.Sleep(300 * time.Millisecond)
				s.begin("n1")
				time.Sleep(10 * time.Millisecond) // it listens, and what played plays still
				c.Press("1")
				for range 3 {
					time.Sleep(100 * time.Millisecond)
					c.Press("2")
				}
				time.Sleep(500 * time.Millisecond)
				if got := heardBy(c); !strings.HasSuffix(got, "got-1222") {
					t.Errorf("the caller heard %s\n%s", got, s.logged())
				}
				c.Hangup(16)
				s.mustNotLog("has not come yet")
			})
		})
	}
}

// Law: where nobody else serves, an instance that is out of service takes the calls of the dead and new ones, and gives
// them to whoever comes; it comes back into service also while the store is away.
func TestOutOfServiceAndAlone(t *testing.T) {
	inCluster(t, sharing(), []string{"n1", "n2"}, func(s *shared) {
		callers := s.asked(4)
		a := s.houses["n2"].app
		if _, err := a.DrainInstance(context.Background(), "", false); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		s.kill("n1")
		time.Sleep(4 * time.Second)
		callers = append(callers, s.asked(1)...)
		if got := s.has()["n2"]; got != 5 {
			t.Errorf("it has %d calls of 5\n%s", got, s.logged())
		}
		s.begin("n3")
		time.Sleep(3 * time.Second)
		if got := s.has(); got["n3"] != 5 || s.doorkeeper() != "n3" {
			t.Errorf("they have %v, %s the door\n%s", got, s.doorkeeper(), s.logged())
		}
		s.fail(memstore.Faults{Away: true})
		time.Sleep(20 * time.Second)
		if _, err := a.DrainInstance(context.Background(), "", true); err != nil || a.instances.leaves() {
			t.Errorf("it is not back: %v", err)
		}
		s.fail(memstore.Faults{})
		time.Sleep(5 * time.Second)
		s.finishes(callers...)
	})
}

// Law: an instance that begins while the store is away takes no new call, as it cannot know whose they are: callers have
// the dialplan's fallback. It does as soon as the store is there, and goes on with the calls that waited.
func TestAStartWithoutTheStore(t *testing.T) {
	inCluster(t, sharing(), []string{"n1"}, func(s *shared) {
		waiting := s.asked(1)[0]
		s.stop("n1")
		s.fail(memstore.Faults{Away: true})
		h := s.start("n1")
		time.Sleep(time.Minute)
		late := s.call("200")
		h.ends(late, fakeari.EndFailed, 0)
		if h.app.links[0].door.open.Load() || len(h.app.unready()) == 0 {
			t.Errorf("it listens, or counts as ready\n%s", h.logged())
		}
		if !h.app.links[0].isUp.Load() {
			t.Errorf("it is not connected\n%s", h.logged())
		}
		s.fail(memstore.Faults{})
		time.Sleep(2 * time.Second)
		s.finishes(append(s.asked(1), waiting)...)
	})
}

// Law: whoever begins just when the store has lost everything, and so sees nobody, begins no call anew that somebody has.
func TestWhoBeginsAsTheStoreIsLost(t *testing.T) {
	inCluster(t, sharing(), []string{"n1"}, func(s *shared) {
		callers := s.asked(3) // they are where new calls come in
		for _, b := range s.buckets {
			b.Clear()
		}
		s.begin("n2")
		time.Sleep(5 * time.Second)
		s.finishes(callers...)
		s.mustNotLog("an orphan", "anew: ", "begins anew")
	})
}

// Law: callers whom nobody knows are not forgotten by whoever begins, though it has to see first who lives.
func TestWhoBeginsFindsStrangers(t *testing.T) {
	inCluster(t, sharing(), []string{"n1"}, func(s *shared) {
		callers := s.asked(3)
		s.kill("n1")
		for _, b := range s.buckets {
			b.Clear()
		}
		s.begin("n2")
		time.Sleep(4 * time.Second)
		for _, c := range callers {
			if got := heardBy(c); !strings.HasSuffix(got, " ask") {
				t.Errorf("a caller heard %s\n%s", got, s.logged())
			}
		}
		s.finishes(callers...)
	})
}

// Law: calls that come to meet others while the instance where those are has just died do not go round among the living:
// they meet where they are, and go together to where new calls come in.
func TestWhoComesToMeetTheDead(t *testing.T) {
	text := strings.Replace(sharing(), "    - wait: 1m", "    - conference: {id: c, room: board}", 1)
	inCluster(t, text, []string{"n1", "n2", "n3"}, func(s *shared) {
		callers := s.asked(6)
		door := s.doorkeeper()
		var others []*fakeari.Call
		for _, c := range callers {
			if s.owner(c) != door {
				others = append(others, c)
			}
		}
		s.kill(door)
		for _, c := range callers {
			c.Press("1234")
		}
		time.Sleep(15 * time.Second)
		for key, n := range s.epochs() {
			if n > 5 {
				t.Errorf("%s has had %d owners", key, n)
			}
		}
		for _, c := range others {
			if got := c.Bridge(); got == "" || got != others[0].Bridge() {
				t.Errorf("they are in %q and in %q\n%s", got, others[0].Bridge(), s.logged())
			}
		}
		for _, c := range callers {
			c.Hangup(16)
		}
		time.Sleep(2*sweepEvery + time.Second)
	})
}

// Law: a call that is handed over when the store has just lost its record is written down again and goes on with
// what it had.
func TestACallThatIsHandedOverWhenTheStoreIsLost(t *testing.T) {
	inCluster(t, sharing(), []string{"n1", "n2", "n3"}, func(s *shared) {
		c := s.asked(1)[0]
		owner := s.owner(c)
		heir := s.another(owner)
		s.buckets["ariapp_calls"].Clear()
		if err := s.houses[owner].app.instances.give(request{Channel: c.ID(), To: heir}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(2 * time.Second)
		if got := s.owner(c); got != heir {
			t.Errorf("it is with %s, want %s\n%s", got, heir, s.logged())
		}
		s.finishes(c)
		s.mustNotLog("an orphan", "begins anew")
	})
}
