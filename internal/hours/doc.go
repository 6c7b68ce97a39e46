// Package hours answers the flows' questions for opening hours: the schedules
// of ivr.yaml, and what people have set by hand over them.
//
// It implements flows.Schedules. What is set by hand is kept in a flows.Store,
// so that it survives a restart and holds for all instances; when the store is
// away the last that is known of it holds, and the error says so. The rules
// themselves are in flows/schedule.
//
// Test it with a store in memory; time comes from the caller.
package hours
