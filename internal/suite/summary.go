package suite

import (
	"fmt"
	"strings"

	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/internal/coverage"
)

// String is the summary on one line.
func (s *Summary) String() string {
	parts := []string{fmt.Sprintf("%d passed", s.Passed)}
	if s.Failed > 0 {
		parts = append(parts, fmt.Sprintf("%d failed", s.Failed))
	}
	if s.NotRun > 0 {
		parts = append(parts, fmt.Sprintf("%d not run", s.NotRun))
	}
	parts = append(parts, counted(s.Files, "file"))
	if s.Refused > 0 {
		parts = append(parts, counted(s.Refused, "file")+" with errors not run")
	}
	steps := coverage.Share{}
	for _, one := range s.Coverage {
		steps.Taken, steps.All = steps.Taken+one.Steps.Taken, steps.All+one.Steps.All
	}
	return strings.Join(append(parts, fmt.Sprintf("%d of %s taken", steps.Taken, counted(steps.All, "step"))), ", ")
}

func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// unfolded is what was never taken, without the first steps of ways that are
// there themselves: one line of the file needs one line here.
func (c Covered) unfolded() []coverage.Item {
	ways := map[source.Pos]bool{}
	for _, one := range c.Never {
		if one.Kind != coverage.Step {
			ways[one.At] = true
		}
	}
	var shown []coverage.Item
	for _, one := range c.Never {
		if one.Kind != coverage.Step || !ways[one.At] {
			shown = append(shown, one)
		}
	}
	return shown
}
