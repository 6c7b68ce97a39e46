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
}

// side is one of the two of a meeting.
type side struct {
	meeting             *meeting
	which               int
	call, channel, from string
	listener            *listener
	left                bool
}

// Wait has a call wait to be picked up.
func (h *House) Wait(w flows.Waiter) (flows.Meeting, error) {
	r := h.rooms
	r.mu.Lock()
	defer r.mu.Unlock()
	at, err := h.slotFor(w)
	if err != nil {
		return nil, err
	}
	m := &meeting{rooms: r, at: at, parker: w.Parker, since: w.At, bridge: r.bridge(h.opts.App, "meet")}
	if w.Lot != "" {
		m.slot = at.name
	}
	m.sides[0] = &side{m, 0, w.Call, w.Channel, w.From, &listener{notify: w.Notify}, false}
	r.waiting[at] = m
	return m.sides[0], nil
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
		if m == nil || m.sides[1] != nil || m.over || m.sides[0].call == p.By {
			return
		}
		m.sides[1] = &side{m, 1, p.By, "", p.From, &listener{notify: p.Notify}, false}
		tell(m.sides[0].listener)
		taken, err = m.sides[1], nil
	})
	return taken, err
}

// find is the meeting with somebody who waits, nil for none.
func (r *Rooms) find(p flows.PickUp) *meeting {
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

// Slot is where the one waits.
func (s *side) Slot() string { return s.meeting.slot }

// Look is how things are.
func (s *side) Look() flows.MeetingView {
	m := s.meeting
	m.rooms.mu.Lock()
	defer m.rooms.mu.Unlock()
	s.listener.told = false
	v := flows.MeetingView{Bridge: m.bridge, Taken: m.sides[1] != nil, Ready: m.ready, Over: m.over, Since: m.since}
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

// Leave ends the meeting. The slot is free when the one who waited has left it.
func (s *side) Leave() (last bool) {
	m := s.meeting
	m.rooms.locked(func(tell func(*listener)) {
		other := m.sides[1-s.which]
		s.left, last = true, other == nil || other.left
		if s.which == 0 && m.rooms.waiting[m.at] == m {
			delete(m.rooms.waiting, m.at)
		}
		if m.over {
			return
		}
		if m.over = true; other != nil {
			tell(other.listener)
		}
	})
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

// compare compares pairs of texts, the first that differs counts.
func compare(pairs ...string) int {
	for i := 0; i+1 < len(pairs); i += 2 {
		if order := cmp.Compare(pairs[i], pairs[i+1]); order != 0 {
			return order
		}
	}
	return 0
}
