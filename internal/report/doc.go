// Package report counts what a journal tells: how calls ended, what became of
// callers in every step, which prompts they interrupted, which ways they went.
//
// It reads no files, for that is package journal, and it judges nothing: whether
// a rate is bad, its reader knows.
//
// Laws:
//   - The same journal gives the same report, byte for byte: every table has an order.
//   - Every entry of a step has one exit: into another step, or with the call.
//   - A call whose beginning is missing is counted apart, and nowhere else.
//   - What is held is bounded by the flows, not by the number of calls: steps and exits are those of the file, medians
//     are those of a sample, and rare paths and prompts beyond a bound are put together as "other".
//
// Test with calls that flowtest phones have made into a journal, or with
// entries made by hand.
package report
