// Package dialling knows how several telephones are rung: in which order and for how long, what it means
// when none of them answers, and which keys do something while two people talk.
//
// It is pure. It reads no clock, starts no goroutine, does no input or output, and knows neither steps nor
// telephones: those who ring them tell it what time it is and what became of each.
//
// # Parts
//
//   - Plan: targets, a strategy, a seed and a history become phases of rings.
//   - Course: a plan under way; it says which telephone rings next, and when.
//   - StatusOf and Telling: Q.850 causes and SIP statuses become the words of a result.
//   - Keypad: runs of keys within a conversation.
//
// # Laws
//
//   - The same targets, rules and history give the same plan.
//   - A phase begins when the one before is over; within a phase nobody waits while nothing rings, but for a
//     first target's own delay.
//   - Every ring ends: its stop lies behind its start.
//   - Every cause and every SIP status has a status.
//   - A key belongs to at most one code.
//
// # Testing with it
//
// Every exported function is deterministic: a table of inputs and answers is enough.
package dialling
