// Package rooms is what the calls of one process know of each other where they
// meet: who is in which conference, who is parked in which slot, who talks with
// whom fetched them. It is the [flows.Rooms] of the steps conference, park,
// retrieve, hold and bridge.
//
// It is no telephone: it makes no bridge and plays nothing. It tells a call what
// is to be done, and the call's own goroutine does it. It knows the calls of
// this process only; a second process has rooms of its own.
//
// Laws:
//   - No method blocks: one lock, held for a look at maps, and nobody is told anything while it is held.
//   - A call has one piece of news waiting at most: what is new it finds by looking, so none is lost.
//   - The members of a room and the seats given are one; who has left is told of nothing more.
//   - Of two who pick up the same call one succeeds. Of two who park in the same slot one succeeds.
//   - No two bridges have the same name, also not those of two processes: see [Rooms.Stale].
//   - Who comes back from a process that has ended has the place that they had, in whatever order they come; until all
//     are back nobody is taken for gone, and who is new waits. See [Rooms.Await], [Rooms.Came] and [Rooms.Hold].
//   - When the last one has left, nothing of a room or a slot is kept.
//
// It has no goroutine and no clock: calls bring their time. Test it by calling it.
package rooms
