package digits

import "fmt"

// Reason says why a choice, value or pattern can never be what a caller enters.
type Reason uint8

const (
	reasonNone Reason = iota
	// ReasonLength: Min and Max leave no length at which it could match.
	ReasonLength
	// ReasonKeypad: it needs a character that no telephone key makes.
	ReasonKeypad
	// ReasonTerminator: it needs a key that is a terminator.
	ReasonTerminator
	// ReasonHidden: another one is tried before it and matches all that it matches.
	ReasonHidden
	// ReasonCutOff: under PolicyFirst a shorter one is finished before this one can be.
	ReasonCutOff
)

// Unreachable is a choice, value or pattern of a Rule that no entry can ever be.
type Unreachable struct {
	// Source and Index name it.
	Source Source
	Index  int
	// Key is the text of it as it was written.
	Key string
	// Reason says why.
	Reason Reason
	// By is the text of the one that is in the way, for ReasonHidden and ReasonCutOff.
	By string
}

// String is a plain sentence without a full stop.
func (u Unreachable) String() string {
	switch u.Reason {
	case ReasonLength:
		return fmt.Sprintf("%s can never be entered: no length between min and max fits it", u.Key)
	case ReasonKeypad:
		return fmt.Sprintf("%s can never be entered: it needs a character that is no telephone key", u.Key)
	case ReasonTerminator:
		return fmt.Sprintf("%s can never be entered: it needs a key that ends the entry", u.Key)
	case ReasonHidden:
		return fmt.Sprintf("%s can never be chosen: %s takes all it matches", u.Key, u.By)
	case ReasonCutOff:
		return fmt.Sprintf("%s can never be chosen: the first match is always the shorter %s", u.Key, u.By)
	default:
		return fmt.Sprintf("%s can be entered", u.Key)
	}
}

// Unreachable lists what can never be entered, in the order in which the rule tries it. What only several
// others together hide is not found.
func (m *Matcher) Unreachable() []Unreachable {
	var out []Unreachable
	for i, c := range m.candidates {
		if m.keptTerminator(c) {
			continue
		}
		reason, by := m.obstacle(i)
		if reason != reasonNone {
			out = append(out, Unreachable{Source: c.source, Index: c.index, Key: c.text, Reason: reason, By: by})
		}
	}
	return out
}

// obstacle finds why candidate i cannot be entered, and what is in the way.
func (m *Matcher) obstacle(i int) (reason Reason, by string) {
	c := m.candidates[i]
	if c.dead != reasonNone {
		return c.dead, ""
	}
	for j, other := range m.candidates {
		switch {
		case other.dead != reasonNone:
		case j < i && other.covers(c):
			return ReasonHidden, other.text
		case m.rule.Policy == PolicyFirst && other.cutsOff(c):
			return ReasonCutOff, other.text
		}
	}
	return reasonNone, ""
}

// keptTerminator reports whether the candidate is the lone terminator that the rule keeps as a value, and
// is the first to be so.
func (m *Matcher) keptTerminator(c candidate) bool {
	if c.source == SourceAny || c.dead != ReasonTerminator || len(c.pattern.places) != 1 {
		return false
	}
	for bit := range len(keypad) {
		text := keypad[bit : bit+1]
		if !m.loneTerminator(text) {
			continue
		}
		match := m.matchedTerminator(text)
		if match.Source == c.source && match.Index == c.index {
			return true
		}
	}
	return false
}
