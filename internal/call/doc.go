// Package call is one live call: a channel of Asterisk with a mailbox, driven
// over REST. It implements flows.Port, so a flow is walked on it.
//
// It does not know flows' steps, numbers or other calls, and it listens to no
// socket: whoever routes events hands them to [Call.Deliver].
//
// Laws:
//   - The mailbox exists before the first step: what arrives early waits in it.
//   - Deliver never blocks and never does work; it may be called from any goroutine.
//     Everything else belongs to the one goroutine that walks the call.
//   - Ids of playbacks are ours and known before the request is sent; they are so
//     few that the next process can stop what a dead one plays ([Call.Quiet]).
//   - What a call makes bears its channel's name; where another call of the channel may have been before, letters of
//     its own too: that one's legs and bridges end late, and must not end this one's.
//   - Asterisk runs answer and its like behind what plays: it is stopped first.
//   - Hangup is the cause with which the call's context ends (flows.HangupError).
//     A 404 or 409 of the channel means the same, decided here and nowhere else.
//   - Every playback has a watchdog: Asterisk forgets some endings.
//   - A request without an answer may have been carried out: what it began is
//     looked for, or stopped.
//   - The caller is in one application of Stasis, the legs in the call's own. What
//     ends in another one is not the call. A call that another instance had is brought
//     into the own one before its walk ([Call.Gather]): Asterisk moves a channel behind
//     what it plays, so that its coming tells that all of that is over.
//   - A party is known by its name; its channel may be another one after a transfer.
//     A channel is handed over by the call that has it, in that call's goroutine.
//   - Who gives a playback up stops it, however often that takes: all that a
//     caller shall hear queues behind it.
//
// Keys beyond keysMax that nobody has read are dropped; the end of a playback
// never is, as there are no more of them than playbacks begun.
//
// Test with test/fake-ari in a synctest bubble.
package call
