package recordings

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// hold keeps a recording that a step is at.
func (s *site) hold(name string, what flows.Abandonment) {
	s.t.Helper()
	err := s.keeper.Keep(s.t.Context(), flows.KeepRequest{Asterisk: "pbx", Name: name, Format: "wav", Call: "c1", Leg: "caller",
		Began: time.Now(), Abandoned: what})
	if err != nil {
		s.t.Fatal(err)
	}
}

// Law: as long as a step is at a recording nothing is done about it; the next process ends it, and does with it what was
// said, whether it was recorded on, was over, or had not begun; nothing of it stays in the spool.
func TestAbandoned(t *testing.T) {
	for name, c := range map[string]struct {
		what          flows.Abandonment
		live, over    bool
		nowhere       bool // recordings go nowhere
		left, arrived string
	}{
		"deleted while recorded":         {what: flows.DeleteAbandoned, live: true, over: true},
		"deleted when it was over":       {what: flows.DeleteAbandoned, over: true},
		"deleted before it began":        {what: flows.DeleteAbandoned},
		"fetched while recorded":         {what: flows.FetchAbandoned, live: true, over: true, left: "a", arrived: "a=said"},
		"fetched when it was over":       {what: flows.FetchAbandoned, over: true, left: "a", arrived: "a=said"},
		"fetched before it began":        {what: flows.FetchAbandoned},
		"left while recorded":            {what: flows.LeaveAbandoned, live: true, over: true, left: "a"},
		"fetched to nowhere":             {what: flows.FetchAbandoned, live: true, over: true, nowhere: true, left: "a"},
		"deleted where they go nowhere":  {what: flows.DeleteAbandoned, live: true, over: true, nowhere: true},
		"left where they go nowhere too": {what: flows.LeaveAbandoned, live: true, over: true, nowhere: true, left: "a"},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := newSite(t)
			if c.nowhere {
				s.opts.Target = nil
			}
			if s.shelf.live["a"] = c.live; c.over {
				s.shelf.files["a"] = "said"
			}
			s.open()
			s.run()
			s.hold("a", c.what)
			time.Sleep(24 * time.Hour)
			if s.shelf.live["a"] != c.live || len(s.shelf.deleted) > 0 || s.box.names() != "" || s.keeper.Counts().Waiting > 0 {
				t.Errorf("%s: something was done while the step was at it", name)
			}
			s.kill()
			s.open()
			s.run()
			time.Sleep(10 * time.Second)
			s.kill()
			left := slices.Collect(func(yield func(string) bool) {
				for file := range s.shelf.files {
					if !slices.Contains(s.shelf.deleted, file) && !yield(file) {
						return
					}
				}
			})
			if got := strings.Join(left, " "); s.shelf.live["a"] || got != c.left || s.box.names() != c.arrived {
				t.Errorf("%s: live %v, Asterisk has %q, want %q; arrived %q, want %q", name, s.shelf.live["a"], got, c.left,
					s.box.names(), c.arrived)
			}
			if waiting, failed := s.spooled(); waiting+failed > 0 {
				t.Errorf("%s: %d wait, %d failed", name, waiting, failed)
			}
		})
	}
}

// Law: a step that says what becomes of its recording is heeded; what goes nowhere leaves nothing in the spool.
func TestNoLongerHeld(t *testing.T) {
	for _, nowhere := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			s := newSite(t)
			if nowhere {
				s.opts.Target = nil
			}
			s.shelf.files["a"], s.shelf.files["b"] = "one", "two"
			s.open()
			s.run()
			s.hold("a", flows.DeleteAbandoned)
			s.hold("b", flows.DeleteAbandoned)
			s.keep("a", false)
			if err := s.keeper.Drop(t.Context(), "pbx", "b"); err != nil {
				t.Error(err)
			}
			time.Sleep(time.Minute)
			s.kill()
			if waiting, failed := s.spooled(); waiting+failed > 0 || len(s.shelf.deleted) > 0 || (s.box.names() == "a=one") == nowhere {
				t.Errorf("%d wait, %d failed, deleted %q, arrived %q", waiting, failed, s.shelf.deleted, s.box.names())
			}
		})
	}
}

// Law: while Asterisk is away an abandoned recording is asked for again and again, and ended soon after it is back.
func TestAbandonedWhileAsteriskIsAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t)
		s.open()
		s.hold("a", flows.DeleteAbandoned)
		s.shelf.live["a"], s.shelf.away = true, errors.New("away")
		s.open()
		s.run()
		time.Sleep(10 * time.Hour)
		s.shelf.set(func() { s.shelf.away = nil })
		time.Sleep(2 * abandonedPause)
		s.kill()
		if waiting, _ := s.spooled(); waiting > 0 || s.shelf.live["a"] || !slices.Equal(s.shelf.deleted, []string{"a"}) {
			t.Errorf("%d wait, live %v, deleted %q", waiting, s.shelf.live["a"], s.shelf.deleted)
		}
	})
}

// Law: who records under a name that is just being ended for a dead process waits until that is done.
func TestNobodyDeletesWhatIsRecordedAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t)
		s.open()
		s.hold("a", flows.DeleteAbandoned)
		slow := &slowShelf{shelf: s.shelf}
		s.opts.Sources = map[string]Source{"pbx": slow}
		s.open()
		s.run()
		time.Sleep(time.Second) // it is being asked about
		began := time.Now()
		if err := s.keeper.Drop(t.Context(), "pbx", "a"); err != nil {
			t.Error(err)
		}
		waited := time.Since(began)
		before := len(s.shelf.deleted)
		time.Sleep(time.Minute)
		s.kill()
		if before != 1 || len(s.shelf.deleted) != 1 || waited != slowness-time.Second {
			t.Errorf("waited %v, deleted %d before and %q in all", waited, before, s.shelf.deleted)
		}
	})
}

// slowness is how long a slow Asterisk takes.
const slowness = 5 * time.Second

// slowShelf takes its time to delete.
type slowShelf struct{ *shelf }

func (s *slowShelf) Delete(ctx context.Context, name string) error {
	time.Sleep(slowness)
	return s.shelf.Delete(ctx, name)
}

// Law: what can be ended at once is ended before anything else begins; what cannot does not hold that up.
func TestEndAbandoned(t *testing.T) {
	for _, away := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			s := newSite(t)
			s.shelf.files["a"], s.shelf.files["b"], s.shelf.files["c"] = "one", "two", "three"
			s.open()
			s.hold("a", flows.DeleteAbandoned)
			s.hold("b", flows.LeaveAbandoned)
			s.keep("c", false)
			if s.shelf.live["a"] = true; away {
				s.shelf.away = errors.New("away")
			}
			s.open()
			began := time.Now()
			ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
			defer cancel()
			s.keeper.EndAbandoned(ctx)
			waiting, _ := s.spooled()
			if took := time.Since(began); took > time.Second || away != (waiting == 3) || !away && (waiting != 1 || len(s.shelf.deleted) != 1) {
				t.Errorf("away %v: after %v %d wait, deleted %q", away, took, waiting, s.shelf.deleted)
			}
		})
	}
}

// Law: of a call that other processes share nothing is ended that another one records by now, and nothing deleted that it
// may have recorded since; what nobody is at is ended.
func TestAbandonedOfASharedCall(t *testing.T) {
	for name, c := range map[string]struct {
		live, under bool
		err         error
		ended       bool
	}{
		"recorded elsewhere":         {live: true, under: true},
		"over here, and known to be": {},
		"nobody is at it":            {live: true, ended: true},
		"nobody can tell":            {live: true, err: errors.New("away")},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := newSite(t)
			s.shelf.live["a"], s.shelf.files["a"] = c.live, "said"
			s.open()
			s.run()
			s.hold("a", flows.DeleteAbandoned)
			s.kill()
			s.opts.Elsewhere = func(_ context.Context, asterisk, call string) (shared, under bool, err error) {
				if asterisk != "pbx" || call != "c1" {
					t.Errorf("%s: asked for %s, %s", name, asterisk, call)
				}
				return true, c.under, c.err
			}
			s.open()
			s.run()
			time.Sleep(time.Minute)
			synctest.Wait()
			s.shelf.mu.Lock()
			if ended := c.live && !s.shelf.live["a"]; ended != c.ended || len(s.shelf.deleted) > 0 {
				t.Errorf("%s: ended %v, deleted %v", name, ended, s.shelf.deleted)
			}
			s.shelf.mu.Unlock()
			if waits := s.keeper.Counts().Waiting > 0; waits != (c.err != nil) {
				t.Errorf("%s: it waits: %v", name, waits)
			}
			s.kill()
		})
	}
}
