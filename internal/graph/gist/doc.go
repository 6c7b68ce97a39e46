// Package gist says in few words what a step of a flow is about: the prompt that
// it plays, the schedule that it asks, the number that it dials.
//
// It reads what stands in the file, not what a call makes of it, and shows
// nothing that may be a secret. It draws nothing and decides nothing.
//
// Laws: the words of a step are one line; a value under a name that promises a
// secret is stars; a kind that it has never heard of has words too.
//
// Test it with a text that source.Parse and flows.Compile have read.
package gist
