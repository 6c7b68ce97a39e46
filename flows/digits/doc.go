// Package digits knows what a caller can dial: Asterisk's number patterns, the rules by which keys become
// an entry, and the type-ahead buffer.
//
// It is pure. It reads no clock, starts no goroutine, does no input or output, and keeps nothing between
// two questions except in a Buffer, which belongs to one call. Timers, prompts and attempts are the work of
// the step that asks; this package only says which timer an entry calls for.
//
// # Parts
//
//   - Pattern: one entry of a dialplan, literal ("200") or pattern ("_2XX"), with Asterisk's own meaning and
//     Asterisk's own order of preference (Compare).
//   - Table: who dialled what, looked up in that order.
//   - Rule and Matcher: what a collect or a menu accepts, and the Verdict for the keys pressed so far.
//   - Buffer: keys pressed before anybody asked.
//
// # Laws
//
//   - A verdict depends on the rule and the keys alone, never on how the keys arrived.
//   - Under PolicyAuto an entry is Complete exactly when it is legal and no longer legal entry is worth
//     waiting for, and NoMatch exactly when nothing legal begins with it.
//   - The empty entry is never legal.
//   - An entry holds no terminator, save the one case where a lone terminator is the value.
//   - Two patterns that Compare as equal match the same numbers.
//   - A refused key leaves the buffer as it was.
//
// # Testing with it
//
// Every exported function is deterministic, so a table of inputs and answers is enough; nothing has to be
// faked. The tests here compare the matcher with a brute search through all short entries.
package digits
