package lint

import (
	"github.com/ariapp/ariapp/flows/source"
)

func unusedFlow() Rule {
	return Rule{
		Name: "unused-flow", Severity: source.Warning,
		Summary: "A flow that no number, call or goto leads to.",
		Doc: "No call comes there. A flow to which only unused flows lead is unused too. Delete it, or lead a number " +
			"to it under `numbers`. A Go program that walks it by name says so on the line: " +
			"`# ariapp:ignore unused-flow walked by our program`.",
		Bad: "numbers: {_.: main}\nflows:\n  main: [{play: hello-world}]\n  christmas: [{play: vm-goodbye}]\n",
		Good: "numbers: {_.: main, \"24\": christmas}\nflows:\n  main: [{play: hello-world}]\n  christmas: [{play: " +
			"vm-goodbye}]\n",
		Check: func(p *Pass) {
			for _, flow := range p.Program.Flows() {
				switch {
				case p.Graph.Used(flow):
				case len(p.Graph.Into(flow)) > 0:
					p.AtPos(flow.Pos, len(flow.Name), "only flows that are not used themselves lead to %s; "+
						"delete it with them, or lead a number to it", flow.Name)
				default:
					p.AtPos(flow.Pos, len(flow.Name), "no number, call or goto leads to %s; "+
						"delete it, or lead a number to it", flow.Name)
				}
			}
		},
	}
}
