// Package explain tells what would happen to a call: the number that takes it,
// the schedules at that time, and every way that the caller can go from there.
//
// It runs nothing: what a step would do is told in words, and only what the file
// and the call's beginning decide is decided. It is no simulation (see
// internal/simulate) and no proof (see the rules of check).
//
// Laws: a way that is told not to be taken cannot be taken by this call; a value
// counts as known only where no step can have changed it before; flows are told
// once, and then referred to, so that every explanation ends; its size is bounded.
//
// Test it with a text that source.Parse and flows.Compile have read, and schedules
// that say what the test wants.
package explain
