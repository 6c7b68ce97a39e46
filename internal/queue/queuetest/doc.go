// Package queuetest is a call centre at its busiest, for tests and measurements of
// [queue.Engine]: all agents talk, many callers wait, and each conversation that ends
// brings the next caller an agent and somebody new to the queue.
//
// It is not a plan of staffing (internal/staffing): nobody asks how long callers wait here, but what an event costs.
//
// Law: the same size makes the same events.
//
// Test with it by making a [Floor] of a size and letting [Floor.Turn] happen.
package queuetest
