package telephone

import "time"

const (
	// again is how long a reply may take before its request is sent again, patience how long in all.
	again, patience = 500 * time.Millisecond, 10 * time.Second
	// listening is how long after the answer the first beep is over, and the key pressed.
	listening = 800 * time.Millisecond
	// messageMax is the longest message that is read, buffer what may wait in the socket: the machine is busy.
	messageMax, buffer = 8 << 10, 4 << 20
	// inbox is how many messages of one call may wait to be dealt with.
	inbox = 16
)
