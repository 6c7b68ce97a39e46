// Package flows is the language of ivr.yaml: it compiles the file's `numbers`,
// `vars`, `config` and `flows` into a [Program] and walks a call through it.
//
// It is not a telephone. What a step needs of one it asks through [Port], and
// anything may stand behind that: a channel of Asterisk, a terminal, a test in
// virtual time. Nothing here reads a clock, draws a random number or starts a
// goroutine, so the same program, port and keys give the same walk every time.
//
// Laws:
//   - Every fault of the file is a [source.Finding] of [Compile], all in one pass.
//   - A [Walker] is one goroutine's: whoever calls [Walker.Run].
//   - A step waits only in [Run.Next]; every wait has a deadline or ends with the call.
//   - Before each step, and wherever a step calls [Run.Save], the walker hands out a
//     [Checkpoint]; a new walker made from it goes on there.
//   - Hangup is not an error: it is the cause of the context's end ([ErrHangup]).
//   - Everything has a limit ([Limits], limits.go).
//
// The step kinds live in flows/steps; a Go program adds its own with a [Spec].
// Test with flows/flowtest, which plays the caller.
package flows
