package lint

import (
	"fmt"
	"strings"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/digits"
	"github.com/ariapp/ariapp/flows/source"
)

func ambiguousChoice() Rule {
	return Rule{
		Name: "ambiguous-choice", Severity: source.Warning,
		Summary: "A choice whose caller must wait, because a longer one begins alike.",
		Doc: "Who presses 1 where 12 is a choice too, or an extension of `direct_dial`, hears nothing until " +
			"`inter_timeout` has passed: only then is it certain that no 2 comes. Let the longer ones begin with another " +
			"digit, make `inter_timeout` shorter, or say on the line why the wait is right. With `match: strict` every " +
			"choice waits, and nothing is said; with `match: first` the shorter one is always taken, and the longer one is " +
			"an [unreachable-choice](unreachable-choice.md).",
		Bad: "numbers: {_.: main}\nflows:\n  main:\n    - menu:\n        prompt: hello-world\n        choices:\n" +
			"          1: {play: vm-goodbye}\n          12: {play: hello-world}\n        on_exhausted: {hangup: normal}\n" +
			"    - hangup\n",
		Good: "numbers: {_.: main}\nflows:\n  main:\n    - menu:\n        prompt: hello-world\n        choices:\n" +
			"          1: {play: vm-goodbye}\n          22: {play: hello-world}\n        on_exhausted: {hangup: normal}\n" +
			"    - hangup\n",
		Check: func(p *Pass) {
			for _, step := range p.Graph.Steps() {
				c, ok := p.choosingOf(step)
				if !ok || c.rule.Policy != digits.PolicyAuto {
					continue
				}
				for i := range c.keys {
					if entry := c.waiting(i); entry != "" {
						p.ambiguous(step, c, i, entry)
					}
				}
			}
		},
	}
}

// waiting is an entry of a choice that may become a longer one of another, "" for none.
func (c choosing) waiting(i int) string {
	found := ""
	entries(c.rule.Choices[i], c.most(), func(entry string) bool {
		match, _ := c.matcher.Matched(entry)
		if match.Source == digits.SourceChoice && match.Index == i && c.matcher.Verdict(entry) == digits.Ambiguous &&
			len(c.longer(i, entry)) > 0 {
			found = entry
		}
		return found != ""
	})
	return found
}

// longer are the other choices and extensions that begin with an entry and go on.
func (c choosing) longer(i int, entry string) []string {
	var longer []string
	for j, pattern := range c.rule.Choices {
		if j != i && pattern.State(entry).Longer {
			longer = append(longer, c.keys[j].Value)
		}
	}
	for _, pattern := range c.rule.Patterns {
		if pattern.State(entry).Longer {
			longer = append(longer, fmt.Sprintf("%s of direct_dial", pattern))
		}
	}
	return longer
}

func (p *Pass) ambiguous(step *flows.Placed, c choosing, i int, entry string) {
	p.AtNode(c.keys[i], "who presses %s waits inter_timeout (%s) before anything happens, as %s may follow; "+
		"let it begin with another digit, or make inter_timeout shorter", entry, p.Word(step, "inter_timeout"),
		strings.Join(c.longer(i, entry), " and "))
}
