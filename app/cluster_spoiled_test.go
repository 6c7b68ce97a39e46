package app

import (
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/internal/cluster"
	"github.com/ariapp/ariapp/internal/cluster/memstore"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// spoils are what may stand in place of the record of a call.
func spoils() map[string]string {
	return map[string]string{"rubbish": "{", "null": "null", "a later format": `{"format":9,"owner":{"instance":"x","boot":"b"},"epoch":7}`}
}

// Law: a record that nobody can read costs a call whose instance lives nothing: it goes on, is written down anew before long,
// and then outlives its instance as any other.
func TestASpoiledRecordOfACallUnderWay(t *testing.T) {
	for name, text := range spoils() {
		t.Run(name, func(t *testing.T) {
			inCluster(t, sharing(), []string{"n1", "n2"}, func(s *shared) {
				callers := s.asked(4)
				dies := s.owner(callers[0])
				s.spoil(text, dies)
				callers[0].Press("1234")
				s.any().ends(callers[0], fakeari.EndHangup, 16)
				if got := heardBy(callers[0]); !strings.HasSuffix(got, "ask(cut) thanks-100 bye") {
					t.Errorf("they heard %s\n%s", got, s.logged())
				}
				time.Sleep(sweepEvery + 5*time.Second) // by then somebody has looked
				s.kill(dies)
				time.Sleep(4 * time.Second)
				s.finishes(append(s.asked(1), callers[1:]...)...)
				s.mustNotLog("begins anew", "an orphan")
			})
		})
	}
}

// Law: nor does it keep a call from being handed over.
func TestASpoiledRecordOfACallThatIsHandedOver(t *testing.T) {
	for name, text := range spoils() {
		t.Run(name, func(t *testing.T) {
			inCluster(t, sharing(), []string{"n1", "n2"}, func(s *shared) {
				callers := s.asked(4)
				leaves := s.owner(callers[0])
				s.spoil(text, leaves)
				if _, err := s.houses[leaves].app.DrainInstance(t.Context(), "", false); err != nil {
					t.Fatal(err)
				}
				time.Sleep(2 * time.Second)
				if has := s.has(); has[leaves] > 0 {
					t.Errorf("they have %v\n%s", has, s.logged())
				}
				s.finishes(append(s.asked(1), callers...)...)
				s.mustNotLog("begins anew", "an orphan")
			})
		})
	}
}

// Law: nor where the record has been written anew by the time at which it is known that the other one could not read it.
func TestASpoiledRecordThatIsWrittenAnewMeanwhile(t *testing.T) {
	for name, text := range spoils() {
		t.Run(name, func(t *testing.T) {
			inCluster(t, sharing(), []string{"n1", "n2"}, func(s *shared) {
				callers := s.asked(6)
				leaves := s.owner(callers[0])
				s.spoil(text, leaves)
				s.lines[leaves].late.Store(true) // the first to be answered has all records looked at
				if _, err := s.houses[leaves].app.DrainInstance(t.Context(), "", false); err != nil {
					t.Fatal(err)
				}
				time.Sleep(3 * time.Second)
				if has := s.has(); has[leaves] > 0 {
					t.Errorf("they have %v\n%s", has, s.logged())
				}
				s.finishes(callers...)
				s.mustNotLog("begins anew", "an orphan")
			})
		})
	}
}

// Law: a caller in the application of an instance that is back, whose call began at another one and has a record that
// nobody can read, begins anew.
func TestASpoiledRecordOfACallThatMoved(t *testing.T) {
	for name, text := range spoils() {
		t.Run(name, func(t *testing.T) {
			inCluster(t, sharing(), []string{"n1", "n2"}, func(s *shared) {
				callers := s.asked(6)
				from := s.owner(callers[0])
				to := s.another(from)
				if _, err := s.houses[from].app.DrainInstance(t.Context(), "", false); err != nil {
					t.Fatal(err)
				}
				time.Sleep(3 * time.Second)
				s.kill(to)
				s.spoil(text, to)
				s.begin(to)
				time.Sleep(5 * time.Second)
				s.finishes(callers...)
			})
		})
	}
}

// Law: a record that nobody can read is deleted when its call is over, whoever had it.
func TestASpoiledRecordOfACallThatIsOver(t *testing.T) {
	for name, text := range spoils() {
		t.Run(name, func(t *testing.T) {
			inCluster(t, sharing(), []string{"n1", "n2"}, func(s *shared) {
				callers := s.asked(4)
				dies := s.owner(callers[0])
				s.kill(dies)
				s.spoil(text, dies)
				for _, c := range callers {
					c.Hangup(16)
				}
				time.Sleep(40 * time.Second) // inCluster looks whether any is left
			})
		})
	}
}

// Law: a record whose body is not that of the call under whose key it stands cannot be read: what its call has is not
// taken for nobody's.
func TestARecordWithTheBodyOfAnotherCall(t *testing.T) {
	for body, want := range map[string]bool{`{"asterisk":"pbx","channel":"1.1"}`: true, `{"asterisk":"pb","channel":"1.1"}`: false,
		`{"asterisk":"pbx","channel":"1"}`: false, `{"asterisk":"x","channel":"1.1"}`: false, `{}`: false, `7`: false} {
		bucket := memstore.New()
		record := `{"format":1,"owner":{"instance":"n1","boot":"b"},"epoch":1,"body":` + body + `}`
		bucket.Write(t.Context(), []cluster.Change{{Key: "n1/pbx/1.1", Value: []byte(record)}})
		k := &keeping{ledger: cluster.NewLedger(bucket, cluster.Owner{Instance: "n2", Boot: "b"}, nil)}
		calls, err := k.index(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		kept, has := calls.of("pbx", "1.1.l2")
		if !has || (kept.Err == nil) != want {
			t.Errorf("%s: there is a record: %v; %v", body, has, kept.Err)
		}
	}
}

// Law: nor is a leg of such a call taken for nobody's that stands in the application of an instance that has died since.
func TestASpoiledRecordOfATalk(t *testing.T) {
	for name, text := range spoils() {
		t.Run(name, func(t *testing.T) {
			inCluster(t, sharing(), []string{"n1", "n2", "n3"}, func(s *shared) {
				s.srv.Endpoint("PJSIP/100", fakeari.Ring(0), fakeari.Answer(time.Second), fakeari.HangUp(time.Minute, 16))
				c := s.call("300")
				time.Sleep(5 * time.Second)
				dies := s.owner(c)
				s.kill(dies)
				time.Sleep(4 * time.Second)
				s.spoil(text, s.owner(c))
				time.Sleep(20 * time.Second) // somebody looks what the dead have left
				if left := s.srv.Channels(); len(left) != 2 {
					t.Errorf("there are %v\n%s", left, s.logged())
				}
				s.mustNotLog("cannot be taken up", "deleted by somebody else", "hung up")
				c.Hangup(16)
				time.Sleep(40 * time.Second)
			})
		})
	}
}

// Law: a call that begins anew, as nobody can read its record, does not meet the legs of the one before: they have ended, and
// it makes its own.
func TestTheLegsOfASpoiledRecord(t *testing.T) {
	inCluster(t, sharing(), []string{"n1", "n2", "n3"}, func(s *shared) {
		s.srv.Endpoint("PJSIP/100", fakeari.Ring(0), fakeari.Answer(20*time.Second), fakeari.HangUp(time.Minute, 16))
		var callers []*fakeari.Call
		for range 12 {
			callers = append(callers, s.call("300"))
			time.Sleep(100 * time.Millisecond)
		}
		time.Sleep(time.Second)
		dies := s.another(s.doorkeeper())
		s.kill(dies)
		s.spoil(spoils()["a later format"], dies)
		time.Sleep(15 * time.Second)
		if !strings.Contains(s.logged(), "an orphan of another instance was found") {
			t.Errorf("no call begins anew\n%s", s.logged())
		}
		s.mustNotLog("a leg cannot be made")
		if legs := len(s.srv.Channels()) - len(callers); legs != len(callers) {
			t.Errorf("there are %d legs of %d callers\n%s", legs, len(callers), s.logged())
		}
		for _, c := range callers {
			c.Hangup(16)
		}
		time.Sleep(40 * time.Second)
	})
}

// Law: legs are looked at before their callers, who may have begun anew when it is their turn.
func TestLegsFirst(t *testing.T) {
	got := strings.Join(legsFirst([]string{"1.1", "1.1.l1", "1.2", "1.2.l1", "1.2.l2"}), " ")
	if got != "1.1.l1 1.2.l1 1.2.l2 1.1 1.2" {
		t.Error(got)
	}
}

// Law: the record of another call in place of a call's own is as one that nobody can read, whoever it names as its owner:
// who has the call goes on with it, and when they die its caller begins anew.
func TestTheRecordOfAnotherCall(t *testing.T) {
	for name, dies := range map[string]bool{"its instance lives": false, "its instance dies": true} {
		t.Run(name, func(t *testing.T) {
			inCluster(t, sharing(), []string{"n1", "n2", "n3"}, func(s *shared) {
				callers := s.asked(6)
				var off []string // the door's is who looks
				for name := range s.houses {
					if name != s.doorkeeper() {
						off = append(off, name)
					}
				}
				owner := off[0]
				one, other := s.ownedBy(owner, callers)[0], s.ownedBy(off[1], callers)[0]
				bucket := s.buckets["ariapp_calls"]
				items, err := bucket.All(s.t.Context())
				if err != nil {
					t.Fatal(err)
				}
				var change cluster.Change
				for _, item := range items {
					if strings.HasSuffix(item.Key, "/"+one.ID()) {
						change.Key, change.Revision = item.Key, item.Revision
					} else if strings.HasSuffix(item.Key, "/"+other.ID()) {
						change.Value = item.Value
					}
				}
				if dies {
					s.kill(owner)
				}
				if w := bucket.Write(s.t.Context(), []cluster.Change{change}); w[0].Err != nil {
					t.Fatal(w[0].Err)
				}
				time.Sleep(40 * time.Second)
				if !dies {
					s.mustNotLog("another owner", "begins anew", "an orphan")
				}
				s.finishes(callers...)
			})
		})
	}
}

// Law: a record that nobody can read is not nobody's while an instance that lives does not answer: it may run the call.
func TestASpoiledRecordWhileSomebodyIsSilent(t *testing.T) {
	inCluster(t, sharing(), []string{"n1", "n2"}, func(s *shared) {
		l := s.any().app.links[0]
		kept := cluster.Kept{Item: cluster.Item{Key: "n1/" + l.server.Name + "/1.1"}, Err: cluster.ErrRecord}
		for _, silent := range []bool{true, false} {
			s.post.Fail(memstore.Faults{Mute: silent})
			if l.isNobodys(s.t.Context(), kept) == silent {
				t.Errorf("one is silent: %t, and it is nobody's: %t", silent, silent)
			}
		}
	})
}
