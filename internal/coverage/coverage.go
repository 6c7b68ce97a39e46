package coverage

import (
	"slices"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
)

// Coverage counts what walks of one program take. It belongs to one goroutine.
type Coverage struct {
	program *flows.Program
	items   []*Item
	steps   map[string]*taken
	// entries are the handlers by the address of the first of their steps.
	entries map[string][]*entry
	// words are the hotkeys that are a word instead of steps, by flow and keys.
	words map[string]map[string]*Item
}

// taken is one step with its ways by label.
type taken struct {
	step *Item
	flow string
	ways map[string]*Item
}

// entry is a handler, which is taken when its first step is come to.
type entry struct {
	item *Item
	// label is that of the way which leads in, "" when no way is told.
	label string
}

// New is the coverage of a program that nobody has called yet.
func New(program *flows.Program) *Coverage {
	c := &Coverage{program: program, steps: map[string]*taken{}, entries: map[string][]*entry{},
		words: map[string]map[string]*Item{}}
	program.EachStep(c.addStep)
	c.addHooks(nil)
	for _, flow := range program.Flows() {
		c.addHooks(flow)
	}
	slices.SortStableFunc(c.items, func(a, b *Item) int {
		switch {
		case a.At.Before(b.At):
			return -1
		case b.At.Before(a.At):
			return 1
		}
		return 0
	})
	return c
}

// add notes one thing to be taken.
func (c *Coverage) add(i Item) *Item {
	c.items = append(c.items, &i)
	return &i
}

// addStep notes a step, and its ways that are not somebody else's.
func (c *Coverage) addStep(step *flows.Placed) {
	flow := nameOf(step.Flow())
	t := &taken{flow: flow, ways: map[string]*Item{},
		step: c.add(Item{Kind: Step, At: step.Pos, Flow: flow, Step: step.Address, Label: step.Kind})}
	c.steps[step.Address] = t
	for _, way := range c.program.Ways(step) {
		if way.Label == "" || way.Inherited || t.ways[way.Label] != nil {
			continue
		}
		one := c.add(Item{Kind: kindOf(way), At: placeOf(way, step.Pos), Flow: flow, Step: step.Address,
			Label: way.Label})
		if one.Kind == Handler && len(way.Block.Steps) > 0 {
			c.enterBy(way.Block, &entry{one, way.Label})
		} else {
			t.ways[way.Label] = one
		}
	}
}

// addHooks notes the handlers and hotkeys of a flow, of the whole file for nil.
func (c *Coverage) addHooks(flow *flows.Flow) {
	name, label := nameOf(flow), ""
	for _, block := range c.program.Hooks(flow) {
		if len(block.Steps) == 0 {
			continue
		}
		one := c.add(Item{Kind: Handler, At: block.Steps[0].Pos, Flow: name, Label: block.Label()})
		if label = block.Label(); !isAsked(label) { // no way is told where on_error, on_hangup and hotkeys begin
			label = ""
		}
		c.enterBy(block, &entry{one, label})
	}
	for _, key := range c.program.Hotkeys(flow) {
		if key.Block != nil {
			continue
		}
		if c.words[name] == nil {
			c.words[name] = map[string]*Item{}
		}
		c.words[name][key.Keys] = c.add(Item{Kind: Handler, At: key.Pos, Flow: name,
			Label: "hotkeys." + key.Keys})
	}
}

// enterBy has a handler count where the first of its steps is come to.
func (c *Coverage) enterBy(block *flows.Block, e *entry) {
	first := block.Steps[0].Address
	c.entries[first] = append(c.entries[first], e)
}

// isAsked tells a handler of questions, of which a walk tells by which way it comes.
func isAsked(label string) bool {
	for _, event := range []string{"on_noinput", "on_nomatch", "on_exhausted"} {
		if len(label) >= len(event) && label[:len(event)] == event {
			return true
		}
	}
	return false
}

func nameOf(flow *flows.Flow) string {
	if flow == nil {
		return ""
	}
	return flow.Name
}

// placeOf is where a way begins: at its first step, where the file names it, or at the step that has it.
func placeOf(way flows.Way, step source.Pos) source.Pos {
	switch {
	case way.Block != nil && len(way.Block.Steps) > 0:
		return way.Block.Steps[0].Pos
	case way.Pos.Line > 0:
		return way.Pos
	}
	return step
}

// Add counts the facts of one walk, all of them in order.
func (c *Coverage) Add(facts []flows.Fact) {
	way := "" // the one just taken, until a step tells where it led
	for i := range facts {
		f := &facts[i]
		t := c.steps[f.Step]
		if t == nil {
			continue
		}
		switch f.Kind {
		case flows.StepBegun, flows.StepPassed, flows.StepFailed:
			if f.Kind != flows.StepFailed || way != "" { // most that fail have begun before
				c.enter(f.Step, way)
			}
			way = ""
			if f.Kind == flows.StepBegun {
				t.step.Times++
			} else if passed := t.ways["passed"]; passed != nil && f.Kind == flows.StepPassed {
				passed.Times++
			}
		case flows.WayTaken:
			way = f.Text
			if one := t.ways[f.Text]; one != nil {
				one.Times++
			}
		case flows.HotkeyWas:
			way = ""
			c.pressed(t.flow, f.Text)
		}
	}
}

// enter counts the handlers that begin with a step, come to by a way.
func (c *Coverage) enter(address, way string) {
	for _, e := range c.entries[address] {
		if e.label == "" || e.label == way {
			e.item.Times++
		}
	}
}

// pressed counts a hotkey that is a word: the flow's, or else the file's.
func (c *Coverage) pressed(flow, keys string) {
	for _, scope := range []string{flow, ""} {
		if one := c.words[scope][keys]; one != nil {
			one.Times++
			return
		}
	}
}

// Report is what was taken so far.
func (c *Coverage) Report() Report {
	report := Report{Flows: []Flow{}, Never: []Item{}}
	index := map[string]int{}
	for _, flow := range c.program.Flows() {
		index[flow.Name] = len(report.Flows)
		report.Flows = append(report.Flows, Flow{Name: flow.Name})
	}
	for _, one := range c.items {
		at, known := index[one.Flow]
		if !known {
			at, index[one.Flow] = len(report.Flows), len(report.Flows)
			report.Flows = append(report.Flows, Flow{Name: one.Flow})
		}
		report.Flows[at].add(*one)
		if report.add(*one); one.Times == 0 {
			report.Never = append(report.Never, *one)
		}
	}
	return report
}
