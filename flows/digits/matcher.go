package digits

// Matcher answers what the keys pressed so far amount to under a Rule. It is immutable and safe to share
// between calls.
type Matcher struct {
	rule       Rule
	candidates []candidate // in the order in which they are tried
}

// NewMatcher makes a matcher for the rule. The error joins one *RuleError for each part of the rule that
// makes no sense. A choice that no entry can ever be is no error; see Unreachable.
func NewMatcher(rule Rule) (*Matcher, error) {
	if err := rule.check(); err != nil {
		return nil, err
	}
	return &Matcher{rule: rule, candidates: arrange(rule)}, nil
}

// arrange lists the candidates: everything exact first, then patterns in the order of the document.
func arrange(rule Rule) []candidate {
	var exact, wild []candidate
	add := func(source Source, patterns []Pattern) {
		for i, pattern := range patterns {
			c := newCandidate(rule, source, i, pattern.String(), pattern)
			if pattern.literal {
				exact = append(exact, c)
			} else {
				wild = append(wild, c)
			}
		}
	}
	add(SourceChoice, rule.Choices)
	for i, value := range rule.Values {
		exact = append(exact, newCandidate(rule, SourceValue, i, value, literalPattern(value)))
	}
	add(SourcePattern, rule.Patterns)
	if len(exact)+len(wild) == 0 {
		return []candidate{newCandidate(rule, SourceAny, 0, "", Pattern{tail: tailSome})}
	}
	return append(exact, wild...)
}

// literalPattern makes a literal of a run of keys.
func literalPattern(keys string) Pattern {
	p := Pattern{source: keys, literal: true}
	for i := range len(keys) {
		p.places = append(p.places, charRange(keys[i], keys[i]))
	}
	return p
}

// Rule gives the rule the matcher was made for.
func (m *Matcher) Rule() Rule { return m.rule }

// Press adds a key to the entry and judges the result. A terminator ends the entry: with Complete when it
// is legal, NoMatch when it is not, EmptyTerminated when there is none; a lone terminator that the rule
// keeps is Complete and becomes the entry. An invalid key changes nothing.
func (m *Matcher) Press(entry string, key Key) Outcome {
	switch {
	case !key.Valid():
		return Outcome{Verdict: m.Verdict(entry), Entry: entry}
	case !m.rule.Terminators.Has(key):
		entry += key.String()
		return Outcome{Verdict: m.Verdict(entry), Entry: entry}
	case entry == "" && m.rule.KeepTerminatorIfAlone:
		return Outcome{Verdict: Complete, Entry: key.String(), Terminator: key}
	case entry == "":
		return Outcome{Verdict: EmptyTerminated, Terminator: key}
	case m.state(entry).Match:
		return Outcome{Verdict: Complete, Entry: entry, Terminator: key}
	default:
		return Outcome{Verdict: NoMatch, Entry: entry, Terminator: key}
	}
}

// Verdict judges an entry that holds no terminator: More, Ambiguous, Full, Complete or NoMatch. The empty
// entry always needs More.
func (m *Matcher) Verdict(entry string) Verdict {
	if entry == "" {
		return More
	}
	state := m.state(entry)
	switch m.rule.Policy {
	case PolicyFirst:
		return verdictFirst(state)
	case PolicyStrict:
		return m.verdictStrict(entry, state)
	default:
		return m.verdictAuto(entry, state)
	}
}

func verdictFirst(state State) Verdict {
	switch {
	case state.Match:
		return Complete
	case state.Possible:
		return More
	default:
		return NoMatch
	}
}

func (m *Matcher) verdictStrict(entry string, state State) Verdict {
	switch {
	case len(entry) > EntryMax:
		return NoMatch
	case state.Match && len(entry) == m.rule.most():
		return Full
	case state.Match:
		return Ambiguous
	default:
		return More
	}
}

func (m *Matcher) verdictAuto(entry string, state State) Verdict {
	switch {
	case !state.Possible:
		return NoMatch
	case !state.Match:
		return More
	case state.Longer:
		return Ambiguous
	case m.endsByLength(entry):
		return Full
	default:
		return Complete
	}
}

// endsByLength reports whether it is the length limit alone that leaves no room for more, so that the
// caller may well be about to press a terminator.
func (m *Matcher) endsByLength(entry string) bool {
	if m.rule.Terminators.Empty() || len(entry) < m.rule.most() {
		return false
	}
	for _, c := range m.candidates {
		if c.tail == tailSome && c.state(entry).Match {
			return true
		}
	}
	return false
}

// AtTimeout judges the entry when the timeout it was waiting for has passed: Complete when it is legal,
// NoInput when it is empty, else Partial.
func (m *Matcher) AtTimeout(entry string) Verdict {
	switch {
	case entry == "":
		return NoInput
	case m.Legal(entry):
		return Complete
	default:
		return Partial
	}
}

// Viable reports whether the key may begin a legal entry, or is a terminator: whether it is worth stopping
// a prompt for.
func (m *Matcher) Viable(key Key) bool {
	if !key.Valid() {
		return false
	}
	return m.rule.Terminators.Has(key) || m.state(key.String()).Possible
}

// Legal reports whether the entry is one that the rule accepts.
func (m *Matcher) Legal(entry string) bool {
	_, ok := m.Matched(entry)
	return ok
}

// Match is what an entry turned out to be.
type Match struct {
	// Source is the part of the rule.
	Source Source
	// Index is the place in that part, 0 when it is no list.
	Index int
	// Key is the choice, value or pattern as it was written; empty for SourceAny, and the terminator itself
	// for SourceTerminator.
	Key string
	// Captures is what the wildcards matched, as Pattern.Captures has it.
	Captures []string
}

// Matched gives what the entry is: exact choices, values and patterns first, then choices and patterns with
// wildcards in the order of the document. ok is false when the entry is not legal.
func (m *Matcher) Matched(entry string) (match Match, ok bool) {
	if m.loneTerminator(entry) {
		return m.matchedTerminator(entry), true
	}
	for _, c := range m.candidates {
		if !c.state(entry).Match {
			continue
		}
		match = Match{Source: c.source, Index: c.index, Key: c.text}
		if c.source != SourceAny {
			match.Captures = c.pattern.cut(entry)
		}
		return match, true
	}
	return Match{}, false
}

// loneTerminator reports whether the entry is a terminator that was kept as the value.
func (m *Matcher) loneTerminator(entry string) bool {
	return m.rule.KeepTerminatorIfAlone && len(entry) == 1 && m.rule.Terminators.Has(Key(entry[0]))
}

func (m *Matcher) matchedTerminator(entry string) Match {
	for _, c := range m.candidates {
		if c.source != SourceAny && c.pattern.isJust(entry) {
			return Match{Source: c.source, Index: c.index, Key: c.text}
		}
	}
	return Match{Source: SourceTerminator, Key: entry}
}

// state is the sum of what the entry is to all candidates.
func (m *Matcher) state(entry string) State {
	var sum State
	for _, c := range m.candidates {
		s := c.state(entry)
		sum.Match = sum.Match || s.Match
		sum.Longer = sum.Longer || s.Longer
		sum.Possible = sum.Possible || s.Possible
	}
	return sum
}
