package schedule

import (
	"slices"

	"github.com/ariapp/ariapp/flows/source"
)

// keyOfDays are days with the key that they were read from.
type keyOfDays struct {
	days
	node *source.Node
}

// keyedDays are those of one mapping.
type keyedDays []keyOfDays

// clash is the key whose days are as definite as on and share one with it, or nil.
func (k keyedDays) clash(on days) *source.Node {
	for _, other := range k {
		if other.rank() == on.rank() && other.meets(on) {
			return other.node
		}
	}
	return nil
}

// unreachable are the ranges each of whose days a single day of the same sort has taken.
func (k keyedDays) unreachable() []*source.Node {
	var keys []*source.Node
	for _, wide := range k {
		if wide.from == wide.to {
			continue
		}
		taken := map[date]bool{}
		for _, single := range k {
			if single.from == single.to && single.yearly() == wide.yearly() && wide.has(single.from) {
				taken[single.from] = true
			}
		}
		if len(taken) == wide.count() {
			keys = append(keys, wide.node)
		}
	}
	return keys
}

// insert puts one behind all of its own and of lower rank.
func insert[T any](all []T, one T, rank func(T) int) []T {
	i := slices.IndexFunc(all, func(other T) bool { return rank(other) > rank(one) })
	if i < 0 {
		return append(all, one)
	}
	return slices.Insert(all, i, one)
}
