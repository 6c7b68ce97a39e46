package digits

import (
	"iter"
	"slices"
)

// Entry is one line of a Table: who dials this gets that.
type Entry[T any] struct {
	// Pattern is what has to be dialled.
	Pattern Pattern
	// Value is what it leads to.
	Value T
}

// Table chooses by the number dialled, with Asterisk's preference: the first entry in the order of Compare
// that matches, and of two that compare as equal the one that was given first. It is immutable and safe to
// share.
type Table[T any] struct {
	entries  []Entry[T]
	ranked   []int          // indexes of entries, most preferred first
	literals map[string]int // number without dashes to its index
	patterns []int          // the part of ranked that is no literal
}

// NewTable makes a table of the entries; an entry with the zero Pattern is never chosen.
func NewTable[T any](entries []Entry[T]) *Table[T] {
	t := &Table[T]{entries: slices.Clone(entries), literals: make(map[string]int)}
	for i := range t.entries {
		t.ranked = append(t.ranked, i)
	}
	slices.SortStableFunc(t.ranked, func(a, b int) int {
		return Compare(t.entries[a].Pattern, t.entries[b].Pattern)
	})
	for _, i := range t.ranked {
		pattern := t.entries[i].Pattern
		if !pattern.literal {
			t.patterns = append(t.patterns, i)
			continue
		}
		number := strip(pattern.source)
		if _, taken := t.literals[number]; !taken {
			t.literals[number] = i
		}
	}
	return t
}

// Lookup gives the value of the preferred entry that matches the number, and what its wildcards matched
// (see Pattern.Captures). ok is false when none matches.
func (t *Table[T]) Lookup(number string) (value T, captures []string, ok bool) {
	index, ok := t.Find(number)
	if !ok {
		return value, nil, false
	}
	entry := t.entries[index]
	return entry.Value, entry.Pattern.Captures(number), true
}

// Find gives the index, in the order the entries were given, of the preferred entry that matches.
func (t *Table[T]) Find(number string) (index int, ok bool) {
	number = strip(number)
	if index, ok = t.literals[number]; ok {
		return index, true
	}
	for _, index := range t.patterns {
		if t.entries[index].Pattern.Match(number) {
			return index, true
		}
	}
	return 0, false
}

// Len is the number of entries.
func (t *Table[T]) Len() int { return len(t.entries) }

// All yields the entries, most preferred first, each with its index in the order given.
func (t *Table[T]) All() iter.Seq2[int, Entry[T]] {
	return func(yield func(int, Entry[T]) bool) {
		for _, i := range t.ranked {
			if !yield(i, t.entries[i]) {
				return
			}
		}
	}
}

// Shadow is an entry that can never be chosen, because another one is preferred wherever it matches.
type Shadow struct {
	// Index is the entry that is never chosen, By the one that takes its place; both in the order given.
	Index, By int
}

// Shadows lists the entries that a single other entry hides, in the order given: the same pattern twice,
// a pattern for one number beside that number itself, "_2XX" beside "_2XX!". It does not look for entries
// that only several others together hide.
func (t *Table[T]) Shadows() []Shadow {
	var out []Shadow
	for place, index := range t.ranked {
		if pattern := t.entries[index].Pattern; pattern.literal { // many numbers are usual, and nothing else hides one
			if first := t.literals[strip(pattern.source)]; first != index {
				out = append(out, Shadow{Index: index, By: first})
			}
			continue
		}
		for _, by := range t.ranked[:place] {
			if t.entries[by].Pattern.Covers(t.entries[index].Pattern) {
				out = append(out, Shadow{Index: index, By: by})
				break
			}
		}
	}
	slices.SortFunc(out, func(a, b Shadow) int { return a.Index - b.Index })
	return out
}
