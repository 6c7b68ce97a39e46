// Package hand is what an administrator does to an Asterisk by hand: look at
// channels, bridges, endpoints, device states, sounds and recordings, do
// something to them, listen to events, and call telephones.
//
// Each thing is one [Operation] with a path, an order and an answer. A [Hand]
// carries it out, straight at an Asterisk or through the API of a daemon, which
// serves the table of [Operations]: both ways there is one description, so they
// cannot drift apart. What takes time and needs events (originate, connect, the
// tail of events) is a function on an Asterisk's client.
//
// It is not a call of a flow: nobody walks here. It knows no command line and no
// HTTP server.
//
// # Laws
//
//   - What was made by hand is gone when the hand lets go: the end of a context
//     hangs up the channels, destroys the bridges and stops the playbacks that were made.
//   - Applications are of one use and begin with [AppPrefix]; no daemon takes their channels.
//   - An id is one segment of a path, whatever it holds; a recording's name leads nowhere
//     else than into the folder of recordings.
//   - What is wrong with an order is [ErrOrder], before anything is sent.
//
// Test it on test/fake-ari.
package hand
