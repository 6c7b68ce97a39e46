// Package endpoint reads what is dialled, such as PJSIP/0123@trunk: which
// technology, which trunk, which number, and rules of whom one may call.
//
// It is pure: it knows no file, no store and no Asterisk, and decides nothing.
//
// Laws:
//   - What is read is one target: nothing that a dial string would take for several, for options or for a command.
//   - A pattern stands for a number alone. It never matches beyond the next / or @, so no key that a caller pressed
//     leads to another trunk.
//   - A number is the same however it is written: dashes, dots, + or 00.
//
// Test it with texts; there is a fuzz target.
package endpoint
