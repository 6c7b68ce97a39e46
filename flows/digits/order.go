package digits

import "strings"

// Compare orders two patterns by Asterisk's preference: negative when a is tried before b.
//
// Literals come before patterns, in the order of their characters. Patterns are compared place by place
// from the left, and the first difference decides: the set with fewer members first (a single character is
// a set of one; N has eight, Z nine, X ten), between sets of one size the one that holds the lowest
// character which is not in both, then '.', then '!', and last the pattern that has already ended. Dashes
// count for nothing. So "_2XX!" is tried before "_2XX", and "_[25]X" before "_[3-4]X".
//
// It gives 0 exactly for patterns that are written differently at most but mean the same, such as _X and
// _[0-9].
func Compare(a, b Pattern) int {
	switch {
	case a.literal && b.literal:
		return strings.Compare(strip(a.source), strip(b.source))
	case a.literal != b.literal:
		if a.literal {
			return -1
		}
		return 1
	}
	for i := range min(len(a.places), len(b.places)) {
		if c := a.places[i].compare(b.places[i]); c != 0 {
			return c
		}
	}
	if len(a.places) != len(b.places) {
		// A further place, whatever it is, goes before any ending.
		return sign(len(b.places) - len(a.places))
	}
	return sign(a.tail.rank() - b.tail.rank())
}

// Equal reports whether the two mean the same and have the same preference: Compare gives 0.
func (p Pattern) Equal(o Pattern) bool { return Compare(p, o) == 0 }

// Covers reports whether p matches every number that o matches. The zero Pattern covers nothing and is
// covered by nothing.
func (p Pattern) Covers(o Pattern) bool {
	if p.IsZero() || o.IsZero() {
		return false
	}
	if o.MinLen() < p.MinLen() || p.tail == tailNone && (o.tail != tailNone || o.MinLen() > p.MinLen()) {
		return false
	}
	for i, place := range p.places {
		// Past its places o has only its tail, where anything may stand.
		if i >= len(o.places) || !place.covers(o.places[i]) {
			return false
		}
	}
	return true
}

// rank orders the endings by preference.
func (t tail) rank() int {
	switch t {
	case tailSome:
		return 0
	case tailAny:
		return 1
	default:
		return 2
	}
}
