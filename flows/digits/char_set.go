package digits

import "math/bits"

// maxASCII is the last character that a number may hold.
const maxASCII = 0x7f

// charSet is a set of ASCII characters: what one place of a number may be.
type charSet [2]uint64

// charRange gives the set of all characters from low to high, both included.
func charRange(low, high byte) charSet {
	var set charSet
	for c := low; c <= high && c <= maxASCII; c++ {
		set.add(c)
	}
	return set
}

func (s *charSet) add(c byte) { s[c>>6] |= 1 << (c & 63) }

func (s charSet) has(c byte) bool { return c <= maxASCII && s[c>>6]&(1<<(c&63)) != 0 }

func (s charSet) size() int { return bits.OnesCount64(s[0]) + bits.OnesCount64(s[1]) }

func (s charSet) empty() bool { return s == charSet{} }

func (s charSet) union(o charSet) charSet { return charSet{s[0] | o[0], s[1] | o[1]} }

func (s charSet) intersect(o charSet) charSet { return charSet{s[0] & o[0], s[1] & o[1]} }

// covers reports whether every member of o is a member of s.
func (s charSet) covers(o charSet) bool { return s.intersect(o) == o }

// compare orders sets as Asterisk does: the one with fewer members first, then the one that has the lowest
// character which is not in both.
func (s charSet) compare(o charSet) int {
	if d := s.size() - o.size(); d != 0 {
		return sign(d)
	}
	for word := range s {
		only := s[word] ^ o[word]
		if only == 0 {
			continue
		}
		if s[word]&(1<<bits.TrailingZeros64(only)) != 0 {
			return -1
		}
		return 1
	}
	return 0
}

func sign(d int) int {
	switch {
	case d < 0:
		return -1
	case d > 0:
		return 1
	default:
		return 0
	}
}
