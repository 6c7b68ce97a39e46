//go:build linux

package main

import (
	"fmt"
	"slices"
	"time"
)

// look is what there was at one moment.
type look struct {
	After       time.Duration
	Memory      int64 // the daemon's, in bytes
	Asterisk    int64 // Asterisk's
	Goroutines  int
	Descriptors int
	Channels    int
	Bridges     int
}

// course is a whole run.
type course struct {
	before, after look   // at rest
	during        []look // while calls came
	placed        int
	failed        int
}

// memoryOf is the median of the daemon's memory in a quarter of the looks.
func (c course) memoryOf(quarter int) int64 {
	n := len(c.during)
	part := c.during[n*quarter/4 : n*(quarter+1)/4]
	if len(part) == 0 {
		return 0
	}
	var all []int64
	for _, l := range part {
		all = append(all, l.Memory)
	}
	slices.Sort(all)
	return all[len(all)/2]
}

// complaints are what has grown, or failed.
func (c course) complaints() []string {
	var all []string
	say := func(is bool, format string, args ...any) {
		if is {
			all = append(all, fmt.Sprintf(format, args...))
		}
	}
	second, last := c.memoryOf(1), c.memoryOf(3)
	say(len(c.during) < 4, "only %d looks: nothing can be told of the memory", len(c.during))
	say(float64(last) > float64(second)*memoryFactor+memorySlack,
		"memory has grown: %d MB in the second quarter, %d MB in the last",
		second>>20, last>>20)
	say(c.after.Goroutines > c.before.Goroutines+routinesSlack, "goroutines are left: %d before, %d after",
		c.before.Goroutines, c.after.Goroutines)
	say(c.after.Descriptors > c.before.Descriptors+descriptorSlack, "descriptors are left: %d before, %d after",
		c.before.Descriptors, c.after.Descriptors)
	say(c.after.Channels > c.before.Channels, "channels are left: %d before, %d after", c.before.Channels,
		c.after.Channels)
	say(c.after.Bridges > c.before.Bridges, "bridges are left: %d before, %d after", c.before.Bridges, c.after.Bridges)
	say(c.placed == 0, "no call was made")
	say(1000*c.failed > failedOfThousand*c.placed, "%d of %d calls failed", c.failed, c.placed)
	return all
}
