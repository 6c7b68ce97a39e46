package hours

import "time"

// askTime bounds reading what was set by hand: when the store hangs, the last that is known of it counts.
const askTime = time.Second

// byMax is how many characters are kept of who has set a schedule.
const byMax = 64
