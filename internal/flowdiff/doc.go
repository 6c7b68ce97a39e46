// Package flowdiff compares two versions of an ivr.yaml: which flows, steps,
// numbers and settings were added, removed or changed, in words.
//
// It compares what the files say, not how they say it: a comment, the order of
// keys, a step's short form and a default that is written out are no change. A
// step that is put in moves those behind it, and changes none of them.
//
// Laws: a file compared with itself has no change; what is added one way round is
// removed the other way round; every change has the place of each side that has
// one; a value that may be a secret is told to have changed, and not shown.
//
// Test it with two texts that source.Parse and flows.Compile have read.
package flowdiff
