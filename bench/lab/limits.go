//go:build linux

package lab

import "time"

const (
	// upTimeout is how long the rig may take to be there, askTimeout an answer of Asterisk's.
	upTimeout, askTimeout = 15 * time.Minute, 10 * time.Second
	// answerMax is how much of an answer is read.
	answerMax = 64 << 20
)
