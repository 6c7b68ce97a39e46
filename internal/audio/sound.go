package audio

import (
	"math"
	"time"
)

// Rate is how many samples a second a telephone has.
const Rate = 8000

// Sound is what a telephone plays: 16-bit samples of one channel, [Rate] a second.
type Sound struct{ Samples []int16 }

// Length is how long the sound plays.
func (s Sound) Length() time.Duration {
	return time.Duration(len(s.Samples)) * time.Second / Rate
}

// sample rounds a value between -1 and 1; what is beyond is cut off.
func sample(value float64) int16 {
	scaled := math.Round(value * 32768)
	return int16(max(-32768, min(32767, scaled)))
}
