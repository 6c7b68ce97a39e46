package graph

import "github.com/ariapp/ariapp/flows"

// textEntry stands for the texts of telephones among the numbers; no number is called so.
const textEntry = "messages"

// entries are what leads into the flows: the numbers, and the texts that a flow takes.
func (c *chart) entries() []flows.Route {
	all := c.Program.Numbers()
	if n := c.Document.Root.Get("messages").Get("flow"); n != nil && n.Value != "" {
		if flow := c.Program.Flow(n.Value); flow != nil {
			all = append(all, flows.Route{Pattern: textEntry, Flow: flow})
		}
	}
	return all
}
