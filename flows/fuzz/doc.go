// Package fuzz calls flows at random until something happens that no caller
// should meet: [Run] makes up callers and worlds, walks their calls with
// flows/scenario, and looks at each for what must never be ([Kind]). What it
// finds it shrinks to the shortest call that still shows it, and writes that as a
// test file that fails until the flows are mended.
//
// It is guided: it reads the program for the keys that its questions want, and
// keeps the calls that reached something new, to go on from them. It proves
// nothing: what it does not find in its time may still be there.
//
// Laws:
//   - The same options and seed make the same calls and find the same break,
//     where the number of calls is what bounds them.
//   - A break is one that [scenario.Run] shows again; what cannot be shown again is
//     not reported.
//   - It knows no clock and starts nothing: who wants it to end after a time ends its context.
//   - No request leaves the process, nothing is stored.
//
// Test with a program compiled from text in which something is planted, a seed and a number of calls.
package fuzz
