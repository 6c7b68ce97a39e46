//go:build linux

// Command alone measures the daemon without an Asterisk: on test/fake-ari, over loopback, as a process of its own, with
// journal, records and checkpoints on. The fake shares the machine, and so its processors:
//
//	go run ./bench/alone
//	go run ./bench/alone -only waiting -calls 100,1000
//
// Its lines are: rate (calls a second at which 99 of 100 callers get their first request within 5 ms, CPU a call,
// allocations a step), waiting (memory a call, and how soon a key is followed, with up to 50,000 callers who wait; what
// the fake takes is told, and in no figure of the daemon's), and start (from the start of the process until it is
// ready, and the size of the binary).
//
// It measures no audio and no network; bench/ways does, with a real Asterisk.
//
// Laws: load and time are bounded by the flags, whose bounds are in limits.go; a line that does not come off is an
// error, never a figure.
package main
