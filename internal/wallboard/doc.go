// Package wallboard shows queues and agents in a terminal, as they are and as
// they change: [Lines] is one picture, [Watch] draws one after the other.
//
// It is no door to the daemon: whoever watches hands in a function that asks.
// It keeps nothing, and decides nothing.
//
// # Laws
//
//   - No line is wider than the terminal, and there are no more lines than it has. What does not fit is left out, the
//     least important first, and it is said how much.
//   - What somebody else has written (names, numbers) moves no cursor.
//   - Colours say nothing that the words do not say.
//   - While the daemon does not answer the last picture stays, and says so.
//   - Nothing is started; the terminal is left as it was.
//
// Test Lines with a board of one's own, and Watch with keys of one's own in a synctest bubble.
package wallboard
