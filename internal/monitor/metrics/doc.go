// Package metrics counts what the daemon does, for Prometheus: calls, steps,
// prompts, connections, reloads, requests.
//
// It decides nothing, logs nothing and keeps no history. It serves nothing
// either: [Metrics.Handler] is for package monitor, which has the server.
//
// Laws:
//   - Labels come from ivr.yaml and from the program, never from callers: neither numbers nor keys, nor what a
//     flow returns, which may be made of them.
//   - Every label has a bound; what comes after it is counted as "other". No value of a label, however broken,
//     makes it panic.
//   - [Metrics.Fact] is called from the goroutine of a call and takes about a microsecond at most; a benchmark
//     measures it.
//   - Two of it may live in one process: each has a registry of its own.
//   - What is counted stands in docs/operating/README.md; a test compares.
//
// Its methods may be called from many goroutines.
//
// Test with New and ask Handler for the text, or tell it the facts of a
// flowtest walk.
package metrics
