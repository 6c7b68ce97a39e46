package control

import "time"

const (
	// askTime bounds one request, but for a reload, which has reloadTime: it may have texts spoken.
	askTime    = 40 * time.Second
	reloadTime = 11 * time.Minute
	// ringTime bounds a call that is waited for.
	ringTime = 3 * time.Minute
	// giveUpTime bounds the end of a call that is not waited for any more.
	giveUpTime = 10 * time.Second
	// answerMax is how many bytes of an answer are read.
	answerMax = 1 << 20
	// fileMax bounds an answer that may be a file, lineMax a line of an answer without an end.
	fileMax = 512 << 20
	lineMax = 1 << 20
)
