package docgen

import (
	"fmt"
	"strings"

	"github.com/ariapp/ariapp/flows/lint"
	"github.com/ariapp/ariapp/flows/source"
)

// RulePage is the page of one rule of `ariapp check` in Markdown.
func RulePage(rule lint.Rule) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n%s\n\n%s\n", rule.Name, rule.Summary, rule.Doc)
	fmt.Fprintf(&b, "\n## Wrong\n\n```yml\n%s\n```\n", strings.TrimSuffix(rule.Bad, "\n"))
	fmt.Fprintf(&b, "\n## Right\n\n```yaml\n%s\n```\n", strings.TrimSuffix(rule.Good, "\n"))
	fmt.Fprintf(&b, "\n%s\n", standing(rule))
	return b.String()
}

// standing says how severe a rule is, and how it is silenced.
func standing(rule lint.Rule) string {
	silence := fmt.Sprintf("On a line where it is right as it is: `# ariapp:ignore %s` with the reason behind.", rule.Name)
	switch {
	case rule.Name == "bad-ignore" || rule.Name == "unused-ignore":
		return "It is a **warning**."
	case rule.Severity == source.Warning:
		return "It is a **warning**. " + silence
	case rule.Check != nil:
		return "It is an **error**. " + silence
	case rule.AlsoWarns:
		return "It is an **error**, in lesser cases a warning."
	}
	return "It is an **error**, and cannot be ignored: the flows cannot be used before it is mended."
}

// RuleIndex is the page that lists all rules: those about flows that compile, and
// those that others hold.
func RuleIndex(rules, held []lint.Rule) string {
	var b strings.Builder
	b.WriteString("# Rules\n\nWhat `ariapp check` finds, and the daemon before it takes a file: " +
		"each finding has the rule's name in brackets. See [check](../check.md). " +
		"Each page is made from the rule itself.\n\n## What flows do\n\n")
	ruleTable(&b, rules)
	b.WriteString("\n## What a file says\n\n")
	ruleTable(&b, held)
	return b.String()
}

func ruleTable(b *strings.Builder, rules []lint.Rule) {
	var rows [][]string
	for _, rule := range rules {
		rows = append(rows, []string{fmt.Sprintf("[%s](%s.md)", rule.Name, rule.Name), string(rule.Severity), rule.Summary})
	}
	table(b, []string{"rule", "is", "what it finds"}, rows)
}
