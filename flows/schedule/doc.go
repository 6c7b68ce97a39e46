// Package schedule reads opening hours out of YAML and decides whether they
// are open at an instant: manual override, then exceptions, holidays, weekly
// hours, and closed where nothing says open.
//
// It is pure: it has no clock, keeps no overrides, starts nothing and writes
// nothing. It knows no calls; steps and commands ask it.
//
// Laws:
//
//   - The clock on the wall of the schedule's zone decides. A window is open
//     whenever that clock shows a time within it: an hour that daylight saving
//     skips is never open, one that comes twice is open twice.
//   - A window belongs to the day it begins on, with its part after midnight.
//     But an exception or a holiday rules its whole date, from 00:00 to 24:00:
//     what comes over from the day before ends there.
//   - What is wrong closes. A schedule with an error among its findings never
//     opens, not by an override either; nor does a nil one.
//   - [Decision.Until] is the first instant at which Open differs, or zero
//     where there is none within a year.
//   - A read schedule never changes, so it may be asked by many at once.
//
// Zones come from the system's database; a program that must not depend on it
// carries time/tzdata.
//
// Tests parse a string with [source.Parse], hand [Read] a function instead of
// a disk, and ask [Schedule.Decide] for instants; no time passes.
package schedule
