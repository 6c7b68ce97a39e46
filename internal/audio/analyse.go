package audio

import (
	"math"
	"time"
)

// Analysis is what can be said of a sound without hearing it.
type Analysis struct {
	Length time.Duration
	// Level is the mean power in dB below full scale; a full sine has -3, and
	// silence [Silence].
	Level float64
	// Peak is the greatest sample in dB below full scale.
	Peak float64
	// Clipped is the part of the samples that was cut off, from 0 to 1.
	Clipped float64
	// Lead is the silence before the first sound.
	Lead time.Duration
}

// Silence is the level of nothing at all.
const Silence = -100.0

const (
	// heardLevel is where something is heard on a telephone, in a block of heardBlock samples.
	heardLevel = -50.0
	heardBlock = Rate / 100
	// loudest is where µ-law and A-law end, as well as 16 bits; clippedRun is how
	// many equal samples there make a sine that was cut off.
	loudest    = 31785
	clippedRun = 3
)

// Analyse looks at the whole sound.
func (s Sound) Analyse() Analysis {
	peak := 0
	for _, value := range s.Samples {
		peak = max(peak, int(value), -int(value))
	}
	return Analysis{
		Length: s.Length(), Level: level(s.Samples), Peak: decibel(float64(peak) / 32768),
		Clipped: s.clipped(), Lead: s.lead(),
	}
}

// IsSilent tells whether nothing of the sound would be heard.
func (a Analysis) IsSilent() bool { return a.Lead >= a.Length }

func level(samples []int16) float64 {
	var sum float64
	for _, value := range samples {
		sum += float64(value) * float64(value)
	}
	return decibel(math.Sqrt(sum/float64(max(1, len(samples)))) / 32768)
}

func decibel(ratio float64) float64 {
	if ratio <= 0 {
		return Silence
	}
	return max(Silence, 20*math.Log10(ratio))
}

func (s Sound) lead() time.Duration {
	for begin := 0; begin < len(s.Samples); begin += heardBlock {
		if level(s.Samples[begin:min(begin+heardBlock, len(s.Samples))]) > heardLevel {
			return time.Duration(begin) * time.Second / Rate
		}
	}
	return s.Length()
}

// clipped counts the samples in runs of equal ones at the loud end.
func (s Sound) clipped() float64 {
	count, run := 0, 0
	for i, value := range s.Samples {
		switch {
		case int(value) < loudest && int(value) > -loudest:
			run = 0
			continue
		case i > 0 && value == s.Samples[i-1]:
			run++
		default:
			run = 1
		}
		switch {
		case run == clippedRun:
			count += clippedRun
		case run > clippedRun:
			count++
		}
	}
	return float64(count) / float64(max(1, len(s.Samples)))
}
