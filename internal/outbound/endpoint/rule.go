package endpoint

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/ariapp/ariapp/flows/digits"
)

// Rule is one endpoint, or a set of them: PJSIP/100, or PJSIP/_0X.@trunk, whose
// pattern is that of the dialplan. Make it with ParseRule; the zero Rule matches nothing.
type Rule struct {
	text          string
	before, after string
	pattern       digits.Pattern
}

var patternStart = regexp.MustCompile(`[/:]_`)

// ParseRule reads a rule. A pattern begins with _ behind a / or : and ends at the next / or @.
func ParseRule(text string) (Rule, error) {
	user, _, _ := strings.Cut(text, "@")
	start := patternStart.FindStringIndex(user)
	if start == nil {
		if _, err := Parse(text); err != nil {
			return Rule{}, err
		}
		return Rule{text: text, before: text}, nil
	}
	at := start[0]
	rest, after := text[at+1:], ""
	if end := strings.IndexAny(rest, "/@"); end >= 0 {
		rest, after = rest[:end], rest[end:]
	}
	pattern, err := digits.Parse(rest)
	if err != nil {
		return Rule{}, fmt.Errorf("%q has no pattern of numbers: %w", text, err)
	}
	// With a number in its place it must be something that can be dialled.
	if _, err := Parse(text[:at+1] + "0" + after); err != nil {
		return Rule{}, err
	}
	return Rule{text: text, before: text[:at+1], after: after, pattern: pattern}, nil
}

// String is the rule as it was written.
func (r Rule) String() string { return r.text }

// IsWide tells a set of endpoints from a single one.
func (r Rule) IsWide() bool { return !r.pattern.IsZero() }

// Match tells whether an endpoint is the rule's. Asterisk does not look at the
// case of technologies, so the rule does not either.
func (r Rule) Match(e Endpoint) bool { return r.match(e, false) }

// MatchLoosely is Match for rules that forbid: no part is told from another by its case.
func (r Rule) MatchLoosely(e Endpoint) bool { return r.match(e, true) }

// Covers tells whether every endpoint of another rule is the rule's as well.
func (r Rule) Covers(other Rule) bool {
	if r.text == "" || other.text == "" {
		return false
	}
	if !other.IsWide() {
		e, err := Parse(other.text)
		return err == nil && r.Match(e)
	}
	tech, before, _ := strings.Cut(r.before, "/")
	itsTech, itsBefore, _ := strings.Cut(other.before, "/")
	return r.IsWide() && strings.EqualFold(tech, itsTech) && before == itsBefore && r.after == other.after &&
		r.pattern.Covers(other.pattern)
}

func (r Rule) match(e Endpoint, loosely bool) bool {
	tech, before, _ := strings.Cut(r.before, "/")
	if r.text == "" || !strings.EqualFold(tech, e.Tech) {
		return false
	}
	text, after := e.Address, r.after
	if loosely {
		text, before, after = strings.ToLower(text), strings.ToLower(before), strings.ToLower(after)
	}
	if !r.IsWide() {
		return text == before
	}
	if len(text) < len(before)+len(after) || !strings.HasPrefix(text, before) || !strings.HasSuffix(text, after) {
		return false
	}
	middle := text[len(before) : len(text)-len(after)]
	if loosely {
		return slices.ContainsFunc(spellings(middle), func(spelled string) bool {
			return len(spelled) <= numberMax && number.MatchString(spelled) && r.pattern.Match(spelled)
		})
	}
	return len(middle) <= numberMax && number.MatchString(middle) && r.pattern.Match(middle)
}

// spellings are all ways to write a number: 0044… is +44… and 01144….
func spellings(number string) []string {
	plain := unadorned.Replace(number)
	all := []string{number, plain}
	for _, prefix := range []string{"+", "00", "011"} {
		rest, found := strings.CutPrefix(plain, prefix)
		if !found {
			continue
		}
		for _, other := range []string{"+", "00", "011"} {
			all = append(all, other+rest)
		}
	}
	return all
}
