// Package sim runs up to seven instances of the daemon on a fake Asterisk or two,
// with callers who do what callers do, while things break by lot; and then looks
// whether what is promised was kept. Some callers are in menus, others talk, are
// in a conference, are parked or fetch who is. Others wait in queues, for agents
// who are rung and answer or not, and for one who waits on the line.
//
// A [Scenario] is made of a seed: how many instances there are, who calls when and
// does what, and which [Fault] happens when; every twentieth has hundreds of
// callers. [Run] lets it happen, and tells what was not right, with a timeline of
// what happened. Nothing of the daemon is faked but its surroundings: the store is
// internal/cluster/memstore, Asterisk is test/fake-ari, time is that of a
// testing/synctest bubble.
//
// It is no proof, and does not know what is right better than its checkers do:
//
//   - a call ends once: its channel ends, and at most one walk of it does;
//   - nothing is left in Asterisk or in the store when all calls are over;
//   - of two instances only one acts: when another has gone on with a call, the one
//     before sends nothing more about it;
//   - no effect happens twice: a request has one key however often it is made;
//   - nobody is left in silence while somebody could do something about it;
//   - every key counts once at most, and does count where nothing has gone wrong;
//   - who is in the same conference is in the same bridge;
//   - a call goes on from what an older program has written down of it;
//   - an instance's journal has all of its calls, whatever its disk did meanwhile;
//   - in queues nobody overtakes without a higher priority, no agent has two callers, no caller two agents, and a place
//     ends once; in the end no place is written down, and every agent can be reached.
//
// They look at what callers meet at the fake Asterisk, and at the facts that the
// instances tell: what stands in their journals, taken as it is told.
//
// # What is excused
//
// Each excuse is a condition in a checker, and docs/operating/cluster.md tells it to users:
//
//   - whoever is parted from the others, or was until 0.6 s ago, cannot know that they have gone on with its calls; of
//     whom the store takes nothing is parted, as others hear no more that it lives;
//   - of a caller who is being moved to another instance the one before goes on until Asterisk has moved them, and
//     50 ms longer; two that end a call within that time have ended it once;
//   - a call whose record nobody can read begins anew when its instance dies before it has written it anew, and so does
//     one of a newer program, in a format that none of those who live knows;
//   - an end of a place is told once more where who told of it died within 20 ms, was parted from the store, or had not
//     heard of the call for too long (the reason lost); a place of which nothing could be written down may have none,
//     when its call begins anew;
//   - whom an instance has rung that was parted from the others, whoever takes the call up from it does not know: the
//     caller may have a second agent, and the first one is in silence until they hang up;
//   - who waits in a queue may be overtaken while nobody who walks their call can tell of them, and for 6 s after that;
//   - a call of which nothing could be written down begins anew, and has other keys for
//     its requests; the instance that had it goes on until it is told, and both tell an end; one whose state could not
//     be written goes on from before, says again what it had said, and may count up a value of the store twice.
//
// # What a seed repeats
//
// The same seed gives the same scenario: the same callers with the same keys, the
// same faults at the same nanosecond, and of an Asterisk that is lost the same pauses before an instance tries again,
// as long as it was lost in the same nanosecond. What goroutines do that can run at the same
// instant is for the scheduler to choose, and ids that the daemon makes up are
// others each time. So a fault that hangs on the order within an instant may need
// the same seed several times: `go test ./test/sim -seed N -count 20`.
//
// What happens to clocks, disks and records is drawn by lots of its own, and so are those who wait in queues: beside
// that a seed is what it was before. Every second one has the one, the others have the other. `-together` has both in
// each: of these about one of a hundred runs goes wrong still, where an instance whose writes are refused walks callers
// of a queue.
//
// # How to use it
//
// `go test ./test/sim` runs a few seeds, `-seeds 200` runs 200, `-first 1000` begins
// elsewhere, and `-seed N` runs one and prints its timeline. `-instances` and
// `-callers` have other numbers of them than the seed says.
package sim
