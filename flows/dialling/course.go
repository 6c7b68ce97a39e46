package dialling

import "time"

// Course is a plan under way. The zero value is one that is over.
type Course struct {
	phases []Phase
	// next is the ring of the first phase that comes next, began when the phase did.
	next  int
	began time.Time
}

// Begin begins a plan.
func Begin(plan []Phase, now time.Time) *Course { return &Course{phases: plan, began: now} }

// Take is the next telephone that is to ring by now, while so many ring already,
// and until when; ok is false when none is. It is asked again until then.
func (c *Course) Take(now time.Time, ringing int) (ring Ring, until time.Time, ok bool) {
	for len(c.phases) > 0 && c.next >= len(c.phases[0]) {
		if ringing > 0 {
			return Ring{}, time.Time{}, false
		}
		c.phases, c.next, c.began = c.phases[1:], 0, now
	}
	if len(c.phases) == 0 {
		return Ring{}, time.Time{}, false
	}
	ring = c.phases[0][c.next]
	if begins := c.began.Add(ring.Start); begins.After(now) {
		if ringing > 0 || c.next == 0 {
			return Ring{}, time.Time{}, false
		}
		c.began = now.Add(-ring.Start) // nobody waits for a telephone while none rings
	}
	c.next++
	return ring, c.began.Add(ring.Stop), true
}

// Due is when Take has another telephone if nothing happens before; false for never.
func (c *Course) Due() (time.Time, bool) {
	if len(c.phases) == 0 || c.next >= len(c.phases[0]) {
		return time.Time{}, false
	}
	return c.began.Add(c.phases[0][c.next].Start), true
}

// Over tells that nobody is left to be rung, while so many ring.
func (c *Course) Over(ringing int) bool {
	if ringing > 0 {
		return false
	}
	for i, phase := range c.phases {
		if i > 0 && len(phase) > 0 || i == 0 && c.next < len(phase) {
			return false
		}
	}
	return true
}

// Alone tells that no other telephone rings at the same time as one that has been taken last.
func (c *Course) Alone() bool { return len(c.phases) > 0 && len(c.phases[0]) == 1 }
