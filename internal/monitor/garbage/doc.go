// Package garbage says how much garbage may gather before Go collects it: a small process need not save what nobody
// misses, a large one must.
//
// Go collects when the heap has grown by a share of itself. With a heap of some megabytes that is several times a
// second under load, each time at the price of a look at everything; with hundreds of thousands of objects that live
// long it is as much memory again. Here it is [RoomLeast], or half of what lives where that is more.
//
// It is no limit: GOMEMLIMIT is one, and is heeded as ever. Where GOGC is set somebody has decided, and nothing is
// done.
//
// Goroutines: none; [Keep] returns when its context ends.
//
// Test the share as a table; what a second of work does to it is the runtime's business.
package garbage
