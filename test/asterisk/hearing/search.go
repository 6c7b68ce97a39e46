package hearing

import (
	"cmp"
	"math"
	"slices"
)

// haystack is what was heard, made ready for the search of many sounds.
type haystack struct {
	Audio
	samples   []float64
	transform *transform
	// blocks are the spectra of overlapping blocks; nil is silence.
	blocks [][]complex128
	// sums are the energies from the beginning up to each sample.
	sums []float64
}

// place is one where a sound may begin, with the likeness of its anchor.
type place struct {
	at       int // of the anchor
	likeness float64
}

func newHaystack(heard Audio) *haystack {
	a := &haystack{Audio: heard, samples: toFloats(heard.Samples), transform: newTransform()}
	a.sums = make([]float64, len(a.samples)+1)
	for i, x := range a.samples {
		a.sums[i+1] = a.sums[i] + x*x
	}
	for start := 0; start < len(a.samples); start += hop {
		end := min(start+blockSize, len(a.samples))
		if a.energy(start, end) < quietLevel*quietLevel*frame {
			a.blocks = append(a.blocks, nil)
			continue
		}
		block := make([]complex128, blockSize)
		for i, x := range a.samples[start:end] {
			block[i] = complex(x, 0)
		}
		a.transform.forward(block)
		a.blocks = append(a.blocks, block)
	}
	return a
}

// energy is that between two samples; beyond the ends there is silence.
func (a *haystack) energy(from, to int) float64 {
	last := len(a.samples)
	return a.sums[min(max(to, 0), last)] - a.sums[min(max(from, 0), last)]
}

// search finds where two sounds may begin: the correlation with the anchors,
// by the transform, as the real and the imaginary part of one. The second sound
// may be nil.
func (a *haystack) search(first, second *sound) [2][]place {
	kernel := make([]complex128, blockSize)
	sounds := [2]*sound{first, second}
	for part, s := range sounds {
		if s == nil {
			continue
		}
		unit := [2]complex128{1, 1i}[part]
		for i, x := range s.samples[s.anchor:s.anchorEnd] {
			// Backwards, for it is to correlate and not to convolve.
			kernel[(blockSize-i)%blockSize] += unit * complex(x, 0)
		}
	}
	a.transform.forward(kernel)
	product := make([]complex128, blockSize)
	var peaks [2]peakFinder
	for number, block := range a.blocks {
		if block == nil {
			continue
		}
		for i, x := range block {
			product[i] = x * kernel[i]
		}
		a.transform.backward(product)
		for i, x := range product[:hop] {
			at := number*hop + i
			for part, value := range [2]float64{real(x), imag(x)} {
				if value > 0 && sounds[part] != nil {
					peaks[part].take(at, a.likeness(sounds[part], at, value))
				}
			}
		}
	}
	return [2][]place{peaks[0].best(), peaks[1].best()}
}

// likeness norms a correlation: 1 is alike but for loudness.
func (a *haystack) likeness(s *sound, at int, correlation float64) float64 {
	energy := a.energy(at, at+s.anchorEnd-s.anchor)
	if energy < quietLevel*quietLevel*frame {
		return 0
	}
	return correlation / (s.strength * math.Sqrt(energy))
}

// peakFinder keeps the highest of neighbouring places.
type peakFinder struct {
	places []place
	open   place
}

func (p *peakFinder) take(at int, likeness float64) {
	if likeness < likenessMin {
		return
	}
	if p.open.likeness > 0 && at-p.open.at > peakWidth {
		p.places = append(p.places, p.open)
		p.open = place{}
	}
	// In a pure tone each period is as good as the first one, but for rounding.
	if likeness > p.open.likeness+tie {
		p.open = place{at, likeness}
	}
}

// best returns the places, the most alike first.
func (p *peakFinder) best() []place {
	if p.open.likeness > 0 {
		p.places = append(p.places, p.open)
	}
	slices.SortFunc(p.places, func(a, b place) int { return cmp.Compare(b.likeness, a.likeness) })
	return p.places[:min(len(p.places), placesMax)]
}
