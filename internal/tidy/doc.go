// Package tidy holds the laws of the house as tests, so that no review argues
// about them: which package may import which, where goroutines begin, how long
// files, functions and lines are, what things are called, what has a doc.
//
// It is tests only and reads the repository's files as text and syntax; nothing
// is built or run, so it needs neither network nor tools, and sees files behind
// build tags too.
//
// Its tables (arrows_test.go, goroutines_test.go, limits_test.go) are changed
// with the code they speak of. They do not rot: a row for what does not exist
// any more fails as well.
package tidy
