package queue

import (
	"sort"
	"time"
)

// calendar tells the days of a zone apart, by a look at one number as long as the day lasts.
type calendar struct {
	zone  *time.Location
	day   string
	began int64
	ends  int64 // the day is this one before
}

// newCalendar is a calendar that shows the day of a time; a zone of nil is UTC.
func newCalendar(zone *time.Location, now int64) calendar {
	if zone == nil {
		zone = time.UTC
	}
	c := calendar{zone: zone}
	c.day = c.dayOf(now)
	c.began, c.ends = c.thisDay(now), c.nextDay(now)
	return c
}

func (c *calendar) dayOf(now int64) string { return time.Unix(0, now).In(c.zone).Format(time.DateOnly) }

// isOver tells whether a time is of a later day.
func (c *calendar) isOver(now int64) bool { return now >= c.ends && c.dayOf(now) > c.day }

// turn has the calendar show the day of a time, and tells whether that is a later one.
func (c *calendar) turn(now int64) bool {
	if now < c.ends {
		return false
	}
	over := c.isOver(now)
	if over { // where clocks are put back over midnight the day before is there once more, and is no new one
		c.day = c.dayOf(now)
		c.began = c.thisDay(now)
	}
	c.ends = c.nextDay(now)
	return over
}

// thisDay is when the day of a time has begun.
func (c *calendar) thisDay(now int64) int64 {
	till := now / int64(time.Second)
	ago := sort.Search(int(dayMost/time.Second), func(s int) bool {
		return c.dayOf((till-int64(s))*int64(time.Second)) < c.day
	})
	return (till - int64(ago) + 1) * int64(time.Second)
}

// nextDay is when the next day begins. It is looked for, not calculated: there are days of 23 and of 25 hours, days
// without a midnight and days with two, and some zones have left a day out.
func (c *calendar) nextDay(now int64) int64 {
	from := now / int64(time.Second)
	seconds := sort.Search(int(dayMost/time.Second), func(s int) bool {
		return c.dayOf((from+int64(s))*int64(time.Second)) > c.day
	})
	return (from + int64(seconds)) * int64(time.Second)
}
