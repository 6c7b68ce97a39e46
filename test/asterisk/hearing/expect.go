package hearing

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// Cut at the end of a name says that the sound was stopped before its end, at
// any place.
const Cut = "…"

// Expect fails the test unless these sounds are heard in this order, each to its
// end unless [Cut] stands behind its name, and nothing else. [Unknown] stands
// for one stretch of any other audio. A silent sound must leave its length without
// sound, less what the one before may have begun late. What was heard comes back, for
// a closer look.
func (e *Ear) Expect(t testing.TB, audio Audio, want []string) []Heard {
	t.Helper()
	heard, faults, err := e.compare(audio, want)
	if err != nil {
		t.Fatal(err)
	}
	if len(faults) > 0 {
		t.Errorf("%s\nheard: %s\nwant:  %s", strings.Join(faults, "\n"), list(heard), strings.Join(want, ", "))
	}
	return heard
}

// compare returns what was heard, and how it differs from what was expected.
func (e *Ear) compare(audio Audio, want []string) ([]Heard, []string, error) {
	var candidates []string
	for _, name := range want {
		if name != Unknown {
			candidates = append(candidates, strings.TrimSuffix(name, Cut))
		}
	}
	heard, err := e.Recognise(audio, candidates)
	if err != nil {
		return nil, nil, err
	}
	var faults []string
	rest, pause, end := heard, time.Duration(0), time.Duration(0)
	for _, entry := range want {
		name, cut := strings.CutSuffix(entry, Cut)
		length, silent := e.nature(name)
		if silent {
			pause += length
			continue
		}
		if len(rest) == 0 {
			return heard, append(faults, entry+" is missing at the end"), nil
		}
		next := rest[0]
		rest = rest[1:]
		if !e.same(next.Name, name) {
			return heard, append(faults, fmt.Sprintf("%v; want %s there", next, entry)), nil
		}
		if gap := next.At - end; gap < least(pause) {
			faults = append(faults, fmt.Sprintf("%v comes after a silence of %v; want %v", next, gap, pause))
		}
		pause, end = 0, next.At+next.Length
		short := length - next.Length
		if name != Unknown && !cut && short.Abs() > tolerance {
			faults = append(faults, fmt.Sprintf("%v; want %v of it", next, length))
		}
		if cut && short <= tolerance {
			faults = append(faults, fmt.Sprintf("%v; want it stopped before its end", next))
		}
	}
	if gap := audio.Length() - end; gap < least(pause) {
		faults = append(faults, fmt.Sprintf("the end comes after a silence of %v; want %v", gap, pause))
	}
	for _, more := range rest {
		faults = append(faults, fmt.Sprintf("%v; want nothing more", more))
	}
	return heard, faults, nil
}

// least is how long nothing has to be heard for a pause.
func least(pause time.Duration) time.Duration {
	if pause == 0 {
		return -tolerance
	}
	return pause - lateMost
}

// nature returns a known sound's length, and whether there is nothing to hear.
func (e *Ear) nature(name string) (time.Duration, bool) {
	if name == Unknown {
		return 0, false
	}
	s, err := e.sound(name)
	if err != nil {
		return 0, false
	}
	return duration(len(s.samples)), s.silent()
}

// same tells whether two names are one sound: a library may have it twice.
func (e *Ear) same(a, b string) bool {
	if a == b || a == Unknown || b == Unknown {
		return a == b
	}
	one, errOne := e.sound(a)
	other, errOther := e.sound(b)
	return errOne == nil && errOther == nil && slices.Equal(one.samples, other.samples)
}

func list(heard []Heard) string {
	var texts []string
	for _, h := range heard {
		texts = append(texts, h.String())
	}
	return strings.Join(texts, ", ")
}
