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

// alarms is a heap of those that are set.
type alarms []*alarm

// set moves an alarm; 0 takes it off.
func (h *alarms) set(a *alarm, at int64) {
	switch {
	case at == 0 && a.place == 0, at == a.at && a.place != 0:
	case at == 0:
		h.drop(a)
	case a.place == 0:
		a.at = at
		*h = append(*h, a)
		a.place = int32(len(*h))
		h.up(len(*h) - 1)
	default:
		a.at = at
		h.down(h.up(int(a.place) - 1))
	}
}

func (h *alarms) drop(a *alarm) {
	i, last := int(a.place)-1, len(*h)-1
	a.place = 0
	moved := (*h)[last]
	(*h)[last] = nil
	*h = (*h)[:last]
	if i == last {
		return
	}
	(*h)[i] = moved
	moved.place = int32(i + 1)
	h.down(h.up(i))
}

// next is the earliest, 0 for none.
func (h alarms) next() int64 {
	if len(h) == 0 {
		return 0
	}
	return h[0].at
}

// pop takes off the earliest that is due.
func (h *alarms) pop(now int64) *alarm {
	if len(*h) == 0 || (*h)[0].at > now {
		return nil
	}
	a := (*h)[0]
	h.drop(a)
	return a
}

func (h alarms) up(i int) int {
	for i > 0 && h[i].at < h[(i-1)/2].at {
		h.swap(i, (i-1)/2)
		i = (i - 1) / 2
	}
	return i
}

func (h alarms) down(i int) {
	for {
		least := i
		for child := 2*i + 1; child <= 2*i+2 && child < len(h); child++ {
			if h[child].at < h[least].at {
				least = child
			}
		}
		if least == i {
			return
		}
		h.swap(i, least)
		i = least
	}
}

func (h alarms) swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].place, h[j].place = int32(i+1), int32(j+1)
}
