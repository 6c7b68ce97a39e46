package lint

import (
	"slices"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
)

func withheldCaller() Rule {
	return Rule{
		Name: "withheld-caller", Severity: source.Warning,
		Summary: "A telephone that is made of the caller's number, which may be withheld.",
		Doc: "`call.from` is empty when the caller withholds the number, and some networks never tell it. An endpoint with " +
			"nothing in place of it is no endpoint: `dial`, `park` and `transfer` refuse it, the step fails, and a failure " +
			"that no `on_error` takes ends the call with the apology.\n\n" +
			"Look at the number before, as in `when: call.from != \"\"`, or take the failure with `on_error`.",
		Bad: "numbers: {_.: main}\nflows:\n  main:\n    - dial: \"PJSIP/${call.from}\"\n    - hangup\n",
		Good: "numbers: {_.: main}\nflows:\n  main:\n    - dial: \"PJSIP/${call.from}\"\n" +
			"      when: call.from matches \"^1[0-9][0-9]$\"\n    - hangup\n",
		Check: checkWithheldCaller,
	}
}

func checkWithheldCaller(p *Pass) {
	r := newReading(p)
	for _, step := range p.Graph.Steps() {
		if !p.Graph.Reached(step) || p.Graph.taken(step, map[*flows.Flow]bool{}) {
			continue
		}
		for _, name := range endpointFields(step.Kind) {
			for _, use := range r.usesWithin(p.Field(step, name)) {
				if readsCaller(use) && endpointText.MatchString(use.Node.Value) && !looksInside(use) && !r.knowsCaller(step) {
					p.AtNode(use.Node, "a caller who withholds the number has no call.from: the endpoint is refused then, and "+
						"the call ends with the apology; check call.from != \"\" before, or give the %s an on_error", step.Kind)
				}
			}
		}
	}
}

// endpointFields are the fields of a step with whom it dials.
func endpointFields(kind string) []string {
	return map[string][]string{"dial": {"targets", "rounds"}, "park": {"parker"}, "transfer": {"to"}}[kind]
}

// readsCaller tells an expression that is about the caller's number.
func readsCaller(use flows.Use) bool {
	return slices.ContainsFunc(use.Reads, func(read flows.Read) bool { return dotted(read.Path) == "call.from" })
}

// knowsCaller tells whether a condition about the caller's number keeps some callers from a step.
func (r *reading) knowsCaller(step *flows.Placed) bool {
	if slices.ContainsFunc(r.guards(step), readsCaller) {
		return true
	}
	return slices.ContainsFunc(r.Program.Uses(), func(use flows.Use) bool {
		return use.Flow == step.Flow() && use.Step != step && isCondition(use) && readsCaller(use) &&
			r.Graph.turnsAway(use.Step, step, use.Field == "when")
	})
}
