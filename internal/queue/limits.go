package queue

import "time"

// AgentsMax and QueuesMax bound a configuration.
const (
	AgentsMax = 100_000
	QueuesMax = 10_000
)

const (
	// ringDefault is how long an agent rings when nobody says.
	ringDefault = 15 * time.Second
	// progressiveDefault is after how long one more agent rings when nobody says.
	progressiveDefault = 10 * time.Second
	// offerGrace is how much longer than it should ring an offer lasts when nobody tells what became of it.
	offerGrace = 10 * time.Second
	// callbackGuard is how long an agent is reserved for a call-back of which nothing is heard.
	callbackGuard = 5 * time.Minute
	// callbackRest is how long a call-back lets others go first that no agent has taken, or whose number was not called.
	callbackRest = 30 * time.Second
	// orderWithin is how long an order from outside is waited for.
	orderWithin = 500 * time.Millisecond
	// endedKept is how long an end is told again to who has not heard of it.
	endedKept = time.Minute
	// rememberedMax is how many callers a queue remembers: who abandoned, who had which agent.
	rememberedMax = 10_000
	// waitsKept are how many of the last waits the estimate is bounded by, waitsLeast how many it takes for that.
	waitsKept  = 64
	waitsLeast = 16
	// askedMax is how many skills with their levels a queue tells agents apart by; beyond it all their skills count.
	askedMax = 64
	// reasonsKept is how many pauses of an agent are told apart by queue and reason in a day; others are of otherReason.
	reasonsKept = 64
	otherReason = "others"
	// dayMost is longer than any day has been: zones have left one out, and put clocks back by hours.
	dayMost = 51 * time.Hour
	// tags is how many endings of ids there are, in digits of tagBase.
	tags    = 36 * 36 * 36 * 36
	tagBase = 36
)
