// Package garbage says how much garbage may gather before Go collects it: a small process need not save what nobody
// misses, a large one must.
//
// Go collects when the heap has grown by a share of itself. With a heap of some megabytes that is several times a
// second under load, each time at the price of a look at everything; with hundreds of thousands of objects that live
// long it is as much memory again. Here it is [RoomLeast], or a quarter of what lives where that is more.
//
// Who makes no garbage does not collect either: what a rush of calls has left would lie there while they wait. So at
// rest, when hardly anything is made for ten seconds, everything is collected once and given back, if that is worth
// it, and a minute must pass before it is done again. The price is a look at everything that lives, beside the calls
// (with 225 MB that live, 1 to 3 seconds of a processor by Go's own reckoning on a machine that did other work), and
// that what comes next asks the system for its pages anew.
//
// It is no limit: GOMEMLIMIT is one, and is heeded as ever. Where GOGC is set somebody has decided, and nothing is
// done.
//
// Goroutines: none; [Keep] returns when its context ends.
//
// Test the share and the rest as tables; what a second of work does to them is the runtime's business.
package garbage
