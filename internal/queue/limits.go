package queue

// AgentsMax and QueuesMax bound a configuration.
const (
	AgentsMax = 100_000
	QueuesMax = 10_000
)
