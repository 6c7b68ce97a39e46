package flowdiff

// pair is an old step and the new one that it has become; one of them may be nil.
type pair struct{ old, now *known }

// align finds which step of a list has become which of another, in their order.
func align(old, now []*known) []pair {
	var head, tail []pair
	for len(old) > 0 && len(now) > 0 && old[0].print == now[0].print {
		head = append(head, pair{old[0], now[0]})
		old, now = old[1:], now[1:]
	}
	for len(old) > 0 && len(now) > 0 && old[len(old)-1].print == now[len(now)-1].print {
		tail = append([]pair{{old[len(old)-1], now[len(now)-1]}}, tail...)
		old, now = old[:len(old)-1], now[:len(now)-1]
	}
	if (len(old)+1)*(len(now)+1) > cellsMax {
		return append(append(head, inTurn(old, now)...), tail...)
	}
	return append(append(head, best(old, now)...), tail...)
}

// best is the alignment of the greatest likeness, by the table of those of all beginnings.
func best(old, now []*known) []pair {
	width := len(now) + 1
	sums := make([]float64, (len(old)+1)*width)
	for i := len(old) - 1; i >= 0; i-- {
		for j := len(now) - 1; j >= 0; j-- {
			most := max(sums[(i+1)*width+j], sums[i*width+j+1])
			if like := likeness(old[i], now[j]); like > 0 {
				most = max(most, sums[(i+1)*width+j+1]+like)
			}
			sums[i*width+j] = most
		}
	}
	var pairs []pair
	i, j := 0, 0
	for i < len(old) || j < len(now) {
		switch {
		case i < len(old) && j < len(now) && isTaken(sums, width, i, j, likeness(old[i], now[j])):
			pairs = append(pairs, pair{old[i], now[j]})
			i, j = i+1, j+1
		case j == len(now) || i < len(old) && sums[(i+1)*width+j] >= sums[i*width+j+1]:
			pairs = append(pairs, pair{old: old[i]})
			i++
		default:
			pairs = append(pairs, pair{now: now[j]})
			j++
		}
	}
	return pairs
}

// isTaken tells whether the best alignment from i and j on pairs them.
func isTaken(sums []float64, width, i, j int, like float64) bool {
	return like > 0 && sums[i*width+j] == sums[(i+1)*width+j+1]+like
}

// likeness says how much speaks for a step having become another, 0 for nothing.
func likeness(old, now *known) float64 {
	switch {
	case old.print == now.print:
		return 10
	case old.id != "" && old.id == now.id:
		return 8
	case old.step.Kind != now.step.Kind:
		return 0
	case old.id != "" && now.id != "" && same(old, now) < 0.5:
		return 0
	}
	return 1 + 4*same(old, now)
}

// same is the share of values that two steps of a kind have in common.
func same(old, now *known) float64 {
	before := map[string]string{}
	for _, l := range old.own {
		if l.shown == l.text { // a default says nothing
			before[l.path] = l.canonical()
		}
	}
	all, equal := len(before), 0
	for _, l := range now.own {
		if l.shown != l.text {
			continue
		}
		text, there := before[l.path]
		switch {
		case !there:
			all++
		case text == l.canonical():
			equal++
		}
	}
	if all == 0 {
		return 1
	}
	return float64(equal) / float64(all)
}

// inTurn pairs very long lists: equal steps and equal ids, each with the next of its like.
func inTurn(old, now []*known) []pair {
	var pairs []pair
	next := map[string][]int{}
	key := func(k *known) string {
		if k.id != "" {
			return "\x00" + k.id
		}
		return k.print
	}
	for j, k := range now {
		next[key(k)] = append(next[key(k)], j)
	}
	at := 0
	for _, k := range old {
		places := next[key(k)]
		for len(places) > 0 && places[0] < at {
			places = places[1:]
		}
		next[key(k)] = places
		if len(places) == 0 {
			pairs = append(pairs, pair{old: k})
			continue
		}
		for ; at < places[0]; at++ {
			pairs = append(pairs, pair{now: now[at]})
		}
		pairs = append(pairs, pair{k, now[at]})
		at++
	}
	for ; at < len(now); at++ {
		pairs = append(pairs, pair{now: now[at]})
	}
	return pairs
}
