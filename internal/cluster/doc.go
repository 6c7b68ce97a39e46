// Package cluster says who runs which call, so that a call outlives the process
// that runs it.
//
// Each call has one [Record] in a [Bucket] that all instances see: who owns it,
// and all that somebody else needs to go on with it. The revision of the record
// is the fencing token: who cannot write any more has lost the call. The package
// knows neither Asterisk nor flows: what a record holds for its owner is their business.
//
// # Laws
//
//   - Writing is off the call's path: [Holding.Put] returns at once, and what was
//     put last is written, not all that was put in between.
//   - [Holding.Sync] waits until what was put is written. While the store is away
//     it does not: a call goes on rather than to fall silent.
//   - A call that somebody else has taken is written no more, and who held it is told once.
//   - Of several who take a call up at once one gets it. Where there is nobody else, taking one up does not wait.
//   - A write whose answer was lost is looked for before it counts as somebody else's.
//   - A record that is gone without the mark of a deletion ([Item.Deleted]) was taken by nobody: the store has
//     lost what it had, as with a disk. Who holds the call writes it anew, and all the others too, also where
//     they have nothing new to tell. That is noticed with the next write, or by a look now and then.
//   - A record that no living program can read was taken by nobody either: who holds the call writes it anew, or
//     deletes it when the call is over. So is one with the body of another call ([Ledger.Bodies]).
//   - A call that was left is held no more, also while what was put before is still to be written.
//   - Of two who hold a call for theirs when the store has lost everything the one with the higher epoch keeps it.
//   - A record that somebody else has deleted is a call that is over there: who held it has lost it.
//   - A [Task] is done by one instance, and by the next one when that has come to an end of it; while one is cut off
//     two may believe that it is theirs, so its doing is guarded by compare-and-set.
//   - Nobody's clock is compared with anybody else's.
//   - Goroutines end with the context that they were begun with; what was put before is written then.
//
// # How to test with it
//
// Package memstore keeps buckets in memory, in a bubble of testing/synctest too,
// and can be told to be away, slow, or to lose answers. Package clustertest holds
// every store to the same laws.
package cluster
