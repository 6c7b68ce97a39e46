// Package lag watches how late the daemon is: how much later than asked for a
// timer fires, and how long goroutines wait for a processor. A daemon that is
// late cuts prompts late and takes keys for timeouts, so it should take no
// further calls before its callers notice.
//
// It refuses nothing itself and knows no calls: who takes them asks
// [Watcher.Overloaded].
//
// Laws:
//   - One late measurement is no overload, one good one no recovery: both need several in a row, and between the
//     two thresholds nothing changes.
//   - Nobody who asks waits: Lag, Overloaded and Alive read what was measured last.
//   - It starts nothing; Run belongs to the caller's goroutine and ends with ctx.
//
// Test with Options.Now and Options.Queue in a synctest bubble: there timers are
// exact, and lateness is what Now says.
package lag
