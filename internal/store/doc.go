// Package store keeps values of flows beyond a call: it says what a key, a value
// and a time to live may be, counts by compare-and-set, and has a store in
// memory. Which values there are is the business of flows; how they come to a
// disk or a cluster is that of package natsstore.
//
// It starts no goroutine and opens nothing.
//
// # Laws
//
//   - Revisions grow with every change of any key, and are never given twice, so that a value that was
//     deleted and written again is not mistaken for the old one.
//   - What has expired is as what never was: Get finds nothing, Swap with revision 0 succeeds.
//   - A refused change changes nothing.
//   - Of changes made at once by Swap, or by Add, none is lost.
//
// # How to test with it
//
// [Memory] reads the clock by package time and waits for nothing, so it lives in
// testing/synctest bubbles. Package storetest proves the laws on any [flows.Store].
package store
