// Package app is the daemon as a value: it connects to the Asterisks of an
// ivr.yaml, takes their calls and walks each through its flow. A Go program
// uses it to add step kinds ([Load]) and to take calls itself
// ([Options].Handlers).
//
// It reads no flags and no signals, and two of it may live in one process: [New]
// checks and wires, [App.Run] works until its context ends, [App.Stop] drains,
// [App.Reload] has further calls on a new version of the file, [App.Rollback] on
// an earlier one, [App.StartCanary] a share of them on one that is tried.
//
// Laws:
//   - One goroutine listens to an Asterisk; it only finds the call of an event and hands over.
//   - One goroutine owns a call, from its entry to its end; Run waits for all of them.
//   - A channel has at most one call. Whoever learns of it first, by event or by catch-up, makes it.
//   - After a lost connection what Asterisk has is compared with what we have: calls whose channel
//     is gone end, channels that nobody serves are adopted or sent on (orphans). The same is done
//     now and then while the socket works, for events that were lost on the way.
//   - A call that cannot be taken goes back to the dialplan at once.
//   - A call stays on the version of the file that it began with. A version is closed when its last call has ended;
//     all that may fail of a new one is done before it counts.
//   - What is written down of calls and versions never keeps a call from being served: a disk that fails is logged.
//   - A canary that does worse than the stable version is sent back by itself; its calls come to their end on it.
//   - A text that a telephone sends is no call: it walks its flow without a channel, and no call waits for it.
//     Texts are heard of by an application of their own, as the events of calls would else come twice.
//   - A panic in a flow, a handler or Observe costs one call at most.
//
// Goroutines: one listener, one catch-up and, while texts are taken, one listener for these an Asterisk, one a call,
// one a text, one a
// version of the file; with Options.Watch and Serve one that watches the file,
// one that measures the load, one an HTTP server; with Options.Record one that
// writes the journal, and two that keep the records.
//
// Test with test/fake-ari: give its DialContext to Options.
package app
