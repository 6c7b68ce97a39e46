// Package fakeari is an Asterisk that fits in a test: the REST interface under
// /ari and the event WebSocket of version 22.10.1, spoken over TCP or over
// in-memory connections, with scripted callers and with faults by name.
//
// It is not a media server (a sound is a duration), not a SIP stack (a caller
// is a value of this package) and not a dialplan (a call runs Stasis, and what
// is sent back to the dialplan ends there). It imports nothing of this module,
// so a misunderstanding in the client cannot hide in a shared type; the suite
// in test/contract runs against it and against a real Asterisk.
//
// # Laws
//
//   - One mutex guards the whole world of a Server: channels, bridges,
//     playbacks, applications, faults. Every operation, every timer and every
//     step of a caller's script runs under it, one after another. Sockets have a
//     queue with a lock of its own, which is a leaf.
//   - Nothing runs while nothing happens. A channel has no goroutine: its command
//     queue is a state machine, moved by requests and by timers. A thousand
//     waiting calls are a thousand values.
//   - Per channel, commands run first in, first out, as on Asterisk's channel
//     thread. A request that Asterisk runs synchronously (answer, set variable,
//     bridge entry and exit) is held until the commands before it have ended.
//     Hang-up and the stop of a playback do not queue.
//   - Events of one application keep the order in which they happened. Between an
//     event and the reply to the request that caused it there is no order to
//     rely on.
//   - An event finds its applications through its channel or bridge, never by a
//     search.
//   - A command that ends at once has had its effect before the reply is sent; in
//     the real one that is a race.
//   - Close ends everything the Server started and waits for it.
//   - Every queue and log has a bound, named in limits.go.
//
// # What it leaves out
//
// Originate and dial, recordings, snoop, external media, endpoints, device states,
// sounds, modules and logging exist as paths and answer 501. Of the events of
// others only those named in this package come: no ChannelDialplan, no
// ChannelVarset for what Asterisk sets by itself (but STASISSTATUS at the end), no
// Dial. The words after the number of an HTTP status are Go's; over a WebSocket
// they are Asterisk's. There is no limit of sessions. A move without an application
// gives 400; the real 22.10.1 dies of it.
//
// # Goroutines
//
// The http.Server and one per listener, owned by the Server; a writer for each
// WebSocket, owned by its handler; callbacks of time.AfterFunc, counted by the
// Server. All are waited for by Close.
//
// # How to test with it
//
// Make a Server with New, close it at the end. Give DialContext to the client
// (it works inside a testing/synctest bubble, where an hour of waiting costs
// nothing) or listen with ListenTCP. Wait for the client's socket by AwaitApp,
// bring a caller in with Call, and drive it: Press, Hangup, AwaitHeard,
// AwaitState, AwaitEnd. Look at Requests for what was asked, at Channels,
// Bridges and Playbacks for what was left behind. Break things with Fault.
package fakeari
