// Package jobs makes calls later and again: with the semantics of Asterisk's
// call files (how long it rings, how often and when it is tried again), and
// beside them a time before which nothing is called, one after which it is too
// late, and hours. Jobs come by [Jobs.Add], or as call files dropped into a folder.
//
// It calls nobody itself: a [Caller] does, which asks the rules of whom one may
// call. It knows no Asterisk, no ivr.yaml, no HTTP and no NATS.
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
// Several instances keep their jobs together ([Shared]), as items of a bucket of package cluster. Any takes, shows and
// cancels any job; the one that holds a task makes the calls, with all jobs in memory. Its laws beside those above:
//   - Each change of a job is a compare-and-set: of two that begin an attempt at once one calls, whatever they believe.
//   - An attempt of an instance that has died counts as made. One that is alive settles its own, also when the task
//     is another's by then. What one learns that was taken for dead counts too, unless the job has gone on.
//   - An attempt that may have been written down, and was not made, is taken back by who would have made it.
//   - Others tell the one that calls of what they have changed until it has heard it; what is lost of that is found
//     when all jobs are read, now and then. No lock is held while the store is waited for.
//   - Jobs that are not over and that a store has lost are written again.
//
// Goroutines: one for an attempt; Run waits for all of them.
//
// Test it with a Caller of your own in a testing/synctest bubble and a temporary folder; several instances with a
// bucket of package memstore.
package jobs
