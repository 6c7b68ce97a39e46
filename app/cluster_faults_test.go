package app

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/internal/cluster"
	"github.com/ariapp/ariapp/internal/cluster/memstore"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// owner is the instance that has a call.
func (s *shared) owner(c *fakeari.Call) string {
	s.t.Helper()
	for name, h := range s.houses {
		for _, now := range h.app.CallsNow() {
			if now.ID == c.ID() {
				return name
			}
		}
	}
	s.t.Fatalf("nobody has the call\n%s", s.logged())
	return ""
}

// another is any instance but that.
func (s *shared) another(name string) string {
	for other := range s.houses {
		if other != name {
			return other
		}
	}
	s.t.Fatal("there is no other")
	return ""
}

// finishes has callers enter what they are asked for, and fails unless each hears the end once.
func (s *shared) finishes(callers ...*fakeari.Call) {
	s.t.Helper()
	for _, c := range callers {
		c.Press("1234")
	}
	for i, c := range callers {
		s.any().ends(c, fakeari.EndHangup, 16)
		got := strings.ReplaceAll(strings.ReplaceAll(heardBy(c), "ask(cut) ", ""), "ask ", "")
		if got != "thanks-100 bye" {
			s.t.Errorf("caller %d heard %s\n%s", i, heardBy(c), s.logged())
		}
	}
}

// Law: telephones ring on, and a talk is not touched, when the instance of the call dies.
func TestATalkOutlivesItsInstance(t *testing.T) {
	for _, answers := range []time.Duration{10 * time.Second, time.Second} { // it rings on; they talk on
		t.Run(answers.String(), func(t *testing.T) {
			inCluster(t, sharing(), []string{"n1", "n2"}, func(s *shared) {
				s.srv.Endpoint("PJSIP/100", fakeari.Ring(0), fakeari.Answer(answers), fakeari.HangUp(20*time.Second, 16))
				c := s.call("300")
				time.Sleep(4 * time.Second)
				s.kill(s.owner(c))
				s.any().ends(c, fakeari.EndHangup, 16)
				if got := heardBy(c); got != "it-was-answered" {
					t.Errorf("the caller heard %s\n%s", got, s.logged())
				}
			})
		})
	}
}

// Law: a call goes to another instance by command, and back; what cannot be done is said.
func TestACallIsMoved(t *testing.T) {
	inCluster(t, sharing(), []string{"n1", "n2", "n3"}, func(s *shared) {
		c := s.asked(1)[0]
		ctx := context.Background()
		for range 4 {
			from := s.owner(c)
			to := s.another(from)
			if err := s.any().app.MoveCall(ctx, "", c.ID(), to); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Second)
			if got := s.owner(c); got != to {
				t.Errorf("it is with %s, want %s", got, to)
			}
		}
		a := s.any().app
		for want, err := range map[error]error{
			ErrCall:     a.MoveCall(ctx, "", "nosuch", "n1"),
			ErrInstance: a.MoveCall(ctx, "", c.ID(), "n7"),
		} {
			if !errors.Is(err, want) {
				t.Errorf("%v, want %v", err, want)
			}
		}
		if err := a.MoveCall(ctx, "", c.ID(), s.owner(c)); err == nil {
			t.Error("it was moved to where it is")
		}
		s.finishes(c)
	})
}

// Law: an instance that is taken out of service hands over what it has, gets nothing, and comes back.
func TestOutOfServiceAndBack(t *testing.T) {
	inCluster(t, sharing(), []string{"n1", "n2"}, func(s *shared) {
		callers := s.asked(6)
		a, ctx := s.houses["n2"].app, context.Background()
		if _, err := a.DrainInstance(ctx, "n1", false); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		callers = append(callers, s.asked(2)...)
		if got := s.has(); got["n1"] != 0 || got["n2"] != 8 {
			t.Errorf("they have %v\n%s", got, s.logged())
		}
		if _, err := a.DrainInstance(ctx, "n1", true); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		callers = append(callers, s.asked(2)...)
		if got := s.has(); got["n1"] != 2 {
			t.Errorf("they have %v\n%s", got, s.logged())
		}
		s.finishes(callers...)
	})
}

// Law: an instance that reaches Asterisk but not the others loses its calls to them, and lets go: nothing happens twice,
// and nothing of theirs is ended by it.
func TestAnInstanceThatIsCutOff(t *testing.T) {
	inCluster(t, sharing(), []string{"n1", "n2", "n3"}, func(s *shared) {
		s.srv.Endpoint("PJSIP/100", fakeari.Ring(0), fakeari.Answer(time.Second), fakeari.HangUp(2*time.Minute, 16))
		callers := s.asked(6)
		talk := s.call("300")
		time.Sleep(3 * time.Second)
		off := s.owner(talk)
		s.lines[off].part()
		time.Sleep(30 * time.Second)
		h := s.houses[off]
		if n := h.app.Calls(); n != 0 {
			t.Errorf("it has %d calls\n%s", n, h.logged())
		}
		if strings.Contains(h.logged(), "a call ended") {
			t.Errorf("it has ended calls that go on\n%s", h.logged())
		}
		s.finishes(callers...)
		s.finishes(s.asked(3)...)
		if talk.State() != "Up" {
			t.Errorf("the talk is %s", talk.State())
		}
		s.any().ends(talk, fakeari.EndHangup, 16)
		if got := heardBy(talk); got != "it-was-answered" {
			t.Errorf("who talked heard %s\n%s", got, s.logged())
		}
	})
}

// Law: while the store is away calls begin, go on and end where they are; afterwards all is as before.
func TestTheStoreOfAllIsAway(t *testing.T) {
	for _, away := range []time.Duration{10 * time.Second, 150 * time.Second} {
		t.Run(away.String(), func(t *testing.T) {
			inCluster(t, sharing(), []string{"n1", "n2"}, func(s *shared) {
				fail := func(how memstore.Faults) {
					for _, b := range s.buckets {
						b.Fail(how)
					}
				}
				callers := s.asked(2)
				fail(memstore.Faults{Away: true})
				begun := time.Now()
				time.Sleep(5 * time.Second)
				during := s.asked(2)
				s.finishes(callers[0], during[0])
				time.Sleep(time.Until(begun.Add(away)))
				fail(memstore.Faults{})
				time.Sleep(10 * time.Second)
				s.kill(s.owner(during[1]))
				time.Sleep(4 * time.Second)
				s.finishes(append(s.asked(2), callers[1], during[1])...)
			})
		})
	}
}

// Law: who is alone moves nothing; when another comes and the first one dies its calls go on.
func TestAloneAndThenNot(t *testing.T) {
	inCluster(t, sharing(), []string{"n1"}, func(s *shared) {
		first := s.asked(2)
		for _, r := range s.srv.Requests() {
			if r.Operation == "channels.move" {
				t.Error("a call was moved though there is nobody else")
			}
		}
		s.begin("n2")
		time.Sleep(2 * time.Second)
		second := s.asked(4)
		s.finishes(first[0], second[0])
		s.kill("n1")
		time.Sleep(4 * time.Second)
		if got := s.has()["n2"]; got != 4 {
			t.Errorf("n2 has %d calls\n%s", got, s.logged())
		}
		s.begin("n1")
		s.finishes(append(second[1:], first[1])...)
	})
}

// Law: a caller who comes in while whoever has the door dies is answered, once.
func TestTheDoorkeeperDies(t *testing.T) {
	for after := range 12 {
		inCluster(t, sharing(), []string{"n1", "n2"}, func(s *shared) {
			door := "n1"
			for name, h := range s.houses {
				if h.app.links[0].door.open.Load() {
					door = name
				}
			}
			if after > 8 {
				s.srv.Fault(fakeari.Fault{Name: fakeari.Delay, Operation: "channels.move", Delay: time.Second})
			}
			c := s.call("200")
			time.Sleep(time.Duration(after) * 100 * time.Microsecond)
			s.kill(door)
			time.Sleep(10 * time.Second)
			s.finishes(c)
		})
	}
}

// Law: the calls of an instance that does not reach Asterisk go to one that does.
func TestAnInstanceThatDoesNotReachAsterisk(t *testing.T) {
	inCluster(t, sharing(), []string{"n1", "n2"}, func(s *shared) {
		callers := s.asked(4)
		off := s.owner(callers[0])
		s.lines[off].wire.cut()
		time.Sleep(12 * time.Second)
		if got := s.has(); got[off] != 0 || got[s.another(off)] != 4 {
			t.Errorf("they have %v\n%s", got, s.logged())
		}
		s.finishes(append(s.asked(2), callers...)...)
		h := s.houses[off]
		delete(s.houses, off)
		h.stop() // it reaches nobody any more
		s.dying = append(s.dying, h)
	})
}

// Law: a record that nobody can read costs its call the place where it was, and no more: it begins anew.
func TestARecordThatNobodyCanRead(t *testing.T) {
	for name, text := range map[string]string{"rubbish": "{", "a later format": `{"format":9,"owner":{"instance":"n1","boot":"b"},"epoch":1}`} {
		t.Run(name, func(t *testing.T) {
			inCluster(t, sharing(), []string{"n1", "n2"}, func(s *shared) {
				callers := s.asked(4)
				dies := s.owner(callers[0])
				s.kill(dies)
				s.spoil(text, dies)
				time.Sleep(20 * time.Second)
				s.finishes(append(s.asked(1), callers...)...)
			})
		})
	}
}

// spoil writes something else in place of the records of an instance's calls.
func (s *shared) spoil(text, instance string) {
	s.t.Helper()
	bucket := s.buckets["ariapp_calls"]
	items, err := bucket.All(context.Background())
	if err != nil {
		s.t.Fatal(err)
	}
	for _, item := range items {
		if !strings.Contains(string(item.Value), `"instance":"`+instance+`"`) {
			continue
		}
		for _, w := range bucket.Write(context.Background(), []cluster.Change{{Key: item.Key, Value: []byte(text), Revision: item.Revision}}) {
			if w.Err != nil {
				s.t.Fatal(w.Err)
			}
		}
	}
}

// Law: a call that was given to an instance whose socket stands still goes to another one, before its caller has given up.
func TestAnInstanceThatIsDeaf(t *testing.T) {
	inCluster(t, sharing(), []string{"n1", "n2"}, func(s *shared) {
		deaf := s.another(s.doorkeeper())
		s.srv.Fault(fakeari.Fault{Name: fakeari.Stall, App: "ivr." + deaf})
		var callers []*fakeari.Call
		for range 4 {
			callers = append(callers, s.call("200"))
			time.Sleep(100 * time.Millisecond)
		}
		time.Sleep(8500 * time.Millisecond)
		for i, c := range callers {
			if heardBy(c) == "" {
				t.Errorf("caller %d hears nothing\n%s", i, s.logged())
			}
		}
		time.Sleep(30 * time.Second)
		s.finishes(callers...)
	})
}

// Law: an instance that hears again while the call that it had not heard of is being given to another one leaves it alone:
// one of them walks it.
func TestWhoHearsAgainTakesNothingThatIsGivenAway(t *testing.T) {
	inCluster(t, sharing(), []string{"n1", "n2", "n3"}, func(s *shared) {
		deaf := s.another(s.doorkeeper())
		time.Sleep(4 * time.Second) // it finds out that nothing comes, and connects anew, when it has been given up
		s.srv.Fault(fakeari.Fault{Name: fakeari.Stall, App: "ivr." + deaf})
		var callers []*fakeari.Call
		for range 6 {
			callers = append(callers, s.call("200"))
			time.Sleep(100 * time.Millisecond)
		}
		s.srv.Fault(fakeari.Fault{Name: fakeari.Delay, Operation: "channels.move", Times: 6, Delay: 4 * time.Second})
		time.Sleep(12 * time.Second)
		if !strings.Contains(s.logged(), "the first one has not heard of it") {
			t.Errorf("no call is given to another one\n%s", s.logged())
		}
		for i, c := range callers {
			begun := 0
			for _, h := range s.houses {
				begun += strings.Count(h.logged(), "msg=flow-begun asterisk=asterisk call="+c.ID()+" ")
			}
			if begun != 1 || heardBy(c) == "" {
				t.Errorf("the call of caller %d was begun %d times, they heard %s\n%s", i, begun, heardBy(c), s.logged())
			}
		}
		s.finishes(callers...)
	})
}

// Law: a caller who is recorded when their instance dies, or leaves, is recorded on: nothing is to be said again, and the
// key that ends it is heard by the next one.
func TestARecordingOutlivesItsInstance(t *testing.T) {
	text := strings.Replace(sharing(), `"200": main,`, `"200": main, "205": says,`, 1) +
		"  says: [answer, {record: {id: r, max: 40s}}, {play: \"${steps.r.status}-${steps.r.duration_ms > 8500}\"}, hangup]\n"
	for how, end := range map[string]func(*shared, string){"killed": (*shared).kill, "stopped": (*shared).stop} {
		t.Run(how, func(t *testing.T) {
			inCluster(t, text, []string{"n1", "n2"}, func(s *shared) {
				c := s.call("205")
				time.Sleep(5 * time.Second)
				end(s, s.owner(c))
				time.Sleep(4 * time.Second)
				c.Press("#")
				s.any().ends(c, fakeari.EndHangup, 16)
				if got := heardBy(c); got != "dtmf-true" {
					t.Errorf("they heard %s", got)
				}
				records := 0
				for _, r := range s.srv.Requests() {
					if r.Operation == "channels.record" {
						records++
					}
				}
				if records != 1 {
					t.Errorf("it was recorded %d times\n%s", records, s.logged())
				}
			})
		})
	}
}
