package hearing

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"sync"
	"time"
)

// Unknown is the name of audio that is none of the sounds.
const Unknown = "?"

// Heard is one sound in the audio.
type Heard struct {
	// Name is that of the sound, or [Unknown].
	Name string
	// At is when it begins, from the first sample on.
	At time.Duration
	// Length is how much of it was heard: to its end, or to where it was stopped.
	// Pauses within it do not count.
	Length time.Duration
	// Score is how alike audio and sound are: 1 is the same.
	Score float64
}

// String says what was heard and when.
func (h Heard) String() string {
	return fmt.Sprintf("%s at %v for %v", h.Name, h.At.Round(time.Millisecond), h.Length.Round(time.Millisecond))
}

// Ear recognises the sounds of a library. It may be used by many at a time.
type Ear struct {
	library Library
	mu      sync.Mutex
	sounds  map[string]*sound
}

// New returns an ear that knows the sounds of this library.
func New(library Library) *Ear { return &Ear{library: library, sounds: map[string]*sound{}} }

// Length is how long a sound is as a whole.
func (e *Ear) Length(name string) (time.Duration, error) {
	s, err := e.sound(name)
	if err != nil {
		return 0, err
	}
	return duration(len(s.samples)), nil
}

// Recognise returns which of the candidates are heard in the audio, in order of
// time, and what else has energy there. A silent candidate is never heard.
func (e *Ear) Recognise(heard Audio, candidates []string) ([]Heard, error) {
	sounds, err := e.prepare(candidates)
	if err != nil {
		return nil, err
	}
	a := newHaystack(heard)
	var matches []*match
	for pair := range slices.Chunk(sounds, 2) {
		second := pair[len(pair)-1]
		if len(pair) == 1 {
			second = nil
		}
		places := a.search(pair[0], second)
		for i, s := range pair {
			for _, where := range places[i] {
				if m := a.follow(s, where); m != nil {
					m.order = slices.Index(candidates, s.name)
					matches = append(matches, m)
				}
			}
		}
	}
	matches = choose(matches)
	found := a.unknown(matches)
	for _, m := range matches {
		begin := max(m.begin, 0)
		found = append(found, Heard{m.sound.name, heard.time(begin), duration(m.end - begin), m.score})
	}
	slices.SortStableFunc(found, func(a, b Heard) int { return cmp.Compare(a.At, b.At) })
	return found, nil
}

// prepare returns the candidates' sounds, each once, without the silent ones.
func (e *Ear) prepare(candidates []string) ([]*sound, error) {
	var sounds []*sound
	for i, name := range candidates {
		if slices.Contains(candidates[:i], name) {
			continue
		}
		s, err := e.sound(name)
		if err != nil {
			return nil, err
		}
		if !s.silent() {
			sounds = append(sounds, s)
		}
	}
	return sounds, nil
}

// sound returns one of the library, which is asked once.
func (e *Ear) sound(name string) (*sound, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if s, known := e.sounds[name]; known {
		return s, nil
	}
	samples, err := e.library(name)
	if err != nil {
		return nil, err
	}
	e.sounds[name] = newSound(name, samples)
	return e.sounds[name], nil
}

// choose keeps of matches that overlap the one that explains the most; of equal
// ones the more alike, then the one that was asked for first.
func choose(matches []*match) []*match {
	slices.SortStableFunc(matches, func(a, b *match) int {
		if a.frames == b.frames && math.Abs(a.score-b.score) < tie {
			return cmp.Compare(a.order, b.order)
		}
		return cmp.Or(cmp.Compare(b.frames, a.frames), cmp.Compare(b.score, a.score))
	})
	var chosen []*match
	for _, m := range matches {
		overlaps := slices.ContainsFunc(chosen, func(other *match) bool {
			return min(m.to, other.to)-max(m.from, other.from) > overlapMax ||
				m.from >= other.from && m.to <= other.to || m.from <= other.from && m.to >= other.to
		})
		if !overlaps {
			chosen = append(chosen, m)
		}
	}
	return chosen
}

// silentFor tells whether what is between two samples parts unknown audio.
func (a *haystack) silentFor(from, to int) bool {
	return to-from > unknownGap || a.pausesWithin(from, to, duration(unknownGap))
}

// unknown returns the loud stretches that no match explains.
func (a *haystack) unknown(matches []*match) []Heard {
	var heard []Heard
	begin, last, frames := 0, 0, 0
	flush := func() {
		if frames >= unknownMin {
			heard = append(heard, Heard{Unknown, a.time(begin), duration(last - begin), 0})
		}
		frames = 0
	}
	for at := 0; at < len(a.samples); at += frame {
		end := min(at+frame, len(a.samples))
		known := slices.ContainsFunc(matches, func(m *match) bool {
			return end > m.begin-2*frame && at < m.end+2*frame
		})
		if known || a.silentFor(last, at) {
			flush()
		}
		if known || a.energy(at, end) < loudLevel*loudLevel*float64(end-at) {
			continue
		}
		if frames == 0 {
			begin = at
		}
		frames++
		last = end
	}
	flush()
	return heard
}
