// Package lookup finds rows by a key in what an administrator keeps: files of
// CSV or YAML, and SQL databases. It is the [flows.Tables] of the daemon.
//
// It writes nowhere, caches no answer of a database, and reads no ivr.yaml:
// which tables there are comes as [Options]. What is wrong with a file is a
// [Problem] with its line, for whoever reports findings; what is wrong with a
// database shows at each lookup, as it may be gone in a minute.
//
// # Laws
//
//   - A lookup sees one whole version of a file, never parts of two.
//   - A file that is gone, half written or wrong leaves the rows of its last good version; it is said in
//     the log once a reason, and again when it is good.
//   - A file is read anew only when it has not changed between two looks, so one that is being written
//     has time to become whole.
//   - A table that was never good is an error at each lookup, not an empty table.
//   - Databases are only read, with bounded connections and time. No text shows a password.
//   - Run is the only one that waits, on the caller's goroutine; lookups in files never do.
//
// # How to test with it
//
// Files live in testing/synctest bubbles, where the two seconds between two looks
// cost nothing. Databases are tested with SQLite, in a temporary folder.
package lookup
