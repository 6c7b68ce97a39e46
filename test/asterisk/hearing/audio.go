package hearing

import (
	"sort"
	"time"
)

// Audio is what came back in a call, at 8 kHz.
type Audio struct {
	// Samples are those of all packets, one packet right after the other: how
	// long a busy machine held one back changes no sound.
	Samples []int16
	// Pauses are when nothing came, in order.
	Pauses []Pause
}

// Pause is a time without packets.
type Pause struct {
	// Before is the sample behind the pause.
	Before int
	Length time.Duration
}

// Length is how long the audio is with its pauses.
func (a Audio) Length() time.Duration { return a.time(len(a.Samples)) }

// time is when a sample was heard, from the first one on.
func (a Audio) time(sample int) time.Duration {
	at := duration(sample)
	for _, pause := range a.Pauses {
		if pause.Before > sample {
			break
		}
		at += pause.Length
	}
	return at
}

// pausesWithin tells whether there is a pause of this length at least between
// two samples.
func (a Audio) pausesWithin(from, to int, length time.Duration) bool {
	first := sort.Search(len(a.Pauses), func(i int) bool { return a.Pauses[i].Before >= from })
	for _, pause := range a.Pauses[first:] {
		if pause.Before > to {
			return false
		}
		if pause.Length >= length {
			return true
		}
	}
	return false
}

func duration(samples int) time.Duration { return time.Duration(samples) * time.Second / Rate }
