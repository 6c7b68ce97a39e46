package control

import "time"

const (
	// askTime bounds one request, but for a reload, which has reloadTime: it may have texts spoken.
	askTime    = 40 * time.Second
	reloadTime = 11 * time.Minute
	// answerMax is how many bytes of an answer are read.
	answerMax = 1 << 20
)
