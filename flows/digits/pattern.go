package digits

import "strings"

// Pattern is a number or a set of numbers as Asterisk's dialplan writes it.
//
// Without a leading underscore it is a literal: that number and no other, letter case included. With one,
// each character stands for one place of the number: X is 0-9, Z is 1-9, N is 2-9 (in either case), [15-7]
// is any of 1, 5, 6, 7, and anything else is itself. At the end, '.' stands for one or more characters of
// any kind, '!' for none or more. A '-' outside of a set is there for the eye and means nothing, in the
// pattern as in the number.
//
// The difference between "_9." and "_9!" is patience: while keys come in, '.' is always worth another key,
// whereas '!' is content with what it has as soon as nothing else could match (see State).
//
// The zero Pattern matches nothing. A Pattern is immutable and safe to share.
type Pattern struct {
	source  string
	literal bool
	places  []charSet
	tail    tail
}

// tail is what may follow the places of a pattern.
type tail uint8

const (
	tailNone tail = iota // nothing
	tailSome             // '.': one character or more
	tailAny              // '!': nothing or more
)

// String gives the pattern as it was written.
func (p Pattern) String() string { return p.source }

// IsZero reports whether p is the zero Pattern.
func (p Pattern) IsZero() bool { return p.source == "" }

// IsLiteral reports whether p is written without a leading underscore.
func (p Pattern) IsLiteral() bool { return p.literal }

// MinLen is the length of the shortest number that matches, in characters without '-'.
func (p Pattern) MinLen() int {
	if p.tail == tailSome {
		return len(p.places) + 1
	}
	return len(p.places)
}

// MaxLen is the length of the longest number that matches, or -1 when there is no longest.
func (p Pattern) MaxLen() int {
	if p.tail == tailNone {
		return len(p.places)
	}
	return -1
}

// Match reports whether the number matches.
func (p Pattern) Match(number string) bool { return p.State(number).Match }

// State is what the beginning of a number is to a pattern.
type State struct {
	// Match: the prefix is a match as it stands.
	Match bool
	// Longer: a longer number that begins with the prefix matches too, and is worth waiting for. A pattern
	// that ends in '!' waits for no more once it matches, although it would match more.
	Longer bool
	// Possible: the prefix is a match or can grow into one.
	Possible bool
}

// State tells what the prefix, which may be empty, is to the pattern.
func (p Pattern) State(prefix string) State {
	prefix = strip(prefix)
	if p.IsZero() || !p.begins(prefix) {
		return State{}
	}
	longest := p.MaxLen()
	match := len(prefix) >= p.MinLen() && (longest < 0 || len(prefix) <= longest)
	longer := p.tail == tailSome || len(prefix) < len(p.places)
	return State{Match: match, Longer: longer, Possible: match || longer}
}

// begins reports whether the places that prefix fills allow it.
func (p Pattern) begins(prefix string) bool {
	if p.tail == tailNone && len(prefix) > len(p.places) {
		return false
	}
	for i := range min(len(prefix), len(p.places)) {
		if !p.places[i].has(prefix[i]) {
			return false
		}
	}
	return true
}

// Captures gives what the wildcards matched: one string for each unbroken run of X, Z, N, sets and the
// final '.' or '!'. So "_9." with 9123 gives [123], "_*7X*XX" with *71*23 gives [1 23], and "_00!" with 00
// gives one empty string. A set of one member is no wildcard. It gives nil when the number does not match
// or the pattern has no wildcard; otherwise the count is CaptureCount.
func (p Pattern) Captures(number string) []string {
	number = strip(number)
	if !p.Match(number) {
		return nil
	}
	return p.cut(number)
}

// cut gives the captures of a number that is known to match and has no dashes.
func (p Pattern) cut(number string) []string {
	var out []string
	for start, end := range p.runs {
		if end < 0 {
			end = len(number)
		}
		out = append(out, number[start:end])
	}
	return out
}

// CaptureCount is the number of strings that Captures gives for any number that matches.
func (p Pattern) CaptureCount() int {
	count := 0
	for range p.runs {
		count++
	}
	return count
}

// isJust reports whether the pattern is that one number and no other.
func (p Pattern) isJust(number string) bool {
	if p.tail != tailNone || !p.Match(number) {
		return false
	}
	for _, place := range p.places {
		if place.size() != 1 {
			return false
		}
	}
	return true
}

// runs yields where each run of wildcards begins and ends; an end of -1 is the end of the number.
func (p Pattern) runs(yield func(start, end int) bool) {
	start := -1
	for i, place := range p.places {
		wild := place.size() > 1
		switch {
		case wild && start < 0:
			start = i
		case !wild && start >= 0:
			if !yield(start, i) {
				return
			}
			start = -1
		}
	}
	switch {
	case p.tail != tailNone && start < 0:
		yield(len(p.places), -1)
	case p.tail != tailNone:
		yield(start, -1)
	case start >= 0:
		yield(start, len(p.places))
	}
}

// MissesUnderscore reports whether a literal looks like a pattern whose leading underscore was forgotten,
// such as 2XX or 9. or NXXXXXX: Asterisk would wait for someone to dial the letters.
func (p Pattern) MissesUnderscore() bool {
	if !p.literal {
		return false
	}
	body := strings.TrimRight(strip(p.source), ".!")
	trailing := len(body) < len(strip(p.source))
	wild := false
	for _, c := range body {
		switch {
		case c == 'X' || c == 'Z' || c == 'N':
			wild = true
		case !strings.ContainsRune("0123456789*#+", c):
			return false
		}
	}
	return wild || trailing
}

// MarshalText gives the pattern as it was written; it never fails.
func (p Pattern) MarshalText() ([]byte, error) { return []byte(p.source), nil }

// UnmarshalText reads what Parse reads, and takes the empty text for the zero Pattern.
func (p *Pattern) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*p = Pattern{}
		return nil
	}
	parsed, err := Parse(string(text))
	if err != nil {
		return err
	}
	*p = parsed
	return nil
}

// strip takes out the dashes that Asterisk ignores.
func strip(number string) string {
	if !strings.Contains(number, "-") {
		return number
	}
	return strings.ReplaceAll(number, "-", "")
}
