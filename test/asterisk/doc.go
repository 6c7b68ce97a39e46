// Package asterisk makes whole calls, by SIPp, into a real Asterisk and from
// there into `ariapp serve`.
//
// Its tests have the build tag asterisk and need root on a Debian machine:
//
//	go test -tags asterisk -parallel 16 ./test/asterisk/...
//
// The rig is brought up if it is not (package rig, a minute the first time) and
// left up; `go run ./test/asterisk/rigctl down` takes it away. A machine where
// that cannot be done fails these tests; they are never skipped.
//
// There are these kinds, from the ground up:
//
//   - driver: the SIP driver (package sip) on the dialplan alone
//   - contract: the suite of test/contract, which the fake passes as well
//   - description: the client against what the running Asterisk serves
//   - calls: the binary on testdata/ivr.yaml, with SIPp as the callers
//   - hearing, line (say, signals), own_prompts, http, hours, admission, overload,
//     reload, try_prompts: a real line's needs, each on a file of its own. What callers
//     hear is compared with sounds of Asterisk's and, by way of house, with
//     prompts and texts of one's own
//   - rollback, canary, journal: versions under calls, and what is written down
//     of calls, read as docs/journal.md has it
//   - dial, dial_talk, dial_ends, transfer, meeting, recorded, voicemail: several
//     talk, and are heard; party has what these share
//   - dialplan, message: what Asterisk's own applications do for a flow, and texts
//   - originate, call_file, by_hand: calls that programs and persons ask for;
//     command has what commands share
//   - queue, queue_standby, queue_agents, queue_transfer, queue_supervise: callers
//     who wait, and agents: on the line, at devices of their own, who send callers
//     on, or are listened to; queue_heard is what is heard in queues, by either
//   - queue_reach, two_asterisks: agents at another Asterisk, and one of two that dies
//   - shipped: the binary on the ivr.yaml that users get; a watcher compares the
//     story of each call, as Asterisk tells it, with what the file promises
//   - faults, cut_steps: daemon, connection or Asterisk are killed, stopped or cut in the
//     middle of such calls
//   - resume, resume_talk, resume_work, resume_many: calls that go on in the next
//     daemon, whatever they were at when theirs was killed; resume has what these share
//   - cluster: three daemons that share calls by NATS, of which one is killed,
//     stopped, or cut off from Asterisk or from NATS; in steps one is killed under
//     a call in each kind of step that takes time, in partition (by island) one is in
//     a network of its own, whose packets are lost; in transfers one is killed under
//     who is handed over, looks something up or sends a text; in queue under callers and
//     agents of queues; in move one that was alone becomes one of two
//   - full_disk: a daemon's disk, that of one of several, or that of NATS, is full
//     under calls
//   - chaos, with the build tag chaos too: many of their calls, and deaths, for
//     two minutes, and NATS away for longer than one waits in a suite
//
// After each but the first three nothing may be left: no channel and no bridge in
// Asterisk, no call in the daemon, and each call ended once. The faults restart
// the rig's Asterisk.
//
// No other daemon may serve the application ivr on the rig's Asterisk meanwhile.
// Ways of a flow end in the dialplan's context onward, which writes the way down
// in a global variable: what is checked is what Asterisk saw.
package asterisk
