package call

import "time"

// Now is the call's time: the clock's when this process began with the call, and what has passed since. A clock that is
// put forward or back under a call changes none of its deadlines. Nor does it go back when another process goes on with
// the call: then a clock that is behind would keep the caller waiting for as long.
func (c *Call) Now() time.Time { return c.when(time.Now()) }

// when is a moment of this process in the call's time.
func (c *Call) when(at time.Time) time.Time { return c.began.Add(at.Sub(c.begun)) }

// moment is when in this process it is that time of the call; zero for never. A time that was written down knows
// nothing but the clock: what has passed is known by this.
func (c *Call) moment(at time.Time) time.Time {
	if at.IsZero() {
		return at
	}
	return c.begun.Add(at.Sub(c.began))
}
