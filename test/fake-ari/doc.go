// Package fakeari is an Asterisk that fits in a test: the REST interface under
// /ari and the event WebSocket of version 22.10.1, spoken over TCP or over
// in-memory connections, with scripted callers and with faults by name.
//
// It is not a media server (a sound is a duration, a voice is a channel's name),
// not a SIP stack (callers and callees are values of this package) and not a
// dialplan (a call runs Stasis, and what is sent back to the dialplan ends there). It imports nothing of this module,
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
// External media, variables of bridges, video sources, REFER to endpoints, modules,
// logging and statistics of RTP exist as paths and answer 501. Of the events of
// others only those named in this package come: no ChannelDialplan, no
// ChannelVarset for what Asterisk sets by itself (but STASISSTATUS at the end), no
// EndpointStateChange. The words after the number of an HTTP status are Go's; over
// a WebSocket they are Asterisk's. There is no limit of sessions. A move without an
// application gives 400, and so gives a second dial 409: the real 22.10.1 dies of
// both.
//
// A Local address has its two channels, but no dialplan behind it: the callee is an
// Endpoint, and without one it leads nowhere. A transfer by REFER is told to the
// application or does not happen; one after a word Asterisk may do by itself.
// What a snoop in a bridge carries to others is its own name, not the voice it
// listens to. Recordings end to the nanosecond, where the real one takes up to a
// second longer, and are a tone where somebody spoke.
// That the other side sends no sound ends none of them; the real one stops after
// four seconds of that.
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
// AwaitState, AwaitEnd. Let somebody be dialled with Endpoint: by a script of
// steps (Ring, Progress, Answer, Reject, Forward, Press, Speak, HangUp), or by hand
// through the Leg that AwaitCall gives, which is a Call as well. Who hears whom tell
// Hears, AwaitHears, AwaitDeaf and Heard; who is in a bridge Members; what was
// recorded Recording. Look at Requests for what was asked, at Channels, Bridges,
// Playbacks and Recordings for what was left behind. Break things with Fault.
package fakeari
