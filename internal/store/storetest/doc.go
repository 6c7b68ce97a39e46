// Package storetest is what flows rely on of a store, as one suite: the same laws
// are proven on the store in memory and on that in NATS.
//
// It proves nothing about how long a store takes, or what becomes of it when its
// process dies; that is for the tests of each.
//
// # Laws
//
//   - A subtest uses keys of its own.
//   - It waits for what expires with a deadline, and sleeps only in between.
//
// # How to test with it
//
// Call [Run] with an open store, inside of a testing/synctest bubble if the store lives in one: there the
// waits cost nothing.
package storetest
