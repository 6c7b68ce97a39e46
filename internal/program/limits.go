package program

import "time"

const (
	// TimeoutDefault is how long a program may run when its caller does not say.
	TimeoutDefault = 30 * time.Second
	// OutputDefault is how many bytes a program may print when its caller does not say.
	OutputDefault = 64 << 20
	// complaintMax is how much of what a program complains is kept, complaintShown how much an error shows.
	complaintMax   = 4 << 10
	complaintShown = 300
	// grace is how long an ended program's children may hold its output open.
	grace = time.Second
)
