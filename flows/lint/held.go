package lint

import (
	"slices"
	"strings"
)

// Held is the table of the rules that others hold: the reader of the file, the
// compiler, the schedules, the outer part. Their names and pages are here.
func Held() []Rule {
	return slices.Concat(heldOfComments(), heldOfTargets(), heldOfSteps(), heldOfKeys(), heldOfNumbers(), heldOfFile(),
		heldOfValues(), heldOfSchedules(), heldOfDates(), heldOfOuter(), heldOfQueues())
}

// inMain is an ivr.yaml of which main has these steps.
func inMain(steps string) string {
	return "numbers: {_.: main}\nflows:\n  main:\n" + indented(steps, "    ")
}

func indented(text, by string) string {
	return by + strings.ReplaceAll(strings.TrimSuffix(text, "\n"), "\n", "\n"+by) + "\n"
}
