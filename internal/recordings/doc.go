// Package recordings takes recordings from the Asterisks that made them to where
// the administrator wants them: into a folder of this machine, or to a web
// server. It is what flows reach as [flows.Recordings].
//
// It makes no recordings and does not play them. Of those that a step is making
// it knows only to end them if the process dies, and what to do with them then.
//
// Laws:
//   - What Keep has returned for is not forgotten, whatever happens to this process: each request is a file of its
//     own in the spool, written, synced and renamed before Keep returns.
//   - A recording is taken off the spool, and deleted from Asterisk where that is wanted, only when it has arrived.
//     Until then Asterisk has it, so nothing is lost while Asterisk or the target is away, and this machine's disk
//     holds no second copy meanwhile.
//   - A recording that cannot be had or delivered is tried again, each time after a longer pause, for two weeks; then
//     its request is put aside into the folder "failed" of the spool, for people. It never holds up others.
//   - A recording that has arrived twice, after a crash in the wrong moment, is there once.
//   - Nothing is deleted from the folder but what this package has written there.
//
// Test it with a [Source] of one's own in a testing/synctest bubble; time is the
// bubble's, the disk is real.
package recordings
