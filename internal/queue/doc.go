// Package queue decides who waits for whom: callers in queues, agents, and the
// offers of one to the other. Events go in, decisions come out. It does no
// input or output, reads no clock and draws no lots but from its seed, so that the
// same events lead to the same decisions, in a test, in a simulation and at a real line.
//
// An [Engine] belongs to one goroutine, or is guarded by who uses it.
//
// Its laws, each a property test:
//   - nobody overtakes without a higher priority: for each agent all entries whom that agent may serve have one order,
//     by the weight of their queues, their priority, their time of joining and their id;
//   - an agent has one offer at most, a conversation counted;
//   - no free agent who may take a waiting caller stays free;
//   - ring_all rings all of its level, each once in a round;
//   - one at a time calls the number of a call-back, whatever becomes of the agents for whom it is called;
//   - every entry ends once; who repeats that an entry is there is told its end again;
//   - an engine that is restored from records, and to which all calls have come back, decides as the one before.
//
// Two kinds of agents are held without being rung: of an entry whose call is out of sight, as nobody may overtake it,
// and of one for which an order is awaited from outside. Both are bounded in time.
//
// An agent on a line is for callers of that Asterisk alone: they could not be joined with others.
//
// What it costs: entries that may have the same agents stand in one line, agents whom the same entries may have form a
// profile; skills by which no rule and no wish has asked so far make no difference. An event looks at the heads of the
// lines that an agent takes, or at the best of each profile with somebody free; it never walks over all who wait, nor
// over all agents: what it looks at grows with the logarithm of both, which a test holds ([Engine.Effort]). What does
// walk over a queue: new rules that change it, midnight, an empty queue, the first wish for a skill, and ring_all over
// those whom it rings. An agent who comes to a line has the kinds of entries of their queues be looked at.
//
// Test it by applying events at times of one's own; [Engine.Due] is when time alone changes something.
package queue
