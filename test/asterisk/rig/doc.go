// Package rig runs a real Asterisk for tests on a Debian machine, as root and
// without containers.
//
// [Rig.Up] makes a Debian root file system in a folder outside the repository
// (debootstrap, about a minute, once), writes our configuration into it and
// starts its Asterisk on loopback. [Rig.Down] ends it and removes every trace,
// or keeps the root file system for the next time. Both can be repeated, and
// both can follow a run that was killed half-way.
//
// It is not a way to run Asterisk in production: the ports are on loopback and
// everybody on this machine is a trusted caller.
//
// Laws:
//   - Nothing is deleted below a mount. /proc and /dev are mounted in a mount
//     namespace that only Asterisk has, so they vanish with it; what an
//     interrupted debootstrap left is unmounted, and mountinfo is read again
//     before the first file goes.
//   - A process is ended only if rig.json names its pid and its start time.
//   - A folder without our mark is never touched.
//   - Every wait has a limit, in limits.go.
//
// The configuration is [asteriskconf]'s, as users get it, plus what tests need
// (folder etc). Tests of the pure parts run anywhere; a test that needs the
// Asterisk itself has the build tag asterisk and calls [Require].
package rig
