package versions

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// Took writes down that new calls get a version, and why. A pin tells that they do
// so instead of the file on disk; back that this is a way back.
func (s *Store) Took(number int, note string, pin *Pin, back bool) error {
	return s.change(func(now *state) {
		now.went(number, back)
		now.Pin = pin
		now.Used[number] = use(note)
		if now.Canary == number {
			now.Canary, now.Share = 0, 0
		}
	})
}

// TookUnkept writes down that new calls get what is no version here, as it could
// not be kept: none of them is live, and none is pinned.
func (s *Store) TookUnkept() error {
	return s.change(func(now *state) { now.Live, now.Pin = 0, nil })
}

// Tries writes down that a share of the callers, in percent, gets a version as a canary.
func (s *Store) Tries(number int, share float64) error {
	return s.change(func(now *state) {
		now.Canary, now.Share = number, share
		now.Used[number] = use(fmt.Sprintf("canary for %g %%", share))
		delete(now.Returned, number)
	})
}

// TriesNoMore writes down that a version is no canary any more, 0 for none is. A
// reason tells that it was sent back.
func (s *Store) TriesNoMore(number int, why string) error {
	return s.change(func(now *state) {
		if number != 0 && why != "" {
			now.Returned[number] = Return{At: time.Now().UTC().Round(0), Why: why}
		}
		if number == 0 || now.Canary == number { // another may have begun meanwhile
			now.Canary, now.Share = 0, 0
		}
	})
}

// Pinned tells which version is in use instead of the file on disk, nil for none.
func (s *Store) Pinned() *Pin {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.state.Pin
}

// Returned tells whether a version was sent back as a canary since it was last begun as one.
func (s *Store) Returned(number int) (Return, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	back, ok := s.state.Returned[number]
	return back, ok
}

// Before is the version that was live before the present one and can be taken again; 0 for none.
func (s *Store) Before() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.missGone()
	return s.state.before(func(number int) bool {
		i := s.index(number)
		return i >= 0 && !s.versions[i].Outside
	})
}

// change changes the state, throws away what is too much, and writes the state down.
func (s *Store) change(change func(*state)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	change(&s.state)
	s.prune()
	if err := writeWhole(filepath.Join(s.folder, stateName), s.state); err != nil {
		return fmt.Errorf("writing down which version is live: %w", err)
	}
	return nil
}

// prune throws versions away that are too many, those first that were not in use
// for the longest time.
func (s *Store) prune() {
	oldest := slices.Clone(s.versions)
	slices.SortStableFunc(oldest, func(a, b Version) int {
		return cmp.Or(s.lastUse(a).Compare(s.lastUse(b)), cmp.Compare(a.Number, b.Number))
	})
	bytes := int64(0)
	for _, v := range oldest {
		bytes += v.Bytes
	}
	for _, v := range oldest {
		if len(s.versions) <= KeepMost && bytes <= bytesMost {
			break
		}
		if s.state.inUse(v.Number) {
			continue
		}
		if err := os.RemoveAll(v.folder); err != nil {
			s.log.Warn("an old version cannot be thrown away", "version", v.Number, "error", err)
		}
		bytes -= v.Bytes
		s.versions = slices.DeleteFunc(s.versions, func(one Version) bool { return one.Number == v.Number })
	}
	s.state.forget(func(number int) bool { return s.index(number) < 0 })
}

// lastUse is when a version was last in use.
func (s *Store) lastUse(v Version) time.Time {
	if used, known := s.state.Used[v.Number]; known {
		return used.At
	}
	return v.Made
}

// use is a use now.
func use(note string) Use {
	if runes := []rune(note); len(runes) > noteMax {
		note = string(runes[:noteMax])
	}
	return Use{At: time.Now().UTC().Round(0), Note: note}
}
