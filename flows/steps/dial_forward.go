package steps

import (
	"regexp"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
)

// contextName is how a context of the dialplan is called.
var contextName = regexp.MustCompile(`^[A-Za-z0-9_.-]{1,79}$`)

// dialForwardType reads ignore or {context: name}: string, "" for ignore.
func dialForwardType() flows.Type {
	const accepts = "ignore, or {context: name}"
	return flows.NewType("forwarding", accepts, func(p flows.Parser, n *source.Node) any {
		if n.Kind == source.Scalar && n.Value == "ignore" {
			return ""
		}
		for key := range n.All() {
			if key.Value != "context" {
				p.Report().Unknown(key, "unknown-key", "key of forwarding", []string{"context"})
				return nil
			}
		}
		if n.Kind == source.Map && len(n.Pairs) == 1 {
			if c := n.Get("context"); c != nil && c.Kind == source.Scalar && contextName.MatchString(c.Value) {
				return c.Value
			}
		}
		p.Report().WrongType(n, p.What(), accepts)
		return nil
	}).Shaped(flows.Shape{Words: []string{"ignore"}, Fields: []flows.Field{
		{Name: "context", Type: flows.Name, Required: true, Doc: "The context in which the new extension is dialled."}}})
}
