// Package records keeps a row of every call and of every leg that it dialled, with
// the columns that users of call detail records look for, and what happened in
// calls as events, in a database: SQLite in the data folder, or PostgreSQL.
//
// It is no journal: it keeps no prompts, no answers of services and no texts of
// logs, and no call can be replayed from it. It bills nobody; it has the times.
//
// Laws:
//   - A call never waits for its record. What does not fit into the queue is dropped and counted; events go first.
//   - What has reached the spool, a folder of files, is not lost while the database is away: it is filled in when
//     the database is back, also by the next start.
//   - What is written twice is there once: rows have keys and revisions, and an older one never replaces a newer one.
//   - A call has one ending. One that the daemon did not live to see, and with which nobody goes on, is ended by the
//     next start, as lost, at the time of the last thing that is known of it.
//   - A call that goes on in another process keeps its rows. They are those of the process that took it up last: what
//     an earlier one writes changes neither them nor their end, in whichever order the database hears of it.
//   - A row that a database refuses for what is in it costs itself alone. Memory and the spool have bounds.
//   - SQLite and PostgreSQL have the same rows. No text shows the password of a database.
//   - A cell of CSV is text to a spreadsheet, whatever a caller was called.
//
// Goroutines: two for a [Records], one that writes the spool and one that fills
// the database; Close waits for both. Calls may use their [Recorder] from any of theirs.
//
// Test the spool in a testing/synctest bubble with a store of the test's own. The
// databases are tested by one suite, that of PostgreSQL under the build tag postgres:
// it needs ARIAPP_POSTGRES_DSN, which `.ci/postgres` gives it.
package records
