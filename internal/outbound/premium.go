package outbound

import "github.com/ariapp/ariapp/flows/digits"

// PremiumPatterns are numbers that look like premium lines, where ivr.yaml does
// not have its own list: shared-cost services that nearly every country has
// under 0900 and 1-900, those of some countries from abroad, and the
// international networks and satellites. Numbers that begin with 00 or 011 are
// matched in their form with + too.
func PremiumPatterns() []string {
	return []string{
		"_0900XXX!", "_00900XXX!", "_90900XXX!", // with and without a digit for an outside line
		"_1900XXXXXXX!", "_91900XXXXXXX!", "_900XXXXXXX", "_1976XXXXXXX!",
		"_+1900XXXXXXX!", "_+1976XXXXXXX!", // North America
		"_+49900XXX!", "_+49137XXX!", // Germany
		"_+43900XXX!", "_+43930XXX!", // Austria
		"_+4190[016]X.",           // Switzerland
		"_+3190[069]X.",           // the Netherlands
		"_+3290XXX!",              // Belgium
		"_+449XXX!", "_+4487XXX!", // the United Kingdom
		"_+3389XXX!",                   // France
		"_+3989XXX!",                   // Italy
		"_+3480[367]X.", "_+34905XXX!", // Spain
		"_+979XXX!",                 // international premium rate
		"_+87[08]X.", "_+88[123]X.", // satellites and international networks
	}
}

// DefaultPremium are the [PremiumPatterns], read.
func DefaultPremium() []digits.Pattern {
	var patterns []digits.Pattern
	for _, text := range PremiumPatterns() {
		if pattern, err := digits.Parse(text); err == nil { // a test holds that all can be read
			patterns = append(patterns, pattern)
		}
	}
	return patterns
}
