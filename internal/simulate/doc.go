// Package simulate plays a call to the flows of an ivr.yaml in a terminal and
// tells what happens, line by line.
//
// A call goes by a script in virtual time ([Call.ByScript]), or live
// ([Call.Live]): then the keys typed are the caller's and time is real. Both
// tell the same facts through one [trace], so what a script shows is what a
// person would have seen.
//
// It is not a telephone and no test of sounds: prompts are named and have a
// length, nobody looks whether they exist.
//
// Laws: one goroutine walks, reads keys and prints; nothing is started. A
// script gives the same text every time.
//
// Tests of live calls hand in a [Keys] of their own inside a synctest bubble.
package simulate
