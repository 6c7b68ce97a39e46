// Package lockfile has one process alone write into a folder: who comes second is
// told who was first.
//
// It is no lock between goroutines, and guards nothing by itself: whoever writes
// takes the lock before. Who only reads needs none.
//
// Laws:
//   - A folder is held by one [Lock] at a time, in this process or another one.
//   - It is free again when its holder releases it or dies, however that happens. The file stays.
//   - Where nobody may write, nothing is locked: there is nothing to spoil. Nor is there where the system has no
//     such locks.
//
// Test it with two locks in one process: they exclude each other like those of two.
package lockfile
