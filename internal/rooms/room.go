package rooms

import (
	"slices"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// room is a conference with somebody in it. The lock of [Rooms] guards it.
type room struct {
	at     place
	bridge string
	keep   bool
	// ready tells that the bridge is there.
	ready, locked bool
	recording     string
	since         time.Time
	// changes counts them, for those who write down what they know of the room.
	changes int
	// lostModerator tells that a moderator was there in another process, who may have gone since.
	lostModerator bool
	// seats are all who have one, in the order in which they came to the door.
	seats []*seat
	last  int
	news  []flows.RoomNews
}

// members are those who have gone in, in the order in which they did.
func (m *room) members() []*seat {
	members := make([]*seat, 0, len(m.seats))
	for _, s := range m.seats {
		if s.inside > 0 && s.over == "" {
			members = append(members, s)
		}
	}
	slices.SortFunc(members, func(a, b *seat) int { return a.inside - b.inside })
	return members
}

// moderated tells that a moderator is in the room.
func (m *room) moderated() bool {
	return slices.ContainsFunc(m.members(), func(s *seat) bool { return s.entry.Moderator })
}

// begun tells that a member need not wait for a moderator.
func (m *room) begun(s *seat) bool {
	return !s.entry.Waits || s.entry.Moderator || m.lostModerator || m.moderated()
}

// crier is the member who plays to all: the first of those who do not wait.
func (m *room) crier() *seat {
	for _, s := range m.members() {
		if m.begun(s) {
			return s
		}
	}
	return nil
}

// maker is the member who makes the bridge.
func (m *room) maker() *seat {
	if members := m.members(); len(members) > 0 {
		return members[0]
	}
	return nil
}

// number is the next one that no seat has; one that has just been left is given last.
func (m *room) number(most int) int {
	for range most + 1 {
		if m.last++; m.last > most {
			m.last = 1
		}
		if !slices.ContainsFunc(m.seats, func(s *seat) bool { return s.number == m.last }) {
			break
		}
	}
	return m.last
}

// announce keeps what shall be played to all.
func (m *room) announce(news flows.RoomNews) {
	if m.news = append(m.news, news); len(m.news) > newsMax {
		m.news = m.news[1:]
	}
}

// Enter takes a seat.
func (h *House) Enter(entry flows.RoomEntry) (taken flows.Seat, err error) {
	r := h.rooms
	if entry.Past != nil {
		return h.enterAgain(entry), nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	at := place{asterisk: entry.Asterisk, name: entry.Room}
	m := r.rooms[at]
	most := h.opts.Members
	if entry.Limit > 0 {
		most = min(most, entry.Limit)
	}
	switch {
	case m == nil && len(r.rooms) >= h.opts.Rooms:
		return nil, flows.ErrRooms
	case m == nil:
		m = &room{at: at, bridge: entry.Bridge, keep: entry.Keep, since: entry.At}
		if m.bridge == "" {
			m.bridge = r.bridge(h.opts.App, "conf."+at.name)
		}
		r.rooms[at] = m
	case m.locked && !entry.Moderator:
		return nil, flows.ErrRoomLocked
	case len(m.seats) >= most:
		return nil, flows.ErrRoomFull
	}
	return h.seat(m, entry, m.number(h.opts.Members+1)), nil
}

// seat gives somebody a place in a room.
func (h *House) seat(m *room, entry flows.RoomEntry, number int) *seat {
	s := &seat{rooms: h.rooms, room: m, entry: entry, number: number, app: h.opts.App,
		listener: &listener{notify: entry.Notify}}
	m.seats = append(m.seats, s)
	return s
}

// enterAgain gives a member the place back that they had in another process. The room is what its members know of it.
func (h *House) enterAgain(entry flows.RoomEntry) (s *seat) {
	r, past := h.rooms, entry.Past
	at := place{asterisk: entry.Asterisk, name: entry.Room}
	r.locked(func(tell func(*listener)) {
		m := r.rooms[at]
		if m == nil {
			m = &room{at: at, bridge: past.Bridge, keep: entry.Keep, since: past.Since}
			r.rooms[at] = m
		}
		if m.bridge == past.Bridge && past.Changes >= m.changes {
			m.changes, m.ready, m.locked, m.recording = past.Changes, past.Ready, past.Locked, past.Recording
		}
		number := past.Number
		if slices.ContainsFunc(m.seats, func(other *seat) bool { return other.number == number }) {
			number = m.number(h.opts.Members + 1)
		}
		m.last = max(m.last, number)
		s = h.seat(m, entry, number)
		s.inside, s.name = past.Rank, past.Name
		m.lostModerator = m.lostModerator || past.Moderated
		r.came(entry.Asterisk, entry.Call, tell)
		if r.returns.settled(entry.Asterisk) { // they have come late
			m.complete(tell)
		}
		s.tellAll(tell)
	})
	return s
}

// Conferences are the rooms with somebody in them.
func (h *House) Conferences() []flows.Conference {
	h.rooms.mu.Lock()
	defer h.rooms.mu.Unlock()
	list := make([]flows.Conference, 0, len(h.rooms.rooms))
	for _, m := range h.rooms.rooms {
		one := flows.Conference{Room: m.at.name, Asterisk: m.at.asterisk, Bridge: m.bridge, Locked: m.locked,
			Recording: m.recording, Since: m.since, Members: []flows.RoomMember{}}
		for _, s := range m.members() {
			one.Members = append(one.Members, flows.RoomMember{Call: s.entry.Call, From: s.entry.From,
				Moderator: s.entry.Moderator, Muted: s.muted, Since: s.entry.At})
		}
		list = append(list, one)
	}
	slices.SortFunc(list, func(a, b flows.Conference) int {
		return compare(a.Room, b.Room, a.Asterisk, b.Asterisk)
	})
	return list
}
