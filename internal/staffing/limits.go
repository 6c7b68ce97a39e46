package staffing

import "time"

const (
	// HoursLeast is the shortest time that callers come, in hours.
	HoursLeast = 0.01
	// HoursMax is the longest of these.
	HoursMax = 1_000_000
	// callsMax is how many callers may come, by their mean.
	callsMax = 50_000_000
	// meanLeast and meanMost bound how long talks and patience last on average, drawnMost what is drawn of them.
	meanLeast = time.Second
	meanMost  = 1000 * time.Hour
	drawnMost = HoursMax * time.Hour
	// agentsMax bounds all agents of a plan, numberMax any other number in it.
	agentsMax = 10_000
	numberMax = 1_000_000
	// closing is how long after the last caller could come it is played on until all are served.
	closing = 24 * time.Hour
	// spreadDefault is the standard deviation of a lognormal time, in means.
	spreadDefault = 0.5
	// hoursDefault is how long callers come when nobody says.
	hoursDefault = 8
	// stepsBetween is how many steps are played between two looks whether it shall go on.
	stepsBetween = 10_000
)
