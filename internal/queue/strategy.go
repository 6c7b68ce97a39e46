package queue

import (
	"cmp"
	"math"
	"slices"
)

// choose finds the free agent who is to be rung next for an entry, nil for nobody. The caller's own agent goes first.
// Who came to nothing for this entry is rung again when all others were tried: so a level goes on to the next one, and
// a fixed order down from the top.
func (e *Engine) choose(x *entry) *member {
	if x.prefers != "" {
		if a := e.agents[x.prefers]; a != nil && !slices.Contains(x.tried, a) {
			if m := a.member(x.queue.rules.Name); m != nil && m.is.free && x.takes(m.profile) {
				return m
			}
		}
	}
	m := e.pick(x)
	if m == nil && len(x.tried) > 0 {
		x.tried = nil
		m = e.pick(x)
	}
	return m
}

func (x *entry) takes(p *profile) bool { return x.class.takes[p.place] && p.level <= x.most() }

// pick finds the best of those who were not tried yet.
func (e *Engine) pick(x *entry) *member {
	switch x.queue.rules.Strategy {
	case Random:
		return e.draw(x)
	case WeightedRandom:
		return e.drawWeighted(x)
	}
	var best *member
	e.effort += len(x.queue.ready)
	for _, p := range x.queue.ready {
		if best != nil && p.level > best.profile.level || !x.takes(p) {
			continue
		}
		m := x.bestOf(p)
		if m == nil {
			continue
		}
		if best == nil || cmp.Or(cmp.Compare(m.profile.level, best.profile.level), m.queue.next(m, best)) < 0 {
			best = m
		}
	}
	return best
}

// next orders two members as they are rung: round and round for those strategies that go on behind the last one.
func (q *queue) next(a, b *member) int {
	if q.goesRound() && q.last != nil {
		behindA, behindB := q.behind(a), q.behind(b)
		if behindA != behindB {
			if behindA {
				return -1
			}
			return 1
		}
	}
	return rung(a, b)
}

func (q *queue) goesRound() bool {
	return q.rules.Strategy == RoundRobin || q.rules.Strategy == Ordered
}

// behind tells whether a member comes behind the last one that was rung, in this turn of the round.
func (q *queue) behind(m *member) bool {
	q.last.measure()
	return rung(m, q.last) > 0
}

// bestOf is the best free member of a profile whom the entry has not tried.
func (x *entry) bestOf(p *profile) (best *member) {
	untried := func(m *member) bool {
		*p.free.effort += 1 + len(x.tried)
		if slices.Contains(x.tried, m.agent) {
			return true
		}
		best = m
		return false
	}
	if q := p.queue; q.goesRound() && q.last != nil {
		from, found := p.free.seek(q.behind)
		for ; found; from, found = p.free.at(p.free.rank(from) + 1) {
			if !untried(from) {
				return best
			}
		}
	}
	p.free.each(untried)
	return best
}

// all are the agents whom ring_all rings now: of those whom it has not rung in this round the ones of the lowest level,
// or of the levels that ring already. When none rings and none is left, the round begins anew.
func (x *entry) all() []*member {
	members := x.lowest()
	if len(members) == 0 && len(x.offers) == 0 && len(x.tried) > 0 {
		x.tried = nil
		members = x.lowest()
	}
	slices.SortFunc(members, func(a, b *member) int {
		return cmp.Or(cmp.Compare(a.profile.level, b.profile.level), rung(a, b))
	})
	return members
}

func (x *entry) lowest() []*member {
	level := x.most()
	if len(x.offers) == 0 {
		for _, p := range x.queue.ready {
			if p.level < level && x.takes(p) && x.bestOf(p) != nil {
				level = p.level
			}
		}
	}
	var members []*member
	for _, p := range x.queue.ready {
		if x.takes(p) && p.level <= level {
			p.free.each(func(m *member) bool {
				if !slices.Contains(x.tried, m.agent) {
					members = append(members, m)
				}
				return true
			})
		}
	}
	return members
}

// untried is how many free members of a profile the entry has not tried, and the places of the others.
func (x *entry) untried(p *profile) (n int, tried []int) {
	for _, a := range x.tried {
		if m := a.member(p.queue.rules.Name); m != nil && m.profile == p && m.is.free {
			tried = append(tried, p.free.rank(m))
		}
	}
	slices.Sort(tried)
	return p.free.len() - len(tried), tried
}

// nth is the free member with so many untried ones in front.
func (p *profile) nth(i int, tried []int) *member {
	for _, place := range tried {
		if place <= i {
			i++
		}
	}
	m, _ := p.free.at(i)
	return m
}

// draw takes anybody of the lowest level.
func (e *Engine) draw(x *entry) *member {
	level, sum := anyLevel, 0
	e.effort += len(x.queue.profiles)
	for _, p := range x.queue.ready {
		if p.level > level || !x.takes(p) {
			continue
		}
		if n, _ := x.untried(p); n > 0 {
			if p.level < level {
				level, sum = p.level, 0
			}
			sum += n
		}
	}
	if sum == 0 {
		return nil
	}
	at := int(e.lot() * float64(sum))
	for _, p := range x.queue.inOrder() {
		if p.level != level || !x.takes(p) {
			continue
		}
		n, tried := x.untried(p)
		if at < n {
			return p.nth(at, tried)
		}
		at -= n
	}
	return nil
}

// inOrder are the profiles with somebody free, in the order of the configuration.
func (q *queue) inOrder() []*profile {
	if len(q.ready) == len(q.profiles) {
		return q.profiles
	}
	return slices.SortedFunc(slices.Values(q.ready), func(a, b *profile) int { return cmp.Compare(a.place, b.place) })
}

// drawWeighted has each free member draw a number up to 1+level, divided by the weight; the smallest wins. Of the
// members of a profile, who have the same bound, only the smallest is drawn, and then who has drawn it.
func (e *Engine) drawWeighted(x *entry) *member {
	var best *member
	least := math.Inf(1)
	e.effort += len(x.queue.profiles)
	for _, p := range x.queue.inOrder() {
		if !x.takes(p) {
			continue
		}
		n, tried := x.untried(p)
		if n == 0 {
			continue
		}
		bound := float64(1+max(p.level, 0)) / float64(p.weight)
		smallest := bound * (1 - math.Pow(1-e.lot(), 1/float64(n)))
		who := p.nth(int(e.lot()*float64(n)), tried)
		if smallest < least {
			least, best = smallest, who
		}
	}
	return best
}

// lot draws a number from 0 up to 1, by splitmix64.
func (e *Engine) lot() float64 {
	e.seed += 0x9e3779b97f4a7c15
	z := e.seed
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return float64((z^z>>31)>>11) / (1 << 53)
}
