// Package filestore keeps one bucket of package cluster in files of a folder, for a process that is alone: each change
// is appended to a log.
//
// It is what NATS inside of the process would do for the records of calls, without its goroutines: a list of changes is
// one write to a file, by the goroutine that asks for it. Nobody else can look into the bucket, nor be told of changes:
// instances that share their calls need NATS.
//
// # The files
//
// Segments N.segment, of which the highest is written. Each begins with a line that names the format and the revision
// up to which the bucket had come, and then has entries: a line, the key, the value, and a line feed.
//
//	ariapp-log 1 4711
//	put 4712 17 5 9ab3c4d2
//	i/main/17000.4711value
//	del 4713 17 0 1b2c3d4e
//	i/main/17000.4711
//
// The line has what was done, the revision, the lengths of key and value, and a checksum (CRC-32C) of all that and of
// both. When a segment is mostly of what is over, what is left goes to the next one, and the old one is removed as
// soon as that is on the disk. A later entry of a key counts.
//
// # Laws
//
//   - The laws of cluster.Bucket; but a deletion is remembered for an hour by the process that made it, and the next
//     one knows nothing of it: who could ask is gone with the process.
//   - What was acknowledged has been handed to the operating system, so it survives a killed process. It is forced onto
//     the disk within a second.
//   - A list of changes that cannot be written comes to nothing, and the next one is written where it would have been.
//   - What could not be forced onto the disk is told to who writes next, and is written to another segment: a system
//     may take for written what it has dropped. Until that one is on the disk all older ones stay. It is tried again
//     with growing pauses, whether somebody writes or nobody, and first with a file that is removed at once: a disk
//     that forces nothing is not filled.
//   - A segment that ends in the middle of an entry counts up to there, and the log is told. Nothing is written behind
//     damage: a process that comes upon it goes on in another segment, or cuts it off.
//   - A value that cannot be read any more is one that the store has lost. A segment that the system cannot read to its
//     end counts up to there; the log is told as of an error, and the file stays, as N.segment.unread, as soon as
//     what could be read of it is on the disk elsewhere.
//   - Of several entries of a key that of the latest revision counts, whatever segment it is in. Segments are removed
//     in their order, or a deletion would be gone before what it deletes. That they are gone is forced onto the disk.
//   - Open does not wait for the disk. While it has not forced something for seconds, changes come to nothing, with
//     ErrStuck, and what is there can be read. A disk that does not even take or give anything holds up who writes and
//     reads, whatever their context. Close and Force give it up after a while.
//   - A folder has one process at a time; a second one is told.
//   - Revisions grow over restarts.
//   - There is one goroutine, for a moment and once a second at most: it forces what was written onto the disk. Close
//     waits for it, unless the disk is stuck. Once an hour a timer forgets deletions.
//
// # How to test with it
//
// Open it on a temporary folder. It lives in bubbles of testing/synctest too.
package filestore
