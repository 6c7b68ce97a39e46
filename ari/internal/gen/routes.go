package main

import (
	"fmt"
	"strings"
)

// route is one place in an event where an id is found.
type route struct {
	guard string // what must hold before the place can be read, "" for nothing
	place string // Go expression of the string or list
	kind  string // model the place is in
}

// places walks the event for objects of the given kinds, through objects of other kinds.
func (g *generator) places(
	m *model, prefix, guard string, kinds map[string]string, depth int,
) (found []route) {
	for _, property := range m.names {
		p := m.Properties[property]
		inner := g.models[p.Type]
		if inner == nil || depth == 0 {
			continue
		}
		place, condition := prefix+"."+goName(property), guard
		if !p.Required {
			condition = joinGuards(guard, place+" != nil")
		}
		if field, wanted := kinds[p.Type]; wanted {
			found = append(found, route{guard: condition, place: place + "." + field, kind: p.Type})
			continue
		}
		found = append(found, g.places(inner, place, condition, kinds, depth-1)...)
	}
	return found
}

func joinGuards(first, second string) string {
	if first == "" {
		return second
	}
	return first + " && " + second
}

const routeDepth = 4

// declareRoutes gives an event the methods that name its channels and bridges.
func (g *generator) declareRoutes(c *code, name string, m *model) {
	targets := map[string]string{"Playback": "TargetURI", "LiveRecording": "TargetURI"}
	channels := g.places(m, "m", "", with(targets, "Channel", "ID"), routeDepth)
	if len(channels) == 0 {
		channels = g.places(m, "m", "", map[string]string{"Bridge": "Channels"}, routeDepth)
	}
	declareRoute(c, name, "EachChannelID", "channel:", channels)
	bridges := g.places(m, "m", "", with(targets, "Bridge", "ID"), routeDepth)
	declareRoute(c, name, "EachBridgeID", "bridge:", bridges)
}

func with(table map[string]string, key, value string) map[string]string {
	joined := map[string]string{key: value}
	for k, v := range table {
		joined[k] = v
	}
	return joined
}

func declareRoute(c *code, name, method, scheme string, routes []route) {
	if len(routes) == 0 {
		return
	}
	var places []string
	for _, r := range routes {
		places = append(places, strings.TrimSuffix(strings.TrimPrefix(r.place, "m."), ".ID"))
	}
	c.comment("", fmt.Sprintf("%s yields the ids in %s.", method, strings.Join(places, ", ")))
	c.line("func (m *%s) %s(yield func(id string) bool) {", goTypeName(name), method)
	for _, r := range routes {
		guarded := func(condition string) string { return joinGuards(r.guard, condition) }
		switch {
		case strings.HasSuffix(r.place, ".Channels"):
			open, end := "", ""
			if r.guard != "" {
				open, end = "if "+r.guard+" {\n", "\n}"
			}
			c.line("%sfor _, id := range %s {\nif !yield(id) {\nreturn\n}\n}%s", open, r.place, end)
		case strings.HasSuffix(r.place, ".TargetURI"):
			c.line("if %s {\nreturn\n}", guarded(fmt.Sprintf("!yieldTarget(%s, %q, yield)", r.place, scheme)))
		default:
			c.line("if %s {\nreturn\n}", guarded(fmt.Sprintf("!yieldID(%s, yield)", r.place)))
		}
	}
	c.line("}\n")
}
