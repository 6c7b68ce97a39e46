package rooms

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// meeting is one who waits and, when they are picked up, who came. The lock of [Rooms] guards it.
type meeting struct {
	rooms  *Rooms
	at     place
	slot   string
	bridge string
	parker string
	// sides are the one who waits and the one who came, nil for nobody yet.
	sides       [2]*side
	ready, over bool
	since       time.Time
	word        flows.MeetingWord
}

// side is one of the two of a meeting.
type side struct {
	meeting             *meeting
	which               int
	call, channel, from string
	listener            *listener
	// pressed are keys of the other one that nobody has asked for.
	pressed []flows.MeetingKey
	// absent tells that they are known from the other one only, and may come back.
	left, absent bool
}

// Wait has a call wait to be picked up.
func (h *House) Wait(w flows.Waiter) (waits flows.Meeting, err error) {
	r := h.rooms
	r.locked(func(tell func(*listener)) {
		var m *meeting
		if m, err = h.meetingOf(w); err != nil {
			return
		}
		m.parker, m.since = w.Parker, w.At
		m.sides[0] = &side{meeting: m, call: w.Call, channel: w.Channel, from: w.From,
			listener: &listener{notify: w.Notify}}
		waits = m.sides[0]
		r.came(w.Asterisk, w.Call, tell)
		m.late(tell)
	})
	return waits, err
}

// meetingOf is where a call waits: where it did before, or in a new meeting.
func (h *House) meetingOf(w flows.Waiter) (*meeting, error) {
	r := h.rooms
	for _, m := range r.waiting { // who has come for them is back already
		if one := m.sides[0]; one.absent && one.call == w.Call && m.at.asterisk == w.Asterisk && m.at.lot == w.Lot {
			return m, nil
		}
	}
	if past := w.Past; past != nil {
		at := place{w.Asterisk, w.Lot, w.Slot}
		if w.Lot == "" {
			at.name = w.Call
		}
		if r.waiting[at] != nil {
			return nil, flows.ErrSlotTaken
		}
		m := r.meetAgain(at, past)
		if past.Taken {
			m.sides[1] = &side{meeting: m, which: 1, call: past.Other, from: past.From, absent: true}
		}
		return m, nil
	}
	at, err := h.slotFor(w)
	if err != nil {
		return nil, err
	}
	return r.meet(at, r.bridge(h.opts.App, "meet")), nil
}

// meet makes a meeting.
func (r *Rooms) meet(at place, bridge string) *meeting {
	m := &meeting{rooms: r, at: at, bridge: bridge}
	if at.lot != "" {
		m.slot = at.name
	}
	r.waiting[at] = m
	return m
}

// meetAgain makes the meeting that was in another process.
func (r *Rooms) meetAgain(at place, past *flows.MeetingPast) *meeting {
	m := r.meet(at, past.Bridge)
	m.ready = past.Ready
	return m
}

// late deals with one who comes back when nobody is awaited any more.
func (m *meeting) late(tell func(*listener)) {
	if m.rooms.returns.settled(m.at.asterisk) {
		m.complete(tell)
	}
}

// slotFor is where a call waits.
func (h *House) slotFor(w flows.Waiter) (place, error) {
	at := place{asterisk: w.Asterisk, lot: w.Lot, name: w.Slot}
	if w.Lot == "" {
		at.name = w.Call
		if h.rooms.waiting[at] != nil {
			return at, flows.ErrSlotTaken
		}
		return at, nil
	}
	lot, known := h.opts.Lots[w.Lot]
	if !known {
		return at, flows.ErrNoLot
	}
	if w.Slot != "" {
		n, err := strconv.Atoi(w.Slot)
		switch {
		case err != nil || strconv.Itoa(n) != w.Slot || n < lot.First || n > lot.Last:
			return at, flows.ErrNoSlot
		case h.rooms.waiting[at] != nil:
			return at, flows.ErrSlotTaken
		}
		return at, nil
	}
	for n := lot.First; n <= lot.Last; n++ {
		if at.name = strconv.Itoa(n); h.rooms.waiting[at] == nil {
			return at, nil
		}
	}
	return at, flows.ErrNoSlot
}

// PickUp takes one who waits.
func (h *House) PickUp(p flows.PickUp) (taken flows.Meeting, err error) {
	if _, known := h.opts.Lots[p.Lot]; p.Lot != "" && !known {
		return nil, flows.ErrNoLot
	}
	err = flows.ErrNobody
	h.rooms.locked(func(tell func(*listener)) {
		m := h.rooms.find(p)
		if m == nil || m.over || m.sides[0].call == p.By || !m.sides[1].leavesRoomFor(p.By) {
			return
		}
		m.sides[1] = &side{meeting: m, which: 1, call: p.By, from: p.From, listener: &listener{notify: p.Notify}}
		m.ready, m.word = m.ready || p.Past != nil && p.Past.Ready, p.Word
		tell(m.sides[0].listener)
		taken, err = m.sides[1], nil
		h.rooms.came(p.Asterisk, p.By, tell)
		m.late(tell)
	})
	return taken, err
}

// leavesRoomFor tells whether nobody has come, or the very one who is expected back.
func (s *side) leavesRoomFor(call string) bool {
	return s == nil || s.absent && !s.left && s.call == call
}

// find is the meeting with somebody who waits, nil for none.
func (r *Rooms) find(p flows.PickUp) *meeting {
	if past := p.Past; past != nil {
		return r.findAgain(p)
	}
	if p.Lot != "" {
		return r.waiting[place{p.Asterisk, p.Lot, p.Slot}]
	}
	for _, m := range r.waiting {
		if one := m.sides[0]; m.at.asterisk == p.Asterisk && (one.call == p.Call || one.channel == p.Call) {
			return m
		}
	}
	return nil
}

// findAgain is the meeting of somebody who has come in another process. Who waits may be back yet, or come.
func (r *Rooms) findAgain(p flows.PickUp) *meeting {
	at := place{p.Asterisk, p.Lot, p.Slot}
	if p.Lot == "" {
		at.name = p.Past.Other
	}
	m := r.waiting[at]
	switch {
	case m == nil:
		m = r.meetAgain(at, p.Past)
		m.sides[0] = &side{meeting: m, call: p.Past.Other, from: p.Past.From, absent: true}
		m.since = p.At
	case m.bridge != p.Past.Bridge:
		return nil
	}
	return m
}

// Slot is where the one waits.
func (s *side) Slot() string { return s.meeting.slot }

// Look is how things are.
func (s *side) Look() flows.MeetingView {
	m := s.meeting
	m.rooms.mu.Lock()
	defer m.rooms.mu.Unlock()
	s.listener.told = false
	v := flows.MeetingView{Bridge: m.bridge, Taken: m.sides[1] != nil, Ready: m.ready, Over: m.over, Since: m.since,
		Word: m.word}
	if other := m.sides[1-s.which]; other != nil {
		v.Other, v.From = other.call, other.from
	}
	return v
}

// Made tells the one who came that the bridge is there.
func (s *side) Made() {
	s.meeting.rooms.locked(func(tell func(*listener)) {
		if s.meeting.ready = true; s.meeting.sides[1] != nil {
			tell(s.meeting.sides[1].listener)
		}
	})
}

// Press tells the other one of a key; one who does not ask gets the first ones only.
func (s *side) Press(key flows.MeetingKey) {
	s.meeting.rooms.locked(func(tell func(*listener)) {
		other := s.meeting.sides[1-s.which]
		if other == nil || other.absent || len(other.pressed) >= keysMost {
			return
		}
		other.pressed = append(other.pressed, key)
		tell(other.listener)
	})
}

// Pressed are the keys of the other one.
func (s *side) Pressed() []flows.MeetingKey {
	m := s.meeting
	m.rooms.mu.Lock()
	defer m.rooms.mu.Unlock()
	s.listener.told = false
	keys := s.pressed
	s.pressed = nil
	return keys
}

// Leave ends the meeting. The slot is free when the one who waited has left it.
func (s *side) Leave() (last bool) {
	s.meeting.rooms.locked(func(tell func(*listener)) { last = s.leave(s.which, tell) })
	return last
}

func (s *side) leave(which int, tell func(*listener)) (last bool) {
	m := s.meeting
	other := m.sides[1-which]
	s.left, last = true, other == nil || other.left
	if (which == 0 || other != nil && other.absent) && m.rooms.waiting[m.at] == m {
		delete(m.rooms.waiting, m.at)
	}
	if m.over || m.rooms.returns.holds(m.at.asterisk) {
		return last
	}
	if m.over = true; other != nil {
		tell(other.listener)
	}
	return last
}

// Parked are those who wait in slots.
func (h *House) Parked() []flows.Parked {
	h.rooms.mu.Lock()
	defer h.rooms.mu.Unlock()
	list := []flows.Parked{}
	for _, m := range h.rooms.waiting {
		if m.slot == "" {
			continue
		}
		one := m.sides[0]
		p := flows.Parked{Lot: m.at.lot, Slot: m.slot, Call: one.call, Channel: one.channel, From: one.from,
			Asterisk: m.at.asterisk, Parker: m.parker, Since: m.since}
		if m.sides[1] != nil {
			p.By = m.sides[1].call
		}
		list = append(list, p)
	}
	slices.SortFunc(list, func(a, b flows.Parked) int {
		return compare(a.Lot, b.Lot, a.Slot, b.Slot, a.Asterisk, b.Asterisk)
	})
	return list
}

// Meets tells whether a call waits to be picked up, or talks with whom it has picked up.
func (r *Rooms) Meets(asterisk, call string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, m := range r.waiting {
		if m.at.asterisk != asterisk {
			continue
		}
		for _, s := range m.sides {
			if s != nil && s.call == call && !s.absent && !s.left {
				return true
			}
		}
	}
	return false
}

// compare compares pairs of texts, the first that differs counts.
func compare(pairs ...string) int {
	for i := 0; i+1 < len(pairs); i += 2 {
		if order := cmp.Compare(pairs[i], pairs[i+1]); order != 0 {
			return order
		}
	}
	return 0
}
