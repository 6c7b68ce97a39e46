// Package coverage tells what of a program calls have been to: its steps, the
// choices of its menus, its handlers, and the branches of its other steps.
//
// What there is comes from the program, before any call; what was taken comes
// from the facts of walks. So it measures tests, and would measure real calls
// by the same measure. It runs nothing and prints nothing.
//
// Laws:
//   - A thing is counted once, where it stands in the file: a handler of the
//     whole file, which many steps inherit, is one handler.
//   - A share is 100 only when nothing is left.
//   - A step that was passed over, because its `when` did not hold, was not
//     taken; that it was passed over is a branch.
//
// Test with a program compiled from text and the facts of walks on
// flows/flowtest.
package coverage
