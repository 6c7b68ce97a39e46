// Package acd runs the queues: it has the engine of package queue, gives it
// time, writes down what it knows, and tells calls what becomes of them.
//
// A [Hall] is flows.Queues for one process. Where it is alone it decides for
// itself. Among several instances one decides for all, the owner, and the halls
// of the others ask it ([Peers]); steps do not notice. It knows neither
// Asterisk nor ivr.yaml: rules come as [Rules], device states as [Hall.Device],
// and what is to be called or asked goes out by functions of [Options].
//
// # Laws
//
//   - No caller's method waits: for the store, for another instance, or for anybody. [Hall.Agent] may.
//   - What one instance tells another is told again until it is heard, and telling it twice is telling it once.
//   - A place outlives its process and its owner. What the store has lost of it, the call tells anew.
//   - A place whose call is out of sight is kept for a while, and nobody overtakes it meanwhile.
//   - Each reign has a number, which is written with all it writes; who finds a higher one in the store reigns no more.
//   - Who is not certain to be the owner begins no offers; those under way go on.
//   - Records are written off the calls' path, by compare-and-set; a store that is away stops no call.
//   - What is ordered of agents who are made, and of members, is written down before it is answered.
//   - Nobody is rung where neither the file nor its rules send a call, whatever was allowed once.
//   - A reign ends when all that it knows is written down, and nothing happens between the two; only then the next one
//     begins, unless who reigned is dead, cut off, or at it for longer than a lease.
//   - A reign begins with asking all instances what they have, before the first offer.
//   - Clocks of instances need to agree only as far as callers are to be served in the order in which they came.
//   - Facts are told in their order, with the lock held: who hears them neither waits nor asks the hall. The log is
//     told without it.
//   - Goroutines are those of [Hall.Run], which waits for them.
//
// # How to test with it
//
// [Hall.Apart] is a hall in virtual time, without goroutines. Several instances are played in a bubble of
// testing/synctest with the buckets and the post of package memstore.
package acd
