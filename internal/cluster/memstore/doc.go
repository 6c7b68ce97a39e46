// Package memstore keeps the buckets of package cluster in memory: for tests,
// in bubbles of testing/synctest too, where several processes are played.
//
// It can be told to be away, to be slow, and to lose the answers of what it has
// done. It is not for daemons: it forgets everything with the process.
//
// # Laws
//
//   - The laws of cluster.Bucket, held by package clustertest.
//   - What is told to fail fails until it is told otherwise.
package memstore
