package lint

import (
	"slices"

	"github.com/ariapp/ariapp/flows/source"
)

// Rule is everything there is to know of a rule: what it looks for, and its page.
type Rule struct {
	// Name stands in brackets behind its findings, in `ariapp:ignore`, and names its page.
	Name string
	// Summary is one sentence, Doc the rest of the page in Markdown.
	Summary, Doc string
	// Severity is that of its findings; AlsoWarns tells that some of an error's are warnings.
	Severity  source.Severity
	AlsoWarns bool
	// Bad and Good are an ivr.yaml each: with a finding of the rule, and without any.
	Bad, Good string
	// Beside tells that Bad is only wrong together with what is beside the flows: the
	// outer part of the file, other files, an Asterisk.
	Beside bool
	// Check finds; nil for the rules that the compiler and the outer part hold.
	Check func(*Pass)
}

// Lookup is the rule of that name, of [Rules] or [Held], and whether there is one.
func Lookup(name string) (Rule, bool) {
	for _, table := range [][]Rule{Rules(), Held()} {
		if i := slices.IndexFunc(table, func(r Rule) bool { return r.Name == name }); i >= 0 {
			return table[i], true
		}
	}
	return Rule{}, false
}

// mayWarn tells whether findings of the rule may be warnings.
func (r Rule) mayWarn() bool { return r.Severity == source.Warning || r.AlsoWarns }
