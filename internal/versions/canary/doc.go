// Package canary says which callers get a canary, a version on trial, and when it
// does worse than the stable one. It is arithmetic: it knows no calls, no clock
// and no file. Who counts, and what is done about the verdict, is package app.
//
// Laws:
//   - The same caller is always on the same side of one canary; another canary deals anew. A larger share keeps
//     those who were in the smaller one.
//   - A verdict is by numbers alone, and says them.
//
// Test it with tables of numbers.
package canary
