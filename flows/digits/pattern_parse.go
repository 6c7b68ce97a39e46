package digits

import (
	"fmt"
	"strings"
)

// Parse reads a number or pattern as Asterisk's dialplan writes it (see Pattern). Every error is a
// *PatternError.
//
// It is stricter than Asterisk where Asterisk takes something silently that can only be a mistake: an empty
// set, a range that runs backwards or mixes kinds, anything after '.' or '!', a set without an underscore.
func Parse(s string) (Pattern, error) {
	p := &patternParser{text: s}
	if err := p.parse(); err != nil {
		return Pattern{}, err
	}
	return p.out, nil
}

// patternParser walks through text once.
type patternParser struct {
	text string
	at   int
	out  Pattern
}

func (p *patternParser) fault(offset int, format string, args ...any) error {
	return &PatternError{Pattern: p.text, Offset: offset, Reason: fmt.Sprintf(format, args...)}
}

func (p *patternParser) parse() error {
	switch {
	case p.text == "":
		return p.fault(0, "a number is missing")
	case len(p.text) > PatternMax:
		return p.fault(PatternMax, "a pattern has at most %d characters", PatternMax)
	}
	p.out.source = p.text
	p.out.literal = p.text[0] != '_'
	read := p.place
	if p.out.literal {
		read = p.literal
	} else {
		p.at = 1
	}
	for p.at < len(p.text) {
		if p.text[p.at] == '-' {
			p.at++
			continue
		}
		if err := read(); err != nil {
			return err
		}
	}
	if len(p.out.places) == 0 && p.out.tail == tailNone {
		return p.fault(len(p.text), "there is nothing to match")
	}
	return nil
}

// literal reads one character of a number that is no pattern.
func (p *patternParser) literal() error {
	c := p.text[p.at]
	switch {
	case c == '[' || c == ']':
		return p.fault(p.at, "a set needs a pattern, and a pattern begins with an underscore: _%s", p.text)
	case !isNumber(c) && !strings.ContainsRune("._!@~$&=%'()?;:", rune(c)):
		return p.stray(p.at)
	}
	p.single(c)
	return nil
}

// place reads one place of a pattern, or its end.
func (p *patternParser) place() error {
	c := p.text[p.at]
	if p.out.tail != tailNone {
		return p.fault(p.at, "nothing may follow '.' or '!', for they already take the rest of the number")
	}
	switch {
	case c == 'X' || c == 'x':
		p.set(charRange('0', '9'))
	case c == 'Z' || c == 'z':
		p.set(charRange('1', '9'))
	case c == 'N' || c == 'n':
		p.set(charRange('2', '9'))
	case c == '.':
		p.out.tail = tailSome
		p.at++
	case c == '!':
		p.out.tail = tailAny
		p.at++
	case c == '[':
		return p.members()
	case c == ']':
		return p.fault(p.at, "this ] closes no set")
	case isNumber(c):
		p.single(c)
	default:
		return p.stray(p.at)
	}
	return nil
}

// members reads a set from its [ to its ].
func (p *patternParser) members() error {
	open := p.at
	length := strings.IndexByte(p.text[open:], ']')
	if length < 0 {
		return p.fault(open, "this set is not closed by ]")
	}
	end := open + length
	if end == open+1 {
		return p.fault(open, "this set has no member")
	}
	var set charSet
	for p.at = open + 1; p.at < end; {
		low, high, err := p.member(end)
		if err != nil {
			return err
		}
		set = set.union(charRange(low, high))
	}
	p.set(set)
	return nil
}

// member reads one character or one range of a set that ends at end.
func (p *patternParser) member(end int) (low, high byte, err error) {
	at := p.at
	low = p.text[at]
	switch {
	case low == '-':
		return 0, 0, p.fault(at, "a - in a set stands between two characters, as in 5-7")
	case !isNumber(low):
		return 0, 0, p.stray(at)
	}
	if at+1 >= end || p.text[at+1] != '-' {
		p.at = at + 1
		return low, low, nil
	}
	if at+2 >= end {
		return 0, 0, p.fault(at+1, "this range has no end")
	}
	high = p.text[at+2]
	switch {
	case !isNumber(high):
		return 0, 0, p.stray(at + 2)
	case kindOf(low) != kindOf(high) || kindOf(low) == kindSign:
		return 0, 0, p.fault(at, "a range goes from digit to digit, or between letters of one case")
	case low > high:
		return 0, 0, p.fault(at, "this range runs backwards: %c comes after %c", low, high)
	}
	p.at = at + 3
	return low, high, nil
}

func (p *patternParser) single(c byte) { p.set(charRange(c, c)) }

func (p *patternParser) set(set charSet) {
	p.out.places = append(p.out.places, set)
	p.at++
}

// stray is the fault of a character that no number has.
func (p *patternParser) stray(offset int) error {
	switch c := p.text[offset]; {
	case c == '/':
		return p.fault(offset, "a caller's number after / is not supported; test the caller in the flow")
	case c == ' ' || c == '\t':
		return p.fault(offset, "a number has no space; write - to group digits")
	case c > maxASCII || c < ' ' || c == maxASCII:
		return p.fault(offset, "a number is digits, *, #, + and plain letters")
	default:
		return p.fault(offset, "%q is not part of a number: digits, *, #, + and letters are", c)
	}
}

// kind sorts the characters between which a range makes sense.
type kind uint8

const (
	kindSign kind = iota
	kindDigit
	kindUpper
	kindLower
)

func kindOf(c byte) kind {
	switch {
	case '0' <= c && c <= '9':
		return kindDigit
	case 'A' <= c && c <= 'Z':
		return kindUpper
	case 'a' <= c && c <= 'z':
		return kindLower
	default:
		return kindSign
	}
}

// isNumber reports whether c may stand for itself in a pattern.
func isNumber(c byte) bool {
	return kindOf(c) != kindSign || c == '*' || c == '#' || c == '+'
}
