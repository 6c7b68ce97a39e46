package app

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/internal/cluster/memstore"
)

// rest are the instances but one, by name.
func (s *shared) rest(but string) []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(s.houses)), func(name string) bool { return name == but })
}

// Law: of those who could take a call the ones who do not answer leave the others their time: it goes to the first who
// does, whoever was asked before, and is theirs alone when the slow ones have heard of it.
func TestACallIsOfferedBeyondTheSlow(t *testing.T) {
	inCluster(t, sharing(), []string{"n1", "n2", "n3", "n4"}, func(s *shared) {
		c := s.asked(1)[0]
		owner := s.owner(c)
		others := s.rest(owner)
		for _, slow := range others[:2] {
			s.lines[slow].slow.Store(int64(8 * time.Second))
		}
		if err := s.houses[owner].app.instances.give(request{Channel: c.ID(), To: others[0]}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(2*offerTime + 500*time.Millisecond)
		if got := s.owner(c); got != others[2] {
			t.Errorf("%s has the call, want %s\n%s", got, others[2], s.logged())
		}
		time.Sleep(10 * time.Second)
		if got := s.owner(c); got != others[2] {
			t.Errorf("%s has the call later, want %s\n%s", got, others[2], s.logged())
		}
		for key, n := range s.epochs() {
			if n != 2 {
				t.Errorf("%s has had %d owners", key, n)
			}
		}
		s.finishes(c)
	})
}

// Law: the offers of a call come to an end, however many do not answer: then whoever had it goes on with it.
func TestACallThatNobodyAnswersFor(t *testing.T) {
	inCluster(t, sharing(), []string{"n1", "n2", "n3", "n4", "n5", "n6", "n7"}, func(s *shared) {
		c := s.asked(1)[0]
		owner := s.owner(c)
		for _, slow := range s.rest(owner) {
			s.lines[slow].slow.Store(int64(20 * time.Second))
		}
		if err := s.houses[owner].app.instances.give(request{Channel: c.ID(), To: s.another(owner)}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(handOverMost + 500*time.Millisecond)
		if got := s.owner(c); got != owner {
			t.Errorf("%s has the call\n%s", got, s.logged())
		}
		time.Sleep(25 * time.Second)
		s.finishes(c)
	})
}

// Law: what is taken out of service hands its calls to those who have their version of the file in use, if there are any,
// though others have fewer calls and keep that version; and so it is where the first who is asked does not answer.
func TestADrainGoesByTheFile(t *testing.T) {
	for _, slow := range []bool{false, true} {
		inCluster(t, sharing(), []string{"n1", "n2", "n3", "n4"}, func(s *shared) {
			callers := s.asked(8)
			for _, name := range []string{"n1", "n2"} { // they have both versions, and use the newer one
				h := s.houses[name]
				h.write(strings.Replace(strings.Replace(s.text, "app: {", "app: {data: data, ", 1), "bye", "good-bye", 1))
				if _, err := h.app.Reload(context.Background()); err != nil {
					t.Fatal(err)
				}
			}
			time.Sleep(time.Second)
			before := s.has()
			if slow {
				s.lines["n4"].slow.Store(int64(5 * time.Second))
			}
			if _, err := s.houses["n3"].app.DrainInstance(context.Background(), "", false); err != nil {
				t.Fatal(err)
			}
			time.Sleep(3 * time.Second)
			s.lines["n4"].slow.Store(0)
			time.Sleep(5 * time.Second)
			after := s.has()
			if !slow && (after["n4"] != before["n4"]+before["n3"] || before["n3"] == 0) {
				t.Errorf("they had %v, and have %v\n%s", before, after, s.logged())
			}
			if after["n1"]+after["n2"]+after["n4"] != 8 {
				t.Errorf("they had %v, and have %v\n%s", before, after, s.logged())
			}
			s.finishes(callers...)
		})
	}
}

// Law: however many calls nobody takes, all records are read once a beat for them; when somebody can have them, all go on.
func TestCallsThatNobodyTakesAreLookedForTogether(t *testing.T) {
	inCluster(t, sharing(), []string{"n1", "n2"}, func(s *shared) {
		callers := s.asked(24)
		owner := s.owner(callers[0])
		had := s.has()[owner]
		a := s.houses[owner].app
		calls := s.buckets["ariapp_calls"]
		calls.Fail(memstore.Faults{Unwritable: true})
		s.post.Fail(memstore.Faults{Away: true})
		if _, err := a.DrainInstance(context.Background(), "", false); err != nil {
			t.Fatal(err)
		}
		time.Sleep(3 * time.Second)
		before := s.lines[owner].lists.Load()
		time.Sleep(6 * time.Second)
		beats := int64(6 * time.Second / a.instances.beat())
		if n := s.lines[owner].lists.Load() - before; n < beats-2 || n > beats+6 || had < 8 {
			t.Errorf("of %d calls all records were read %d times in %d beats\n%s", had, n, beats, s.logged())
		}
		s.post.Fail(memstore.Faults{})
		calls.Fail(memstore.Faults{})
		time.Sleep(3 * time.Second)
		s.finishes(callers...)
	})
}
