package queue

// memory is what a queue remembers of callers by their numbers, for a while, and of so many at most.
type memory struct {
	known map[string]remembered
	order []string // oldest first; some are not known any more, or are known anew
}

type remembered struct {
	at, since int64
	door      int32
	priority  int
	agent     string
}

func (m *memory) keep(number string, r remembered) {
	if number == "" {
		return
	}
	if m.known == nil {
		m.known = map[string]remembered{}
	}
	m.known[number] = r
	m.order = append(m.order, number)
	for len(m.order) > rememberedMax {
		delete(m.known, m.order[0])
		m.order = m.order[1:]
	}
}

func (m *memory) look(number string, now, within int64) (remembered, bool) {
	r, found := m.known[number]
	return r, found && number != "" && now-r.at <= within
}

// take is look, once.
func (m *memory) take(number string, now, within int64) (remembered, bool) {
	r, found := m.look(number, now, within)
	if found {
		delete(m.known, number)
	}
	return r, found
}
