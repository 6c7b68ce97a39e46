package records

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// Law: who has worked for long rests, whoever hurries does not.
func TestPace(t *testing.T) {
	for name, c := range map[string]struct {
		hurried bool
		step    time.Duration
		rests   int
	}{
		"short steps":  {false, workTime / 4, 5},
		"long steps":   {false, 3 * workTime, 20},
		"in a hurry":   {true, 3 * workTime, 0},
		"hardly a one": {false, workTime / 100, 0},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				const steps = 20
				p := pace{}
				p.hurried.Store(c.hurried)
				began := time.Now()
				p.begin()
				for range steps {
					time.Sleep(c.step)
					p.step()
				}
				if got := time.Since(began) - steps*c.step; got != time.Duration(c.rests)*restTime {
					t.Errorf("it rested for %v, want %d times %v", got, c.rests, restTime)
				}
			})
		})
	}
}

// Law: a daemon that ends does not rest while it writes; any other does.
func TestWhoEndsHurries(t *testing.T) {
	s := newShelf()
	r := inRoom(t, Options{}, s)
	r.Begin(caller("1.1")).End(flows.Outcome{Status: flows.Ended}, true)
	hurries := func() bool {
		s.mu.Lock()
		defer s.mu.Unlock()
		return s.hurried
	}
	if hurries() {
		t.Error("it hurries from the beginning")
	}
	closed(t, r.Records)
	if !hurries() {
		t.Error("it rests when it is closed")
	}
}
