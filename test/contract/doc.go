// Package contract is what the daemon relies on when it talks to an Asterisk,
// as one suite: the same laws are proven on the fake of test/fake-ari in every
// run of the tests, and on a real Asterisk 22 by test/asterisk. A law that holds
// on one of them only is a fault of the fake or of our belief.
//
// It is not a test of the client in package ari, which it uses, and it does not
// ask for what the two are allowed to do differently: the order between an event
// and the reply to its request, further events of variables, lengths of sounds.
//
// # Laws
//
//   - A subtest has an application, a client and ids of its own, so that subtests
//     run side by side, also on an Asterisk that others use.
//   - It waits for events, with a deadline, and never sleeps.
//   - It leaves nothing behind: its calls are hung up, its bridges destroyed, its
//     recordings deleted.
//
// # How to test with it
//
// Fill a Target and call Run. What it needs of the dialplan is said there.
package contract
