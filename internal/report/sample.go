package report

import (
	"fmt"
	"slices"
	"strconv"
	"time"
)

// Span is a span of time; in JSON it is a number of seconds.
type Span time.Duration

// MarshalJSON is the span in seconds, to the millisecond.
func (s Span) MarshalJSON() ([]byte, error) { return []byte(s.seconds()), nil }

// UnmarshalJSON reads seconds.
func (s *Span) UnmarshalJSON(text []byte) error {
	seconds, err := strconv.ParseFloat(string(text), 64)
	if err != nil {
		return fmt.Errorf("reading a span of time: %w", err)
	}
	*s = Span(seconds * float64(time.Second))
	return nil
}

func (s Span) seconds() string {
	return strconv.FormatFloat(time.Duration(s).Round(time.Millisecond).Seconds(), 'f', -1, 64)
}

// String is the span for people, to a tenth of a second.
func (s Span) String() string { return time.Duration(s).Round(100 * time.Millisecond).String() }

// sample holds values for their median. When it is full every second value is
// dropped, and from then on only every second one taken: what is there stands
// for the whole, without lots being drawn.
type sample struct {
	values []time.Duration
	stride int
	seen   int
}

func (s *sample) add(value time.Duration) {
	s.stride = max(s.stride, 1)
	if s.seen++; s.seen%s.stride != 0 {
		return
	}
	if s.values = append(s.values, value); len(s.values) < sampleMost {
		return
	}
	for i := range sampleMost / 2 {
		s.values[i] = s.values[2*i+1]
	}
	s.values, s.stride = s.values[:sampleMost/2], 2*s.stride
}

// median is the value in the middle, the lower of two; 0 for none.
func (s *sample) median() Span {
	if len(s.values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(s.values))
	return Span(sorted[(len(sorted)-1)/2])
}
