package rooms

import (
	"fmt"
	"slices"

	"github.com/ariapp/ariapp/flows"
)

// seat is somebody's place in a room. The lock of [Rooms] guards it.
type seat struct {
	rooms    *Rooms
	room     *room
	entry    flows.RoomEntry
	number   int
	app      string
	listener *listener
	// inside is the rank of the arrival, 0 for one who stands at the door yet.
	inside int
	name   string
	muted  bool
	over   string
	left   bool
}

// NameFile is what the member's name may be recorded as.
func (s *seat) NameFile() string {
	return fmt.Sprintf("conferences/%s/%s/%d", s.app, s.room.at.name, s.number)
}

// Arrive goes in.
func (s *seat) Arrive(name string) {
	s.rooms.locked(func(tell func(*listener)) {
		if s.left || s.inside > 0 {
			return
		}
		s.name = name
		for _, other := range s.room.seats {
			s.inside = max(s.inside, other.inside)
		}
		s.inside++
		if s.entry.Sounds && len(s.room.members()) > 1 {
			s.room.announce(flows.RoomNews{Came: true, Name: name})
		}
		s.tellAll(tell)
	})
}

// tellAll tells the members that there is something new.
func (s *seat) tellAll(tell func(*listener)) {
	for _, other := range s.room.seats {
		if other.inside > 0 {
			tell(other.listener)
		}
	}
}

// Look is how things are for the member.
func (s *seat) Look() flows.SeatView {
	s.rooms.mu.Lock()
	defer s.rooms.mu.Unlock()
	s.listener.told = false
	m := s.room
	v := flows.SeatView{Bridge: m.bridge, Ready: m.ready, Members: len(m.members()), Locked: m.locked,
		Recording: m.recording, Over: s.over, Past: s.past()}
	if s.left && len(m.seats) == 0 { // nobody is left to announce it to; names may be deleted
		v.News, m.news = m.news, nil
	}
	if s.left || s.over != "" {
		return v
	}
	v.Begun = m.begun(s)
	if v.Rebuilding = !s.rooms.returns.settled(m.at.asterisk); v.Rebuilding {
		return v
	}
	v.Record = m.ready && v.Begun && m.recording == ""
	v.Make = !m.ready && m.maker() == s
	if m.ready && m.crier() == s {
		v.News, m.news = m.news, nil
	}
	return v
}

// past is what is written down of a member.
func (s *seat) past() flows.SeatPast {
	m := s.room
	return flows.SeatPast{Number: s.number, Rank: s.inside, Name: s.name, Bridge: m.bridge, Changes: m.changes,
		Ready: m.ready, Locked: m.locked, Moderated: m.lostModerator || m.moderated(), Recording: m.recording,
		Since: m.since}
}

// Made tells the others that the bridge is there.
func (s *seat) Made() {
	s.rooms.locked(func(tell func(*listener)) {
		s.room.ready = true
		s.room.changes++
		s.tellAll(tell)
	})
}

// Record notes what the room is recorded as.
func (s *seat) Record(name string) (mine bool) {
	s.rooms.locked(func(tell func(*listener)) {
		if mine = name != "" && s.room.recording == ""; mine || name == "" { // "": the others may try
			s.room.recording = name
			s.room.changes++
			s.tellAll(tell)
		}
	})
	return mine
}

// Mute notes that the member is not heard.
func (s *seat) Mute(on bool) { s.rooms.locked(func(func(*listener)) { s.muted = on }) }

// Lock closes the room, or opens it.
func (s *seat) Lock() (locked bool) {
	s.rooms.locked(func(tell func(*listener)) {
		s.room.locked = !s.room.locked
		s.room.changes++
		locked = s.room.locked
		s.tellAll(tell) // they write it down
	})
	return locked
}

// KickLast has the last one leave who is no moderator.
func (s *seat) KickLast() (kicked bool) {
	s.rooms.locked(func(tell func(*listener)) {
		for _, other := range slices.Backward(s.room.members()) {
			if other != s && !other.entry.Moderator {
				kicked = true
				other.goes("kicked", tell)
				return
			}
		}
	})
	return kicked
}

// goes has a member leave: from now on it is none, though its seat is given up by itself.
func (s *seat) goes(why string, tell func(*listener)) {
	s.over = why
	s.gone()
	tell(s.listener)
	s.tellAll(tell)
}

// gone announces that a member is none any more.
func (s *seat) gone() {
	if s.entry.Sounds && len(s.room.members()) > 0 {
		s.room.announce(flows.RoomNews{Name: s.name})
	}
}

// Leave gives the seat up.
func (s *seat) Leave() (last bool) {
	s.rooms.locked(func(tell func(*listener)) {
		if s.left {
			return
		}
		m := s.room
		moderated := m.moderated()
		s.left = true
		m.seats = slices.DeleteFunc(m.seats, func(other *seat) bool { return other == s })
		if len(m.seats) == 0 {
			delete(s.rooms.rooms, m.at)
			last = m.ready && !m.keep
			return
		}
		if s.rooms.returns.holds(m.at.asterisk) {
			return
		}
		if s.inside > 0 && s.over == "" {
			s.gone()
		}
		if moderated && !m.moderated() {
			m.ended(tell)
		}
		if len(m.members()) == 0 { // those at the door shall find it as if they were the first
			m.news, m.locked = nil, false
		}
		s.tellAll(tell)
	})
	return last
}

// ended has those go who leave with the last moderator.
func (m *room) ended(tell func(*listener)) {
	for _, s := range m.members() {
		if s.entry.EndsWith {
			s.over = "ended"
			tell(s.listener)
		}
	}
}
