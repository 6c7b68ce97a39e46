// Package voicemail keeps voice messages, greetings and PINs: an index in a
// database, the sounds as files in a folder, and those who are told of a new
// message, by the lamp of a telephone and by mail.
//
// It is no flow: what callers hear and press is in flows/steps. It speaks to no
// Asterisk; what it needs of one is the port [Asterisks]. Letters are written and
// sent by internal/voicemail/mail.
//
// Laws:
//   - A place is kept for a message before it is recorded. What was recorded is delivered, whether the caller hangs
//     up, the process dies, or Asterisk is away for a while: the sound is fetched when it is there.
//   - A mailbox never has more messages than it may, however many calls come at once; a message that has its place is
//     never refused.
//   - A message is moved and deleted by its name, never by its number in a list: two who are in one mailbox do not
//     hit each other's messages. What was deleted can be brought back for a while.
//   - Wrong PINs are counted before they are compared, for the mailbox, over all calls and processes.
//   - A letter stays until the server has taken it, and is tried again for days; its sound goes with it.
//   - Numbers of mailboxes are digits, so that no path leaves the folder. No PIN is written down, only its hash.
//
// A [Post] is there once a process and has one goroutine, in Run; an [Office] is
// what one version of ivr.yaml makes of it.
//
// Test with [NewMemory]; the SQL index is tested by the same suite, in
// PostgreSQL under the build tag postgres. Time is that of Options.Now.
package voicemail
