package premium

import (
	"slices"
	"strings"

	"github.com/ariapp/ariapp/flows/digits"
)

// Usual are the patterns of numbers that are dear whoever dials them. Numbers
// that begin with 00 or 011 are to be matched in their form with + too.
func Usual() []digits.Pattern {
	texts := []string{
		"_0900XXX!", "_00900XXX!", "_90900XXX!", // nearly everywhere, with and without a digit for an outside line
		"_1900XXXXXXX!", "_91900XXXXXXX!", "_900XXXXXXX", "_1976XXXXXXX!", // North America, from within
		"_+979XXX!",                 // international premium rate
		"_+87[08]X.", "_+88[123]X.", // satellites and international networks
	}
	for _, one := range Countries() {
		texts = append(texts, one.abroad()...)
	}
	return read(texts)
}

// Of are those of a country, also as they are dialled there; false for a country that is not among [Countries].
func Of(code string) ([]digits.Pattern, bool) {
	all := Countries()
	at := slices.IndexFunc(all, func(one Country) bool { return one.Code == code })
	if at < 0 {
		return nil, false
	}
	return read(append(all[at].abroad(), all[at].within()...)), true
}

// abroad are the country's numbers as they are dialled from elsewhere.
func (c Country) abroad() []string { return prefixed("+"+c.Calling, c.Dear) }

// within are the country's numbers as they are dialled there.
func (c Country) within() []string {
	return append(prefixed(c.Trunk, c.Dear), prefixed("", c.Home)...)
}

func prefixed(prefix string, patterns []string) []string {
	var all []string
	for _, one := range patterns {
		all = append(all, "_"+prefix+one)
	}
	return all
}

// read reads patterns of the tables here; a test holds that all can be read.
func read(texts []string) []digits.Pattern {
	var patterns []digits.Pattern
	for _, text := range texts {
		if pattern, err := digits.Parse(text); err == nil {
			patterns = append(patterns, pattern)
		}
	}
	return patterns
}

// Codes are the codes of all [Countries].
func Codes() []string {
	var codes []string
	for _, one := range Countries() {
		codes = append(codes, one.Code)
	}
	slices.Sort(codes)
	return codes
}

// shown is a list of patterns for people.
func shown(patterns []string) string {
	if len(patterns) == 0 {
		return ""
	}
	return "`" + strings.Join(patterns, "` `") + "`"
}

// Table is all of it as a table for people, in Markdown.
func Table() string {
	var text strings.Builder
	text.WriteString("| code | country | from abroad | within | only within |\n| --- | --- | --- | --- | --- |\n")
	for _, one := range Countries() {
		cells := []string{one.Code, one.Name, shown(one.abroad()), shown(prefixed(one.Trunk, one.Dear)),
			shown(prefixed("", one.Home))}
		text.WriteString("| " + strings.Join(cells, " | ") + " |\n")
	}
	return text.String()
}
