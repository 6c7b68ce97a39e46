// Package queuelog writes what happens in queues into a file in the format of
// Asterisk's queue_log, for programs that make reports of such files.
//
// It is not the journal, which has more and is for replay, and no record of
// calls. It decides nothing: it hears facts of package queue.
//
// # Laws
//
//   - Whoever tells it something never waits: what does not fit is counted, and not written.
//   - A line is a line: names that hold pipes or line breaks are made harmless.
//   - The file may be renamed away at any time; what is told from then on is in a new one.
//   - Close writes what was told before.
//
// Test it with facts of one's own; the golden file in testdata has a line of each kind.
package queuelog
