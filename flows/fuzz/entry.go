package fuzz

import (
	"slices"
	"strings"

	"github.com/ariapp/ariapp/flows/scenario"
	"github.com/ariapp/ariapp/flows/source"
)

// slot is what the file tells of a key of the store.
type slot struct {
	// key is as the file has it, and may have expressions in it.
	key string
	// values are those that the flows write there, or compare with what is there.
	values []any
	// counts tells that a step adds to what is there, which then is a whole number.
	counts bool
}

// learnStore reads the steps that store something.
func (k *knowledge) learnStore() {
	k.slots = map[string]*slot{}
	byKey := map[string]*slot{}
	for _, address := range sortedKeys(k.fields) {
		fields := k.fields[address]
		if step := k.steps[address]; step == nil || step.Kind != "store" || fields == nil {
			continue
		}
		key := fields
		if fields.Kind == source.Map {
			key = fields.Get("key")
		}
		if key == nil {
			continue
		}
		one := byKey[key.Value]
		if one == nil {
			one = &slot{key: key.Value}
			byKey[key.Value] = one
		}
		k.slots[address] = one
		one.counts = one.counts || fields.Get("add") != nil
		for _, name := range []string{"if_value", "set"} {
			if value, ok := written(fields.Get(name)); ok {
				one.values = append(one.values, value)
			}
		}
		one.values = append(one.values, k.compared["steps."+k.steps[address].ID+".value"]...)
	}
}

// entries are the keys of the store that a call may look at: those that it did, and those that the file names.
func (k *knowledge) entries(reads []scenario.StoreRead) []scenario.StoreRead {
	all := slices.Clone(reads)
	for _, address := range sortedKeys(k.slots) {
		key := k.slots[address].key
		known := slices.ContainsFunc(all, func(one scenario.StoreRead) bool { return one.Key == key })
		if !known && !strings.Contains(key, "${") {
			all = append(all, scenario.StoreRead{Key: key, Step: address})
		}
	}
	return all
}

// otherEntry has nothing stand under a key of the store, what the flows would have there, or something else.
func (f *fuzzer) otherEntry(given *scenario.Given, entries []scenario.StoreRead) {
	entry := pick(f.random, entries)
	given.StoreBroken = false
	given.Store = slices.DeleteFunc(given.Store, func(e scenario.Entry) bool { return e.Key == entry.Key })
	if f.chance(20) {
		return
	}
	given.Store = append(given.Store, scenario.Entry{Key: entry.Key, Value: f.kept(f.known.slots[entry.Step])})
}

// kept is a value that may stand in the store.
func (f *fuzzer) kept(s *slot) any {
	switch {
	case s == nil:
		return f.odd()
	case s.counts:
		return f.like(1, s.values)
	case len(s.values) > 0 && f.chance(constantOften):
		return pick(f.random, s.values)
	case len(s.values) > 0 && f.chance(50):
		return f.like(s.values[0], s.values)
	}
	return f.odd()
}
