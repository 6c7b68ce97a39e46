package lint

import (
	"slices"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/digits"
	"github.com/ariapp/ariapp/flows/source"
)

// choosing is what a menu takes for an answer, as its step reads it.
type choosing struct {
	matcher *digits.Matcher
	rule    digits.Rule
	// keys are the choices as the file has them, in the order of rule.Choices.
	keys []*source.Node
}

// choosingOf reads the choices of a menu; false for what is none.
func (p *Pass) choosingOf(step *flows.Placed) (choosing, bool) {
	choices := p.Field(step, "choices")
	if step.Kind != "menu" || choices == nil {
		return choosing{}, false
	}
	var c choosing
	for key := range choices.All() {
		if pattern, err := digits.Parse(key.Value); err == nil {
			c.rule.Choices, c.keys = append(c.rule.Choices, pattern), append(c.keys, key)
		}
	}
	for _, item := range p.Field(step, "direct_dial").Get("allow").Elements() {
		if pattern, err := digits.Parse(item.Value); err == nil {
			c.rule.Patterns = append(c.rule.Patterns, pattern)
		}
	}
	for _, item := range p.Field(step, "terminators").Elements() {
		if set, err := digits.ParseKeySet(item.Value); err == nil && item.Value != "none" {
			c.rule.Terminators |= set
		}
	}
	policy, err := digits.ParsePolicy(p.Word(step, "match"))
	c.rule.Policy = policy
	c.rule.KeepTerminatorIfAlone = slices.ContainsFunc(c.keys, func(key *source.Node) bool {
		set, err := digits.ParseKeySet(key.Value)
		return err == nil && len(key.Value) == 1 && set&c.rule.Terminators != 0
	})
	if err == nil {
		c.matcher, err = digits.NewMatcher(c.rule)
	}
	return c, err == nil
}

// most is how many entries of a choice are tried: the more choices each of them is held
// against, the fewer.
func (c choosing) most() int {
	all := len(c.rule.Choices) + len(c.rule.Patterns)
	return min(entriesMax, comparedMax/max(1, all*all))
}

// entries visits the entries that a pattern of bounded length matches, until visit
// says stop, or more than so many were tried: then it is false.
func entries(pattern digits.Pattern, most int, visit func(entry string) (stop bool)) bool {
	if pattern.MaxLen() < 0 {
		return false
	}
	const keys = "0123456789*#ABCD"
	tried, stopped := 0, false
	var grow func(entry string)
	grow = func(entry string) {
		state := pattern.State(entry)
		tried++
		if state.Match && tried <= most {
			stopped = stopped || visit(entry)
		}
		if !state.Longer || stopped || tried > most {
			return
		}
		for i := range len(keys) {
			if next := entry + keys[i:i+1]; pattern.State(next).Possible {
				grow(next)
			}
		}
	}
	grow("")
	return tried <= most
}
