package lint

// bits is a set of small numbers: of variables, or of steps.
type bits []uint64

func (n bits) has(i int) bool { return n[i/64]&(1<<(i%64)) != 0 }

func (n bits) with(i int) bits {
	more := append(bits{}, n...)
	more[i/64] |= 1 << (i % 64)
	return more
}

// known is what calls have set when they come to a place: on all ways there,
// and on one at least.
type known struct{ always, ever bits }

// nothingKnown is the beginning; allKnown is where nobody can say, and so nobody complains.
func nothingKnown(count int) known { return known{make(bits, count/64+1), make(bits, count/64+1)} }

func allKnown(count int) known {
	k := nothingKnown(count)
	for i := range k.always {
		k.always[i], k.ever[i] = ^uint64(0), ^uint64(0)
	}
	return k
}

// and is what is known where both of two ways may have been gone.
func (k known) and(other known) known {
	both := known{make(bits, len(k.always)), make(bits, len(k.ever))}
	for i := range k.always {
		both.always[i], both.ever[i] = k.always[i]&other.always[i], k.ever[i]|other.ever[i]
	}
	return both
}

// then is what is known behind a part of a way that sets more.
func (k known) then(more known) known {
	all := known{make(bits, len(k.always)), make(bits, len(k.ever))}
	for i := range k.always {
		all.always[i], all.ever[i] = k.always[i]|more.always[i], k.ever[i]|more.ever[i]
	}
	return all
}

func (k known) same(other known) bool {
	for i := range k.always {
		if k.always[i] != other.always[i] || k.ever[i] != other.ever[i] {
			return false
		}
	}
	return true
}

// places gathers what is known at places, as ways lead there.
type places[P comparable] map[P]known

// come notes that a way leads to a place; it tells whether that changes what is known there.
func (p places[P]) come(at P, k known) bool {
	before, been := p[at]
	if been {
		if k = before.and(k); before.same(k) {
			return false
		}
	}
	p[at] = k
	return true
}
