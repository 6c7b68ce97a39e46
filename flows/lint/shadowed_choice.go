package lint

import (
	"strings"

	"github.com/ariapp/ariapp/flows/digits"
	"github.com/ariapp/ariapp/flows/source"
)

func shadowedChoice() Rule {
	return Rule{
		Name: "shadowed-choice", Severity: source.Warning,
		Summary: "A pattern among a menu's choices of which others leave nothing.",
		Doc: "Each of its entries is taken by another choice: digits that stand there as such go before patterns, and " +
			"patterns go in the order of the file. Delete it, or make it wider. Where a single other choice takes all of " +
			"it the compiler refuses the file: [unreachable-choice](unreachable-choice.md).",
		Bad: "numbers: {_.: main}\nflows:\n  main:\n    - menu:\n        prompt: hello-world\n        choices:\n" +
			"          1: {play: vm-goodbye}\n          2: {play: hello-world}\n          _[12]: {play: pm-invalid-option}\n" +
			"        on_exhausted: {hangup: normal}\n    - hangup\n",
		Good: "numbers: {_.: main}\nflows:\n  main:\n    - menu:\n        prompt: hello-world\n        choices:\n" +
			"          1: {play: vm-goodbye}\n          2: {play: hello-world}\n          _[3-9]: {play: pm-invalid-option}\n" +
			"        on_exhausted: {hangup: normal}\n    - hangup\n",
		Check: func(p *Pass) {
			for _, step := range p.Graph.Steps() {
				c, ok := p.choosingOf(step)
				if !ok {
					continue
				}
				for i, pattern := range c.rule.Choices {
					if by := c.takenBy(i); by != "" && !pattern.IsLiteral() {
						p.AtNode(c.keys[i], "no caller can make this choice: %s take all that %s matches; delete it, or make it wider",
							by, pattern)
					}
				}
			}
		},
	}
}

// takenBy lists the choices that take every entry of a choice, "" where it has one for itself.
func (c choosing) takenBy(i int) string {
	var others []string
	seen := map[int]bool{}
	free := false
	all := entries(c.rule.Choices[i], c.most(), func(entry string) bool {
		match, ok := c.matcher.Matched(entry)
		if free = !ok || match.Source != digits.SourceChoice || match.Index == i; free {
			return true
		}
		if !seen[match.Index] {
			seen[match.Index] = true
			others = append(others, match.Key)
		}
		return false
	})
	if free || !all || len(others) == 0 {
		return ""
	}
	if len(others) > namedMax {
		others = append(others[:namedMax], "…")
	}
	return strings.Join(others, ", ")
}
