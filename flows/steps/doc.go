// Package steps holds the step kinds of ivr.yaml, one file each, and the table
// of them ([All]). A kind's file carries its whole specification: fields,
// defaults, results, documentation, example and what it does.
//
// What menu and collect have in common, asking the caller for keys, is in
// asking.go (what is asked), ask.go (attempts, counters, handlers), attempt.go
// (one entry with its timeouts) and confirm.go.
//
// Steps keep nothing of a call; what must outlive an interruption they give to
// flows.Run.Save. They never look at a clock but flows.Run.Now.
//
// Test with flows/flowtest: every rule of digit collection has a row in the tests here.
package steps
