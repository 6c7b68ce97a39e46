package config

import (
	"strings"

	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/internal/outbound/endpoint"
)

// reach reads how the telephones of other Asterisks are dialled at this one.
func (r *reader) reach(into *map[string]string) func(*source.Node) {
	const wanted = "an endpoint with {user} in it, such as PJSIP/{user}@to-b"
	return func(n *source.Node) {
		if n.Kind != source.Map {
			if n.Kind != source.Empty {
				r.report.WrongType(n, "reach", "a mapping of names of asterisks to endpoints, such as {b: 'PJSIP/{user}@to-b'}")
			}
			return
		}
		*into = map[string]string{}
		for key, item := range n.All() {
			text, ok := r.scalar(item, wanted)
			if !ok {
				continue
			}
			_, err := endpoint.Parse(strings.ReplaceAll(text, "{user}", "1001"))
			if err != nil || !strings.Contains(text, "{user}") {
				r.report.WrongType(item, "the endpoint", wanted)
				continue
			}
			(*into)[key.Value] = text
		}
	}
}

// reachable finds ways to Asterisks that there are not.
func (r *reader) reachable(servers []Asterisk, n *source.Node) {
	for i, item := range n.Elements() {
		for key := range item.Get("reach").All() {
			var names []string
			known := false
			for j, server := range servers {
				if j != i {
					names = append(names, server.Name)
					known = known || server.Name == key.Value
				}
			}
			if !known {
				r.report.Unknown(key, "unknown-value", "asterisk", names)
			}
		}
	}
}
