package metrics

const (
	// labelMax is how long a label's value may be, in bytes.
	labelMax = 64
	// flowsMax, kindsMax, outcomesMax, hostsMax, linksMax and reasonsMax are how many values a label may have.
	// Outcomes are counted over all kinds of steps.
	flowsMax    = 500
	kindsMax    = 200
	outcomesMax = 64
	hostsMax    = 100
	linksMax    = 100
	reasonsMax  = 16
	// queuesMax is how many queues are counted by their names.
	queuesMax = 1000
	// begunMax is how many calls' first flows are remembered in one generation; there are two of them.
	begunMax = 1 << 16
)
