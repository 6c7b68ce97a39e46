//go:build linux

// Package program builds and runs the programs that bench measures, and reads of /proc and of their metrics what they
// use.
//
// It knows no Asterisk (that is bench/lab) and judges nothing.
//
// Laws, tested on the test's own process and on small programs: what was started is ended and waited for; each wait has
// a limit; a program that does not become ready is an error with what it said.
package program
