package fuzz

import (
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
	"github.com/ariapp/ariapp/flows/scenario"
)

// moments are those of a call, in order.
func (f *fuzzer) moments(c *call) []scenario.Moment {
	if c.result == nil {
		return c.kept
	}
	return c.result.Moments(f.known.steps)
}

// secretive tells whether a step asks for a secret.
func secretive(step *flows.Placed) bool {
	if step == nil {
		return false
	}
	asker, ok := step.Step.(flows.Secretive)
	return ok && asker.AsksSecret()
}

// timesOf are when acts are done, as far as they do not wait for anything.
func timesOf(acts []scenario.Act) []span {
	times := make([]span, len(acts))
	var at time.Duration
	for i, act := range acts {
		at += act.After
		times[i].from = at
		if act.Kind == scenario.Press && len(act.Keys) > 1 {
			at += time.Duration(len(act.Keys)-1) * flowtest.KeyGap
		}
		times[i].to = at
	}
	return times
}

// delay is when in a moment a caller acts: at once, soon, in its midst, or just
// before and behind its end, where timeouts are.
func (f *fuzzer) delay(m scenario.Moment) time.Duration {
	length := m.To - m.From
	switch n := f.random.IntN(100); {
	case n < 25:
		return min(length/2, soon)
	case n < 40:
		return 0
	case n < 55:
		return max(0, length-time.Millisecond)
	case n < 65:
		return length
	case n < 75:
		return length + time.Millisecond
	case n < 85:
		return min(time.Second, length)
	}
	return time.Duration(f.random.Int64N(int64(min(length, time.Minute)) + 1)).Truncate(10 * time.Millisecond)
}
