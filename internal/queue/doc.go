// Package queue decides who waits for whom: callers in queues, agents, and the
// offers of one to the other. Events go in, decisions come out. It does no
// input or output, reads no clock and draws no lots of its own, so that the same
// events lead to the same decisions, in a test, in a simulation and at a real line.
//
// An [Engine] belongs to one goroutine, or is guarded by who uses it.
//
// Its laws, each a property test:
//   - nobody overtakes without a higher priority;
//   - an agent has one offer at most;
//   - no free agent who may take a waiting caller stays free;
//   - ring_all rings all;
//   - every entry ends once.
package queue
