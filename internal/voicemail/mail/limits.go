package mail

import "time"

const (
	// sendTime bounds the giving of one letter, when ctx has no nearer end.
	sendTime = 2 * time.Minute
	// lineMax is how many characters of base64 stand in a line.
	lineMax = 76
)
