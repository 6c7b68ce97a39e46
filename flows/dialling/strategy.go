package dialling

// Strategy says in which order the targets of a round ring.
type Strategy string

// The strategies.
const (
	// Parallel rings all of a round at once, each after its own delay.
	Parallel Strategy = "parallel"
	// Sequential rings one after the other.
	Sequential Strategy = "sequential"
	// Delayed has each join in a while after the one before, which rings on.
	Delayed Strategy = "delayed"
	// WeightedRandom is Sequential in an order that is drawn by weight.
	WeightedRandom Strategy = "weighted_random"
	// LeastRecent is Sequential, who was reached longest ago first.
	LeastRecent Strategy = "least_recent"
)

// Strategies are the names of all strategies.
func Strategies() []string {
	return []string{string(Parallel), string(Sequential), string(Delayed), string(WeightedRandom), string(LeastRecent)}
}
