package rooms

import "github.com/ariapp/ariapp/flows"

// returns are the calls that were under way in a process that is no more. Each
// is awaited until it is where it was, or it is known that it does not come
// there. The lock of [Rooms] guards them.
type returns struct {
	// awaited are calls of which nothing is known yet, door those that stand at the door of a room or a slot again.
	// The awaited are kept by their Asterisks.
	awaited map[string]map[string]bool
	door    map[place]bool
	// told are those at the door, new ones too, who are told when all are there.
	told map[place]func(any)
	// held tells that this process ends: all stay where they are, for the next one. So it is for one Asterisk whose rooms
	// another instance has from now on.
	held   bool
	heldAt map[string]bool
}

func newReturns() returns {
	return returns{awaited: map[string]map[string]bool{}, door: map[place]bool{}, told: map[place]func(any){},
		heldAt: map[string]bool{}}
}

// settled tells that nobody is awaited on an Asterisk.
func (w *returns) settled(asterisk string) bool {
	return !w.holds(asterisk) && len(w.awaited[asterisk]) == 0
}

// holds tells that whoever leaves goes on elsewhere.
func (w *returns) holds(asterisk string) bool { return w.held || w.heldAt[asterisk] }

// absent tells whether a call may yet come back to where it was.
func (w *returns) absent(asterisk, call string) bool {
	return w.awaited[asterisk][call] || w.door[place{asterisk: asterisk, name: call}]
}

// Await tells that a call of a process before this one may come back.
func (r *Rooms) Await(asterisk, call string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.returns.awaited[asterisk] == nil {
		r.returns.awaited[asterisk] = map[string]bool{}
	}
	r.returns.awaited[asterisk][call] = true
}

// Came tells that a call that was awaited is nowhere here, or not any more.
func (r *Rooms) Came(asterisk, call string) {
	r.locked(func(tell func(*listener)) { r.came(asterisk, call, tell) })
}

// Hold has everybody stay where they are: this process ends, and another one
// goes on with its calls. Who leaves now leaves for that, and nobody is told.
func (r *Rooms) Hold() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.returns.held = true
}

// HoldAt is Hold for the rooms of one Asterisk, until Release: another instance has them from now on.
func (r *Rooms) HoldAt(asterisk string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.returns.heldAt[asterisk] = true
}

// Release has the rooms of an Asterisk be as any again, when those have left who go on elsewhere.
func (r *Rooms) Release(asterisk string) {
	r.locked(func(tell func(*listener)) {
		delete(r.returns.heldAt, asterisk)
		r.reconcile(asterisk, tell)
	})
}

// HomeIs has home asked before a call comes to meet others: it sends the call to the instance where they are, with an
// error that ends its walk here. It must be said before the first call comes.
func (r *Rooms) HomeIs(home func(asterisk, call string) error) { r.home = home }

// Home is nil for a call that meets others here; see [flows.Homed].
func (h *House) Home(asterisk, call string) error {
	if h.rooms.home == nil {
		return nil
	}
	return h.rooms.home(asterisk, call)
}

var _ flows.Homed = (*House)(nil)

// Settled tells whether all calls of an Asterisk are back that come back.
func (r *Rooms) Settled(asterisk string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.returns.settled(asterisk)
}

// Settled tells whether a call may go in; see [flows.Rebuilt].
func (h *House) Settled(asterisk, call string, notify func(any)) (settled bool) {
	r, at := h.rooms, place{asterisk: asterisk, name: call}
	r.locked(func(tell func(*listener)) {
		if r.returns.awaited[asterisk][call] {
			r.returns.door[at] = true
			r.arrived(at, tell)
		}
		if settled = r.returns.settled(asterisk); !settled {
			r.returns.told[at] = notify
		}
	})
	return settled
}

// Elsewhere tells that a call does not come back though its step goes on; see [flows.Rebuilt].
func (h *House) Elsewhere(asterisk, call string) { h.rooms.Came(asterisk, call) }

// came forgets that a call may come back.
func (r *Rooms) came(asterisk, call string, tell func(*listener)) {
	at := place{asterisk: asterisk, name: call}
	delete(r.returns.told, at)
	if stood := r.returns.door[at]; stood {
		delete(r.returns.door, at)
		r.reconcile(asterisk, tell)
	}
	r.arrived(at, tell)
}

// arrived counts a call as one of which it is known where it is. With the last one the rooms are complete.
func (r *Rooms) arrived(at place, tell func(*listener)) {
	if !r.returns.awaited[at.asterisk][at.name] {
		return
	}
	delete(r.returns.awaited[at.asterisk], at.name)
	r.reconcile(at.asterisk, tell)
}

// reconcile deals with those who have not come back, when all have who do.
func (r *Rooms) reconcile(asterisk string, tell func(*listener)) {
	if !r.returns.settled(asterisk) {
		return
	}
	for at, notify := range r.returns.told {
		if at.asterisk == asterisk {
			delete(r.returns.told, at)
			tell(&listener{notify: notify})
		}
	}
	for at, m := range r.rooms {
		if at.asterisk == asterisk {
			m.complete(tell)
		}
	}
	for at, m := range r.waiting {
		if at.asterisk == asterisk {
			m.complete(tell)
		}
	}
}

// complete has a room be as it is without those who have not come back.
func (m *room) complete(tell func(*listener)) {
	if m.lostModerator && !m.moderated() {
		m.ended(tell)
	}
	m.lostModerator = false
	for _, s := range m.seats {
		tell(s.listener)
	}
}

// complete ends a meeting of which one does not come back.
func (m *meeting) complete(tell func(*listener)) {
	for which, s := range m.sides {
		if s == nil || !s.absent || s.left || m.rooms.returns.absent(m.at.asterisk, s.call) {
			continue
		}
		s.leave(which, tell)
	}
}
