package app

import "github.com/ariapp/ariapp/internal/cluster"

// stray are the records that name this process though it does not have their calls, nor had at the look before: it has
// let go of one that nobody took. As their owner lives nobody else looks for them. What a process leaves that drains is
// for whoever comes after it.
func (i *instances) stray(all []cluster.Kept) map[string]bool {
	if i.app.isDraining() {
		i.strays = nil
		return nil
	}
	before, found := i.strays, map[string]bool{}
	i.strays = map[string]uint64{}
	for _, kept := range all {
		key := kept.Item.Key
		if kept.Err != nil || kept.Record.Owner != i.self || i.app.keeping.ledger.Holds(key) {
			continue
		}
		i.strays[key] = kept.Item.Revision
		found[key] = before[key] == kept.Item.Revision
	}
	return found
}
