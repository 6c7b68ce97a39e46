// Package natsstore keeps the values of flows in NATS: in a server inside of
// this process that writes to a folder, or in a cluster that others run and
// several instances share.
//
// The values are one bucket of NATS's key-value store; [Store.Bucket] are others,
// of package cluster, and [Store.Post] carries requests between instances. Buckets
// are readable by NATS's own tools. The package is not a client of all that NATS
// can do: nothing is watched, nobody is notified.
//
// # Laws
//
//   - The laws of package store, of cluster.Bucket, and of cluster.Post.
//   - A bucket that is there is used as it is; one that has to be made has three replicas where the cluster
//     has as many servers, if nobody wants another number. One that a single server of a cluster keeps is said once.
//   - What All has read once is not read again: it costs a request, and what has changed.
//   - What was acknowledged has been handed to the operating system, so it survives a killed process. In
//     the folder it is forced onto the disk a second later; Options.SyncAlways does so before it
//     acknowledges. In a cluster the cluster's own settings hold.
//   - A folder has one process at a time; a second one is told.
//   - A cluster that is away costs an error at once, and one that does not answer an error within
//     the context's deadline or a few seconds. It is tried again for ever. A request under way ends with its line.
//   - A cluster that comes back without what it had gets its buckets anew; who had written there finds that out.
//   - The server inside opens no port, catches no signal, and ends no process; it logs to Options.Logger.
//   - Close waits until the server has written everything and ended.
//
// Expiry is written beside the value and obeyed to the millisecond by the clock
// of the instance that reads; NATS, which counts seconds, throws the value away later.
//
// # How to test with it
//
// Open it on a temporary folder; that takes some hundredths of a second. It does
// not live in testing/synctest bubbles: take store.Memory there.
package natsstore
