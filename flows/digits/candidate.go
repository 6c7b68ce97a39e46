package digits

// Source says which part of a Rule an entry matched.
type Source uint8

const (
	// SourceAny: the rule names nothing, so any keys will do.
	SourceAny Source = iota
	// SourceChoice: one of Rule.Choices.
	SourceChoice
	// SourceValue: one of Rule.Values.
	SourceValue
	// SourcePattern: one of Rule.Patterns.
	SourcePattern
	// SourceTerminator: a lone terminator that is kept as the value and is no choice, value or pattern.
	SourceTerminator
)

// candidate is one thing an entry may turn out to be, narrowed to what the keypad, the terminators and the
// length limits leave of it.
type candidate struct {
	source  Source
	index   int
	text    string
	pattern Pattern

	alphabet charSet   // keys that may stand in an entry
	places   []charSet // within alphabet
	tail     tail
	shortest int
	longest  int
	dead     Reason // why no entry can ever be this, or reasonNone
}

// newCandidate narrows the pattern to the rule.
func newCandidate(rule Rule, source Source, index int, text string, pattern Pattern) candidate {
	c := candidate{
		source: source, index: index, text: text, pattern: pattern,
		alphabet: (allKeys &^ rule.Terminators).characters(),
		tail:     pattern.tail,
		shortest: max(pattern.MinLen(), rule.least()),
		longest:  rule.most(),
	}
	if pattern.tail == tailNone {
		c.longest = min(c.longest, pattern.MaxLen())
	}
	if c.shortest > c.longest {
		c.dead = ReasonLength
	}
	for _, place := range pattern.places {
		onPad := foldKeys(place).intersect(allKeys.characters())
		narrowed := onPad.intersect(c.alphabet)
		c.places = append(c.places, narrowed)
		switch {
		case onPad.empty():
			c.dead = ReasonKeypad
		case narrowed.empty() && c.dead != ReasonKeypad:
			c.dead = ReasonTerminator
		}
	}
	return c
}

// foldKeys adds A to D where a to d stand, since a tone has no case.
func foldKeys(set charSet) charSet {
	for lower := byte('a'); lower <= 'd'; lower++ {
		if set.has(lower) {
			set.add(lower - 'a' + 'A')
		}
	}
	return set
}

// place is the set of keys that may stand at place i.
func (c candidate) place(i int) charSet {
	if i < len(c.places) {
		return c.places[i]
	}
	return c.alphabet
}

// state tells what the entry is to the candidate.
func (c candidate) state(entry string) State {
	if c.dead != reasonNone || len(entry) > c.longest {
		return State{}
	}
	for i := range len(entry) {
		if !c.place(i).has(entry[i]) {
			return State{}
		}
	}
	enough := c.longest
	if c.tail == tailAny {
		enough = c.shortest
	}
	match := len(entry) >= c.shortest
	longer := len(entry) < enough
	return State{Match: match, Longer: longer, Possible: match || longer}
}

// covers reports whether every entry that is d would also be c.
func (c candidate) covers(d candidate) bool {
	if d.shortest < c.shortest || d.longest > c.longest {
		return false
	}
	return c.leads(d, min(len(c.places), d.longest))
}

// cutsOff reports whether every entry that is d begins with a shorter one that is c.
func (c candidate) cutsOff(d candidate) bool {
	return c.shortest < d.shortest && c.leads(d, c.shortest)
}

// leads reports whether the first n places of every d are allowed by c.
func (c candidate) leads(d candidate, n int) bool {
	for i := range n {
		if !c.place(i).covers(d.place(i)) {
			return false
		}
	}
	return true
}
