package queue

// alarm is when something wants to be looked at. Each entry, agent and class has one, for the earliest of what it waits
// for, at its place in one heap.
type alarm struct {
	at    int64
	place int32 // in the heap, from 1; 0 for not set
	entry *entry
	agent *agent
	class *class
}

// alarms is a heap of those that are set. Each place has the time beside it, and four below it: to go down a level
// looks at one line of the processor's cache.
type alarms struct {
	heap   []alarmPlace
	effort *int
}

type alarmPlace struct {
	at int64
	*alarm
}

const alarmsBelow = 4

// set moves an alarm; 0 takes it off.
func (h *alarms) set(a *alarm, at int64) {
	switch {
	case at == 0 && a.place == 0, at == a.at && a.place != 0:
	case at == 0:
		h.drop(a)
	case a.place == 0:
		a.at = at
		h.heap = append(h.heap, alarmPlace{})
		h.up(len(h.heap)-1, alarmPlace{at, a})
	default:
		a.at = at
		h.move(int(a.place)-1, alarmPlace{at, a})
	}
}

func (h *alarms) drop(a *alarm) {
	i, last := int(a.place)-1, len(h.heap)-1
	a.place = 0
	moved := h.heap[last]
	h.heap[last] = alarmPlace{}
	h.heap = h.heap[:last]
	if i < last {
		h.move(i, moved)
	}
}

// next is the earliest, 0 for none.
func (h *alarms) next() int64 {
	if len(h.heap) == 0 {
		return 0
	}
	return h.heap[0].at
}

// pop takes off the earliest that is due.
func (h *alarms) pop(now int64) *alarm {
	if len(h.heap) == 0 || h.heap[0].at > now {
		return nil
	}
	a := h.heap[0].alarm
	h.drop(a)
	return a
}

// move finds the place of an alarm that may have i, or one above or below it.
func (h *alarms) move(i int, a alarmPlace) {
	if i > 0 && a.at < h.heap[(i-1)/alarmsBelow].at {
		h.up(i, a)
		return
	}
	h.down(i, a)
}

func (h *alarms) up(i int, a alarmPlace) {
	for i > 0 {
		above := (i - 1) / alarmsBelow
		*h.effort++
		if h.heap[above].at <= a.at {
			break
		}
		h.put(i, h.heap[above])
		i = above
	}
	h.put(i, a)
}

func (h *alarms) down(i int, a alarmPlace) {
	for {
		least, at := i, a.at
		from := alarmsBelow*i + 1
		for child := from; child < min(from+alarmsBelow, len(h.heap)); child++ {
			*h.effort++
			if h.heap[child].at < at {
				least, at = child, h.heap[child].at
			}
		}
		if least == i {
			h.put(i, a)
			return
		}
		h.put(i, h.heap[least])
		i = least
	}
}

func (h *alarms) put(i int, a alarmPlace) {
	h.heap[i] = a
	a.place = int32(i + 1)
}
