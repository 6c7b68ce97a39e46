// Package versions keeps what a daemon has had in use: each content of its
// ivr.yaml with all that it includes, in a folder of its own, and which of them
// is live.
//
// It compiles nothing and decides nothing: which version is taken is package
// app's to say, what a canary is, package canary's. Tables, calendars and prompts
// are no part of a version: it names them, and they are where they were.
//
// Laws:
//   - A version never changes. The same content of the same file is the same version; that it was used again is
//     written down beside it.
//   - Numbers go up and are given once.
//   - What is written is whole or not there: it is written under another name and renamed. What cannot be read is
//     passed over; what reads differently from what was written is refused.
//   - The folder is bounded. What is live, pinned or a canary is never thrown away.
//   - What is written on disk counts: a version whose folder was removed is no version any more, and a number that
//     nobody can have counted to is none.
//   - Reading needs no daemon: [List] looks at the folder alone.
//
// A [Store] may be used by many goroutines. A folder has one Store: it is locked as
// long as that is open, and another one is refused.
//
// Test it with a configuration in a temporary folder.
package versions
