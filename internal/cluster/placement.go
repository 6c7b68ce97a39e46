package cluster

import (
	"hash/fnv"
	"slices"
)

// Serves tells whether a member may have a further call of an Asterisk.
func (m Member) Serves(asterisk string) bool {
	takes := !m.later && !m.Draining && !m.Overloaded && (m.Most == 0 || m.Calls < m.Most)
	return takes && slices.Contains(m.Asterisks, asterisk) && !slices.Contains(m.Crowded, asterisk)
}

// Prevailing is the version of the flows that most of those have who may have a
// call of an Asterisk: while several instances are brought up to date new calls
// go to those that are, as soon as they are more. One's own when as many have another; "" for none.
func Prevailing(members []Member, asterisk, own string) string {
	count := map[string]int{}
	best := ""
	for _, m := range members {
		if !m.Serves(asterisk) {
			continue
		}
		count[m.Flows]++
		if n := count[m.Flows]; best == "" || n > count[best] || n == count[best] && m.Flows == own {
			best = m.Flows
		}
	}
	return best
}

// Place is who shall have a new call of an Asterisk: of those who may, one with
// the wanted version of the flows if there is any, and of these the one that has
// the fewest calls; given are calls that were placed since the members have told. False when nobody may.
func Place(members []Member, asterisk, flows string, given map[string]int) (Member, bool) {
	best, found := Member{}, false
	for _, m := range members {
		m.Calls += given[m.Instance]
		if !m.Serves(asterisk) {
			continue
		}
		if !found || better(m, best, flows) {
			best, found = m, true
		}
	}
	return best, found
}

func better(a, b Member, flows string) bool {
	if (a.Flows == flows) != (b.Flows == flows) {
		return a.Flows == flows
	}
	if a.Calls != b.Calls {
		return a.Calls < b.Calls
	}
	return a.Instance < b.Instance
}

// Heir is who shall take up a call of an Asterisk whose owner has died, so that
// the calls of one are shared by all: each key has one heir as long as the members
// are the same. False when nobody may.
func Heir(members []Member, asterisk, key string) (Member, bool) {
	best, found, most := Member{}, false, uint64(0)
	for _, m := range members {
		if m.later || m.Draining || !slices.Contains(m.Asterisks, asterisk) { // a dead man's calls go beyond Most
			continue
		}
		if weight := weightOf(m.Instance, key); !found || weight > most {
			best, found, most = m, true, weight
		}
	}
	return best, found
}

// weightOf is a number that looks like chance, of an instance and a key.
func weightOf(instance, key string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(instance + "\x00" + key))
	x := h.Sum64() // its last bytes hardly reach the high bits
	x ^= x >> 33
	x *= 0xff51afd7ed558ccd
	x ^= x >> 33
	return x
}
