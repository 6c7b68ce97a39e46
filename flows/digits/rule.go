package digits

import "errors"

// Rule is what a collect or a menu accepts. An entry is legal when its length is within Min and Max and,
// if there are any Choices, Values or Patterns, it is one of them. Without any of them every run of keys is
// legal. The empty entry never is.
type Rule struct {
	// Min is the least number of keys; 0 is the same as 1.
	Min int
	// Max is the greatest number of keys, 0 for none; EntryMax caps it in any case.
	Max int
	// Choices are the options of a menu: literals first, then patterns in this order.
	Choices []Pattern
	// Values are whole entries, each a run of keys.
	Values []string
	// Patterns are numbers or patterns an entry may match, in this order.
	Patterns []Pattern
	// Terminators are the keys that end an entry. They are never part of one.
	Terminators KeySet
	// KeepTerminatorIfAlone makes a terminator that is pressed first the value itself.
	KeepTerminatorIfAlone bool
	// Policy decides when an entry is finished without a terminator.
	Policy Policy
}

// check gives one *RuleError for each part that makes no sense, joined.
func (r Rule) check() error {
	var faults []error
	fault := func(field string, index int, reason string) {
		faults = append(faults, &RuleError{Field: field, Index: index, Reason: reason})
	}
	switch {
	case r.Min < 0 || r.Min > EntryMax:
		fault("Min", -1, "the least number of keys is between 0 and 255")
	case r.Max < 0 || r.Max > EntryMax:
		fault("Max", -1, "the greatest number of keys is between 0 and 255")
	case r.Max > 0 && r.Min > r.Max:
		fault("Min", -1, "the least number of keys is above the greatest")
	}
	for i, pattern := range r.Choices {
		if pattern.IsZero() {
			fault("Choices", i, "the choice is empty")
		}
	}
	for i, value := range r.Values {
		if _, err := ParseKeys(value); err != nil || value == "" {
			fault("Values", i, "a value is a run of keys: 0-9, *, # and A-D")
		}
	}
	for i, pattern := range r.Patterns {
		if pattern.IsZero() {
			fault("Patterns", i, "the pattern is empty")
		}
	}
	if r.Terminators == allKeys {
		fault("Terminators", -1, "when every key is a terminator, nothing can be entered")
	}
	if !r.Policy.Valid() {
		fault("Policy", -1, "the policy is auto, first or strict")
	}
	return errors.Join(faults...)
}

// least is the least number of keys of a legal entry.
func (r Rule) least() int { return max(r.Min, 1) }

// most is the greatest number of keys of a legal entry.
func (r Rule) most() int {
	if r.Max == 0 {
		return EntryMax
	}
	return r.Max
}
