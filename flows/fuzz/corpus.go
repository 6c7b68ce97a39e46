package fuzz

import (
	"maps"
	"math/bits"
	"math/rand/v2"
	"slices"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/scenario"
	"github.com/ariapp/ariapp/flows/source"
)

// corpus are the calls that reached something new, and what was reached.
type corpus struct {
	calls []*call
	// ways are the names of the program's ways by step and label; a handler that several steps share is one way.
	ways map[string]string
	// places are where the ways of those names stand.
	places map[string]source.Pos
	// all is how many ways there are, reached are those that a call took, taken those by step and label.
	all            int
	reached, taken map[string]bool
	// open are the steps with ways that no call has taken yet, by address; comeTo are calls that came to such a step.
	open   map[string][]string
	comeTo map[string][]*call
	// seen are the things that were new once: ways, steps and how often, failures, depths.
	seen map[feature]bool
}

// feature is something that a call may be the first to show.
type feature struct {
	what string
	// times is how often in one call, in powers of two.
	times int
}

func newCorpus(p *flows.Program) *corpus {
	c := &corpus{ways: map[string]string{}, places: map[string]source.Pos{}, reached: map[string]bool{},
		taken: map[string]bool{}, seen: map[feature]bool{}, open: map[string][]string{}, comeTo: map[string][]*call{}}
	p.EachStep(func(step *flows.Placed) {
		for _, way := range p.Ways(step) {
			if way.Label == "" {
				continue
			}
			name := step.Address + " " + way.Label
			if way.Inherited && way.Block != nil {
				name = way.Block.Address
			}
			c.ways[step.Address+" "+way.Label] = name
			c.open[step.Address] = append(c.open[step.Address], name)
			if _, known := c.places[name]; !known {
				c.places[name] = step.Pos
				if way.Pos.Line != 0 {
					c.places[name] = way.Pos
				}
			}
		}
	})
	c.all = len(c.places)
	return c
}

// took tells whether a call has taken a way.
func (c *corpus) took(step, label string) bool { return c.taken[step+" "+label] }

// keep keeps a call to go on from; what it told is not needed for that, but for the steps that it came to.
func (c *corpus) keep(one *call, moments []scenario.Moment) {
	begun := stepsOf(one.result)
	if len(c.calls) < corpusMax {
		kept := moments[:min(len(moments), momentsMax)]
		one = &call{scene: one.scene, times: one.times, kept: kept, reads: one.reads}
		c.calls = append(c.calls, one)
		for _, address := range begun {
			if len(c.open[address]) > 0 {
				c.comeTo[address] = append(c.comeTo[address], one)
			}
		}
	}
}

// frontier is a call that came to a step with a way that nobody has taken yet, rather a late one, and the step's
// address; nil where there is none.
func (c *corpus) frontier(r *rand.Rand) (*call, string) {
	steps := slices.Collect(maps.Keys(c.comeTo))
	if len(steps) == 0 {
		return nil, ""
	}
	slices.Sort(steps)
	step := pick(r, steps)
	calls := c.comeTo[step]
	return calls[len(calls)-1-r.IntN(min(len(calls), 20))], step
}

// isNew takes note of what a call showed, and tells whether some of it was new.
func (c *corpus) isNew(result *scenario.Result) bool {
	counts, depth, deepest := map[string]int{}, 0, 0
	for _, fact := range result.Facts {
		switch fact.Kind {
		case flows.WayTaken:
			c.take(fact.Step + " " + fact.Text)
			counts[fact.Step+" "+fact.Text]++
		case flows.StepPassed:
			c.take(fact.Step + " passed")
			counts[fact.Step+" passed"]++
		case flows.StepBegun:
			counts[fact.Step]++
		case flows.StepFailed:
			counts[fact.Step+" failed"]++
		case flows.StepEnded:
			counts[fact.Step+" ended "+fact.Outcome]++
		case flows.HotkeyWas:
			counts[fact.Step+" hotkey "+fact.Text]++
		case flows.LegAnswered, flows.PartyJoined:
			counts[fact.Step+" "+string(fact.Kind)]++
		case flows.LegEnded:
			counts[fact.Step+" leg ended "+fact.Outcome]++
		case flows.FlowBegun:
			depth++
			deepest = max(deepest, depth)
		case flows.FlowEnded:
			depth--
		}
	}
	counts["ended "+string(result.Outcome.Status)]++
	isNew := c.note(feature{"deep", deepest})
	for what, n := range counts {
		isNew = c.note(feature{what, bits.Len(uint(n))}) || isNew
	}
	return isNew
}

func (c *corpus) take(label string) {
	if name, known := c.ways[label]; known {
		c.taken[label] = true
		if c.reached[name] {
			return
		}
		c.reached[name] = true
		for address, names := range c.open {
			c.open[address] = slices.DeleteFunc(names, func(one string) bool { return one == name })
			if len(c.open[address]) == 0 {
				delete(c.open, address)
				delete(c.comeTo, address)
			}
		}
	}
}

// stepsOf are the addresses of the steps that a call began, each once.
func stepsOf(result *scenario.Result) []string {
	var all []string
	for _, fact := range result.Facts {
		if fact.Kind == flows.StepBegun && !slices.Contains(all, fact.Step) {
			all = append(all, fact.Step)
		}
	}
	return all
}

func (c *corpus) note(f feature) bool {
	if c.seen[f] {
		return false
	}
	c.seen[f] = true
	return true
}

// pick is a call to go on from, rather a late one: what it reached is new.
func (c *corpus) pick(r *rand.Rand) *call {
	n := len(c.calls)
	if n == 0 {
		return nil
	}
	if r.IntN(2) == 0 {
		return c.calls[n-1-r.IntN(min(n, 20))]
	}
	return c.calls[r.IntN(n)]
}
