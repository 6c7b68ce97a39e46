package lint_test

import (
	"strings"
	"testing"

	"github.com/ariapp/ariapp/flows/lint"
	"github.com/ariapp/ariapp/flows/source"
)

// Law: a comment silences its rule on its line alone: warnings of anybody, errors of
// these rules, never what keeps a program from being made; whatever the line's end.
func TestSilence(t *testing.T) {
	text := strings.Join([]string{
		`numbers: {"1": main} # ariapp:ignore missing-sound it comes with the next release`,
		"flows:",
		"  # ariapp:ignore no-ending the limits end it",
		"  # more words",
		"  main: [goto: main]",
		"  # ariapp:ignore dead-target we shall see",
		"  other: [hangup]",
	}, "\r\n")
	doc, _ := source.Parse("ivr.yaml", text)
	finding := func(line int, rule string, severity source.Severity) source.Finding {
		return source.Finding{Pos: source.Pos{File: "ivr.yaml", Line: line, Column: 1}, Rule: rule, Severity: severity}
	}
	for name, c := range map[string]struct {
		finding source.Finding
		silent  bool
	}{
		"a warning of somebody else":   {finding(1, "missing-sound", source.Warning), true},
		"an error of somebody else":    {finding(1, "missing-sound", source.Error), false},
		"another line":                 {finding(2, "missing-sound", source.Warning), false},
		"another rule":                 {finding(1, "unused-flow", source.Warning), false},
		"an error of a rule":           {finding(5, "no-ending", source.Error), true},
		"the line of the comment":      {finding(3, "no-ending", source.Error), false},
		"what the compiler refuses":    {finding(7, "dead-target", source.Error), false},
		"the same line, another file":  {source.Finding{Pos: source.Pos{File: "more.yaml", Line: 1}, Rule: "missing-sound"}, false},
		"an error of the line's other": {finding(5, "busy-loop", source.Error), false},
	} {
		if left := lint.Silence(doc, source.Findings{c.finding}); (len(left) == 0) != c.silent {
			t.Errorf("%s: left %v", name, left)
		}
	}
}

// Law: what is not needed is told only where all findings are known, and never of
// rules whose findings come later.
func TestUnneededIsToldOfWholeFindings(t *testing.T) {
	doc, _ := source.Parse("ivr.yaml", "# ariapp:ignore unused-flow once it was\n"+
		"numbers: {_.: main} # ariapp:ignore missing-sound it comes\nflows: {main: [hangup]}\n")
	if got := lint.Heed(doc, nil, false); len(got) > 0 {
		t.Errorf("told of half the findings: %v", got)
	}
	got := lint.Heed(doc, nil, true)
	if len(got) != 1 || got[0].Rule != "unused-ignore" || got[0].Line != 1 || got[0].Fix == nil {
		t.Errorf("told: %v", got)
	}
}
