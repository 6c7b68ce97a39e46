package app

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/internal/cluster/memstore"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// moves is how often a channel was asked to be moved.
func (s *shared) moves(id string) int {
	times := 0
	for _, r := range s.srv.Requests() {
		if r.Operation == "channels.move" && strings.Contains(r.Path, id) {
			times++
		}
	}
	return times
}

// Law: of two who both have a record of a call the one who has not its caller lets go: they do not fetch them in turn.
func TestTwoWhoBothHaveACall(t *testing.T) {
	inCluster(t, sharing(), []string{"n1", "n2"}, func(s *shared) {
		c := s.asked(1)[0]
		first := s.owner(c)
		l := s.houses[s.another(first)].app.links[0]
		s.srv.Fault(fakeari.Fault{Name: fakeari.Drop, Event: "StasisEnd", App: "ivr." + first})
		if err := l.moveTo(s.t.Context(), c.ID(), l.app.own, foundArgument, nil); err != nil { // the other has found the caller
			t.Fatal(err)
		}
		time.Sleep(5 * time.Second)
		if n := len(s.epochs()); n != 2 {
			t.Fatalf("%d have a record of the call\n%s", n, s.logged())
		}
		before := s.moves(c.ID()) // each takes a moment, so that fetching in turn cannot stop the clock
		s.srv.Fault(fakeari.Fault{Name: fakeari.Delay, Operation: "channels.move", Delay: 50 * time.Millisecond, Times: -1})
		time.Sleep(2*sweepEvery + time.Second)
		if n := s.moves(c.ID()) - before; n > 0 {
			t.Errorf("the caller was fetched %d times\n%s", n, s.logged())
		}
		if got := s.has(); got[first] != 0 || got[s.another(first)] != 1 {
			t.Errorf("they have %v\n%s", got, s.logged())
		}
		s.finishes(c)
	})
}

// Law: a caller who was given to an instance is theirs alone, though Asterisk's answer to that was lost.
func TestAMoveWhoseAnswerIsLost(t *testing.T) {
	inCluster(t, sharing(), []string{"n1", "n2"}, func(s *shared) {
		var callers []*fakeari.Call
		for range 3 { // one of them at least goes to who has not the door
			s.srv.Fault(fakeari.Fault{Name: fakeari.Drop, Operation: "channels.move"})
			callers = append(callers, s.call("200"))
			time.Sleep(8 * time.Second)
			if got := s.has(); got["n1"]+got["n2"] != len(callers) {
				t.Errorf("of %d calls they have %v\n%s", len(callers), got, s.logged())
			}
		}
		if got := s.has(); got["n1"] == 0 || got["n2"] == 0 {
			t.Errorf("they have %v", got)
		}
		s.finishes(callers...)
	})
}

// Law: where those who have a dead instance's version of the file take no calls, another one takes its calls up: rather
// from the beginning than by nobody.
func TestAnHeirBesideThoseWhoTakeNoCalls(t *testing.T) {
	inCluster(t, sharing(), []string{"n1", "n2"}, func(s *shared) {
		callers := s.asked(4)
		if _, err := s.houses["n1"].app.DrainInstance(context.Background(), "n2", false); err != nil {
			t.Fatal(err)
		}
		time.Sleep(2 * time.Second)
		s.text = strings.Replace(s.text, "bye", "good-bye", 1)
		s.begin("n3")
		time.Sleep(3 * time.Second)
		if got := s.has(); got["n1"] != 4 {
			t.Fatalf("they have %v", got)
		}
		s.kill("n1")
		time.Sleep(6 * time.Second)
		if got := s.has(); got["n3"] != 4 {
			t.Errorf("they have %v\n%s", got, s.logged())
		}
		for _, c := range callers {
			c.Press("1234")
		}
		for _, c := range callers {
			s.any().ends(c, fakeari.EndHangup, 16)
			if got := heardBy(c); !strings.HasSuffix(got, "thanks-100 good-bye") {
				t.Errorf("a caller heard %s", got)
			}
		}
	})
}

// Law: an instance that has not taken a call when it was to is asked again, when that was a while ago.
func TestWhoHasNotTakenACallIsAskedAgain(t *testing.T) {
	inCluster(t, sharing(), []string{"n1", "n2"}, func(s *shared) {
		c := s.asked(1)[0]
		owner := s.owner(c)
		other := s.another(owner)
		a := s.houses[owner].app
		s.post.Fail(memstore.Faults{Away: true})
		if err := a.instances.give(request{Channel: c.ID(), To: other}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		s.post.Fail(memstore.Faults{})
		if got := s.owner(c); got != owner {
			t.Fatalf("%s has the call", got)
		}
		time.Sleep(shunLeases * leaseTime)
		if _, err := a.DrainInstance(context.Background(), "", false); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		if got := s.owner(c); got != other {
			t.Errorf("%s has the call\n%s", got, s.logged())
		}
		s.finishes(c)
	})
}

// Law: a caller who is brought to the instance that had their call, when that is over, hears something at once.
func TestWhoComesHomeToACallThatIsOver(t *testing.T) {
	inCluster(t, sharing(), []string{"n1", "n2"}, func(s *shared) {
		c := s.asked(1)[0]
		owner := s.owner(c)
		l := s.houses[owner].app.links[0]
		l.app.calls.get(place{l, c.ID()}).Over(0)
		time.Sleep(time.Second)
		heard := strings.Count(heardBy(c), "ask")
		s.houses[s.another(owner)].app.links[0].door.sendHome(s.t.Context(), c.ID(), owner)
		time.Sleep(time.Second)
		if got := heardBy(c); strings.Count(got, "ask") != heard+1 {
			t.Errorf("they have heard %s\n%s", got, s.logged())
		}
		s.finishes(c)
	})
}

// Law: a call of which nothing is written down goes to another instance with the channel that its caller has by now: that
// the first one has gone is no end of the call.
func TestAReplacedCallerIsNotGone(t *testing.T) {
	text := outer + "server: {listen: none}\noutbound: {allow: [PJSIP/_1XX]}\nnumbers: {\"200\": main, \"205\": dials, _.: main}\nflows:\n" +
		"  main: [answer, {collect: {prompt: ask, length: 4, attempts: 99}}]\n" +
		"  dials: [{dial: {targets: PJSIP/100, early_media: none, transfers: asterisk}}]\n"
	inCluster(t, text, []string{"n1", "n2"}, func(s *shared) {
		a := s.call("205")
		b := s.any().talks(a, s.srv.Endpoint("PJSIP/100", fakeari.Answer(time.Second)))
		c := s.asked(1)[0]
		owner := s.owner(c)
		other := s.another(owner)
		if b.ReferAttended("200", c) {
			t.Fatal("the transfer is ours")
		}
		time.Sleep(time.Second)
		l := s.houses[owner].app.links[0]
		now := l.app.calls.get(place{l, c.ID()}).Channel()
		if now == c.ID() {
			t.Fatalf("the caller has the channel that they had\n%s", s.logged())
		}
		calls := s.buckets["ariapp_calls"]
		calls.Clear()
		calls.Fail(memstore.Faults{Unwritable: true})
		s.post.Fail(memstore.Faults{Away: true})
		if err := l.app.instances.give(request{Channel: c.ID(), To: other}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(3 * time.Second)
		calls.Fail(memstore.Faults{})
		s.post.Fail(memstore.Faults{})
		time.Sleep(3 * time.Second)
		served := false
		for _, h := range s.houses {
			for _, one := range h.app.CallsNow() {
				served = served || one.ID == now || one.ID == c.ID()
			}
		}
		if !served {
			t.Errorf("nobody has the caller\n%s", s.logged())
		}
		a.Hangup(16)
		time.Sleep(5 * time.Second)
	})
}
