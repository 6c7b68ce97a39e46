// Package flowtest plays a caller to flows without a telephone and without
// waiting: its [Phone] is a flows.Port whose time jumps from event to event. The
// caller acts by a script of [Act], or is a [Caller] that listens and decides.
//
// It is not a fake of Asterisk: no channel, no socket, no media. A phone and
// its walk are one goroutine; the same program and script give the same facts,
// time for time.
package flowtest
