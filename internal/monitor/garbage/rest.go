package garbage

// rest finds out when nothing much happens and there is something to give back. The zero rest has seen nothing.
type rest struct {
	made uint64 // when it was looked last
	calm int    // looks in a row at which hardly anything had been made
	wait int    // looks until there may be something given back again
}

// gives tells, look by look, that it is time to collect and to give back.
func (r *rest) gives(s seen) bool {
	if s.made-r.made <= calmMade {
		r.calm++
	} else {
		r.calm = 0
	}
	r.made = s.made
	r.wait = max(r.wait-1, 0)
	if r.calm < calmLooks || r.wait > 0 || s.idle < max(backLeast, s.living*backShare/100) {
		return false
	}
	r.calm, r.wait = 0, backLooks
	return true
}
