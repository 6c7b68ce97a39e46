package clustertest

const (
	// listed is how many changes are made at once.
	listed = 20
	// racers is how many change a value at the same time.
	racers = 8
)
