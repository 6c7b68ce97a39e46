package hearing

import "math"

// sound is one sound of the library, made ready for the search.
type sound struct {
	name    string
	samples []float64
	// anchor is where its first loud stretch begins, and anchorEnd where what is
	// searched for of it ends; both are zero when all of it is quiet.
	anchor, anchorEnd int
	// strength is the root of the stretch's energy.
	strength float64
}

// newSound prepares samples. A sound begins a packet, so its frames are those of
// the packets as well.
func newSound(name string, samples []int16) *sound {
	s := &sound{name: name, samples: toFloats(samples)}
	loudest := 0.0
	for at := 0; at < len(s.samples); at += frame {
		loudest = max(loudest, energy(s.frameAt(at)))
	}
	if loudest < quietLevel*quietLevel*frame {
		return s
	}
	// What is far below the loudest does not tell sounds apart; but what is loud
	// by itself must be known, in music too that swells.
	const share = 0.02
	enough := min(share*loudest, loudLevel*loudLevel*frame)
	for energy(s.frameAt(s.anchor)) < enough {
		s.anchor += frame
	}
	s.anchorEnd = min(s.anchor+anchorMax, len(s.samples))
	s.strength = math.Sqrt(energy(s.samples[s.anchor:s.anchorEnd]))
	return s
}

// silent tells whether there is nothing in the sound to hear.
func (s *sound) silent() bool { return s.anchorEnd == 0 }

// frameAt returns up to 20 ms of the sound.
func (s *sound) frameAt(at int) []float64 { return s.samples[at:min(at+frame, len(s.samples))] }

func toFloats(samples []int16) []float64 {
	floats := make([]float64, len(samples))
	for i, x := range samples {
		floats[i] = float64(x)
	}
	return floats
}

func energy(samples []float64) float64 {
	sum := 0.0
	for _, x := range samples {
		sum += x * x
	}
	return sum
}
