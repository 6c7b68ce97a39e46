package staffing

import "time"

const (
	// HoursMax bounds how long callers come, callsMax how many they may be, by their mean.
	HoursMax = 1_000_000
	callsMax = 50_000_000
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
