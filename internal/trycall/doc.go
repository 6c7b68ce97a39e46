// Package trycall makes one call from Asterisk to a telephone and plays it
// something: how a prompt is listened to where it counts.
//
// It has an application of its own for the call, so that no daemon takes it,
// and leaves nothing behind. Test it on test/asterisk; the stand-in originates no calls.
package trycall
