// Package journal writes down what happens in calls, one JSON object a line, and
// reads it again: how a call entered, every fact of its walk, what services,
// tables, the store and schedules answered, how it ended.
//
// It is no log for people, no database and no record of charges: it counts
// nothing and draws no conclusions. That is for package report, and for whoever
// walks a recorded call once more.
//
// Laws:
//   - A call never waits for its journal: what does not fit into the queue is dropped, counted, and the number
//     written as an entry of its own. [Call.Observe] allocates nothing.
//   - The entries of a call have the numbers 1, 2, 3 and so on, and stand in that order. A gap is what was dropped. In
//     each process that has the call they begin anew: Life and Seq together say which entry it is.
//   - No secret reaches a file: neither what callers key in secretly, nor headers, passwords in addresses, bodies
//     that carry secrets and their answers.
//   - A full disk stops no call. It is logged once, writing is tried again, and then goes on where it stopped.
//   - Lines are written whole, as far as the disk takes them. A damaged line, or the half one that a power cut
//     leaves, costs itself alone: readers pass over it and count it.
//   - Readers have nothing but the files: however slow they are, nobody waits for them.
//   - Everything has a bound: texts, answers, lines, the queue, the files and their number.
//
// Goroutines: one for a [Journal], which writes; Close waits for it. Calls may use their journal from any of theirs.
//
// Test with a folder of the test's own, in a testing/synctest bubble where time
// matters; [Options].Now makes entries of a call in virtual time.
package journal
