package staffing

import (
	"math"
	"math/rand/v2"
	"time"
)

// lots are one stream of random numbers for each thing that is drawn, so that another strategy meets the same callers.
type lots struct{ *rand.Rand }

func newLots(seed, stream uint64) lots { return lots{rand.New(rand.NewPCG(seed, stream))} }

// time draws a time, which is never so long that a sum of it and what was before is none any more.
func (l lots) time(s Spread) time.Duration {
	drawn := float64(s.Mean)
	switch s.Form {
	case Fixed:
	case Lognormal:
		variance := math.Log(1 + s.Deviation*s.Deviation)
		drawn *= math.Exp(l.NormFloat64()*math.Sqrt(variance) - variance/2)
	default:
		drawn *= l.ExpFloat64()
	}
	return time.Duration(min(drawn, float64(drawnMost)))
}

// next is when the next caller comes after a time, false for never: within a rate the gaps are exponential, and where
// it changes the draw begins anew, as such gaps have no memory.
func (l lots) next(rates []Rate, after, end time.Duration) (time.Duration, bool) {
	for _, r := range rates {
		until := end
		if r.Until != 0 {
			until = min(r.Until, end)
		}
		if after >= until {
			continue
		}
		if r.PerHour > 0 {
			gap := l.ExpFloat64() * float64(time.Hour) / r.PerHour
			if gap < float64(until-after) {
				return after + max(time.Duration(gap), 1), true
			}
		}
		after = until
	}
	return 0, false
}
