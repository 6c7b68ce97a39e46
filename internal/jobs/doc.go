// Package jobs makes calls later and again: with the semantics of Asterisk's
// call files (how long it rings, how often and when it is tried again), and
// beside them a time before which nothing is called, one after which it is too
// late, and hours. Jobs come by [Jobs.Add], or as call files dropped into a folder.
//
// It calls nobody itself: a [Caller] does, which asks the rules of whom one may
// call. It knows no Asterisk, no ivr.yaml and no HTTP.
//
// Laws:
//   - A job is on the disk before anybody hears of it, and so is each attempt before it is made. After a crash an
//     attempt counts as made, whatever came of it: nobody is called twice by accident.
//   - One process works on a folder; another is refused.
//   - A call that could not be asked for uses up no attempt: rules that say later, an Asterisk that is away.
//   - What a round and a new job cost does not grow with how many wait, but as a heap does. Schedules are asked without
//     the lock, each once in a round.
//   - What has ended is kept with its status (completed, expired, failed or cancelled) and why.
//   - A call file is taken when it is whole: its time has come, it does not change any more, its last line is ended.
//     One that is not understood is moved aside with the reason beside it; nothing is dialled.
//
// Goroutines: one for an attempt; Run waits for all of them.
//
// Test it with a Caller of your own in a testing/synctest bubble and a temporary folder.
package jobs
