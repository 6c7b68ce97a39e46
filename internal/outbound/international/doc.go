// Package international reads telephone numbers as they are dialled from
// anywhere, with +, so that one can be told from another however it is written:
// a number that is to be called back has one place in a queue.
//
// It only compares: it decides nothing, and what it reads need not be one that
// can be dialled.
//
// Laws:
//   - What is dialled within a country and from abroad is one with what has +.
//   - What cannot be read so stays as it is.
//
// Test it with numbers.
package international
