// Package staffing plays a call centre in virtual time: callers come at random,
// have so much patience, wait in queues and talk with agents, and what comes of
// it is told in figures. Who gets whom is decided by package queue, the same code
// that decides it for real calls.
//
// It knows no telephone, no Asterisk and no ivr.yaml; a plan is a file of its own.
// It says how strategies and numbers of agents compare, not what tomorrow brings.
//
// Laws:
//   - The same plan and seed give the same figures, on every machine.
//   - Every caller who came is counted once: answered, gone, refused, or waiting still at the end.
//   - Where Erlang's formula C applies the figures agree with it; where it does not, the reason is told.
//
// Test it by a text read with [Read] and played with [Plan.Play].
package staffing
