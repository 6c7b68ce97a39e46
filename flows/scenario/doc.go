// Package scenario tells calls before they happen: a test file says what is
// given, what a caller does and hears in order, and what must hold at the end;
// [Run] walks the call in virtual time and says what was otherwise.
//
// It is no second engine: the walker, the steps, the logic of keys and the
// spelling of prompts are those that serve callers. Only the telephone
// (flows/flowtest) and the world behind it are played, so that an hour of
// waiting costs nothing. It reads no files and prints nothing: who runs tests
// hands in documents and takes results.
//
// Laws:
//   - Whatever is wrong with a test file is a [source.Finding] of [Read] or
//     [File.Check]; whatever a call did otherwise is a [Failure] of its [Result].
//   - One case is one goroutine and shares nothing: cases run in parallel, and the
//     same program, case and seed give the same result, byte for byte.
//   - No request leaves the process, nothing is stored: HTTP is stubs, the store
//     is the case's own. Tables and schedules are asked where the case does not say.
//   - What [Format] writes, [Read] reads as equal cases.
//
// Test with a program compiled from text, and a file parsed from text.
package scenario
