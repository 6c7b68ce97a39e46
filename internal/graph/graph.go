package graph

import (
	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/internal/graph/gist"
)

// Options say what is drawn.
type Options struct {
	Program  *flows.Program
	Document *source.Document
	// Findings are marked at their steps.
	Findings source.Findings
	// Flow is the only flow to draw, "" for all.
	Flow string
	// Title stands above the picture.
	Title string
}

// chart is a program with what the drawing needs to know of it.
type chart struct {
	Options
	index *gist.Index
	// aimed are the steps that a goto leads to.
	aimed map[*flows.Placed]bool
	// callers are the flows that lead into a flow, found the findings by the place of their step's kind.
	callers map[*flows.Flow][]string
	found   map[source.Pos]source.Findings
	loose   source.Findings
	// opens tells of blocks whether the walk can come to their end.
	opens map[*flows.Block]bool
	// steps are the steps by flow, orders the places of flows in the file.
	steps  map[*flows.Flow][]*flows.Placed
	orders map[*flows.Flow]int
}

func newChart(o Options) *chart {
	c := &chart{Options: o, index: gist.NewIndex(o.Document, o.Program), aimed: map[*flows.Placed]bool{},
		callers: map[*flows.Flow][]string{}, found: map[source.Pos]source.Findings{},
		opens: map[*flows.Block]bool{}, steps: map[*flows.Flow][]*flows.Placed{}, orders: map[*flows.Flow]int{}}
	for i, flow := range o.Program.Flows() {
		c.orders[flow] = i
	}
	o.Program.EachStep(func(step *flows.Placed) {
		c.steps[step.Flow()] = append(c.steps[step.Flow()], step)
		for _, way := range o.Program.Ways(step) {
			if way.Target == nil {
				continue
			}
			if way.Target.Step != nil {
				c.aimed[way.Target.Step] = true
			}
			if way.Target.Flow != nil {
				c.callers[way.Target.Flow] = append(c.callers[way.Target.Flow], flowOf(step))
			}
		}
	})
	for _, finding := range o.Findings {
		if at, ok := c.index.Owner(finding.Pos); ok {
			c.found[at] = append(c.found[at], finding)
		} else {
			c.loose = append(c.loose, finding)
		}
	}
	return c
}

// flowOf is the name of what a step stands in.
func flowOf(step *flows.Placed) string {
	if flow := step.Flow(); flow != nil {
		return flow.Name
	}
	return "every flow"
}

// flows are the flows to draw.
func (c *chart) flows() []*flows.Flow {
	if c.Flow == "" {
		return c.Program.Flows()
	}
	if flow := c.Program.Flow(c.Flow); flow != nil {
		return []*flows.Flow{flow}
	}
	return nil
}

// severity is the worst finding of a step, "" for none.
func (c *chart) severity(step *flows.Placed) source.Severity {
	found := c.found[step.Pos]
	switch {
	case found.HasErrors():
		return source.Error
	case len(found) > 0:
		return source.Warning
	}
	return ""
}

// stepsOf are the steps of a flow, for nil those that hold for all.
func (c *chart) stepsOf(flow *flows.Flow) []*flows.Placed { return c.steps[flow] }
