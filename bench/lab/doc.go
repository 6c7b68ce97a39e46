//go:build linux

// Package lab is what is measured in with a real Asterisk: the rig's, the programs built, and how to ask that Asterisk.
//
// It brings the rig up if there is none, and leaves it up; it makes no calls (bench/ways/telephone does).
//
// It has no tests of its own, as it needs the Asterisk: the commands of bench are run by .ci/bench on the one of CI.
package lab
