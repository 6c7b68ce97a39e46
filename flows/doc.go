// Package flows is the language of ivr.yaml: it compiles the file's `numbers`,
// `vars`, `config` and `flows` into a [Program] and walks a call through it.
//
// It is not a telephone. What a step needs of one it asks through [Port], and
// anything may stand behind that: a channel of Asterisk, a terminal, a test in
// virtual time. A walk reads no clock but the port's, draws no random number and
// starts no goroutine, so the same program, port and keys give the same walk every
// time; only the budget of on_hangup is a timer's.
//
// Laws:
//   - Every fault of the file is a [source.Finding] of [Compile], all in one pass.
//   - A [Walker] is one goroutine's: whoever calls [Walker.Run].
//   - A step waits only in [Run.Next] and [Run.Answer]; every wait ends, at the latest, with the call's time.
//   - Before each step, and wherever a step calls [Run.Save], the walker hands out a
//     [Checkpoint]; a new walker made from it goes on there, as if nothing had been.
//   - Hangup is not an error: it is the cause of the context's end ([ErrHangup]).
//   - Everything has a limit ([Limits], limits.go).
//
// The step kinds live in flows/steps; a Go program adds its own with a [Spec].
// Test with flows/flowtest, which plays the caller.
package flows
