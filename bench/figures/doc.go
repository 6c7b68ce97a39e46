// Package figures holds what was measured, and writes it down: figures with their rounds, as JSON that the programs of
// bench hand on, and as the Markdown of RESULTS.md. It also reads what `go test -bench` prints.
//
// It measures nothing, and says nothing of what a figure means.
//
// Laws, tested by tables:
//   - A figure is the median of its rounds; the least and the greatest are told beside it.
//   - A ratio is of two figures of one set, so of one run.
//   - What was measured beside other work is marked so wherever it is written.
package figures
