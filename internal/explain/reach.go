package explain

import (
	"slices"

	"github.com/ariapp/ariapp/flows"
)

// reach tells which steps may come after which, rather too many than too few.
type reach struct {
	program *flows.Program
	// members are the steps of each flow, those under nil stand in the file's defaults.
	members map[*flows.Flow][]*flows.Placed
	askers  []*flows.Placed
	// within are the flows that the call may come to.
	within map[*flows.Flow]bool
	// entered are the steps that call a flow.
	entered []*flows.Placed
	// after are the steps that can come after one of those that assign a value, by its name.
	after map[string]map[*flows.Placed]bool
}

func newReach(p *flows.Program, first *flows.Flow) *reach {
	r := &reach{program: p, members: map[*flows.Flow][]*flows.Placed{}, after: map[string]map[*flows.Placed]bool{}}
	p.EachStep(func(step *flows.Placed) {
		r.members[step.Flow()] = append(r.members[step.Flow()], step)
		if step.Spec.Asks {
			r.askers = append(r.askers, step)
		}
		if slices.ContainsFunc(p.Ways(step), func(way flows.Way) bool { return way.Goes == flows.Through }) {
			r.entered = append(r.entered, step)
		}
	})
	r.within = r.flowsFrom(first)
	return r
}

// changes tells whether a value may have been changed before a step: a variable, or the language.
func (r *reach) changes(name string, step *flows.Placed) bool {
	if r.after[name] == nil {
		r.after[name] = r.from(r.assigners(name))
	}
	return r.after[name][step]
}

// language is the name under which the steps that change the call's language go.
const language = "call.language"

// schedules is the name under which the steps go that set a schedule by hand.
const schedules = "schedules"

func (r *reach) assigners(name string) []*flows.Placed {
	var all []*flows.Placed
	if kind := map[string]string{language: "language", schedules: "override"}[name]; kind != "" {
		r.program.EachStep(func(step *flows.Placed) {
			if step.Kind == kind && r.within[step.Flow()] {
				all = append(all, step)
			}
		})
		return all
	}
	for _, given := range r.program.Assignments() {
		if given.Step != nil && given.Name == name && r.within[given.Step.Flow()] {
			all = append(all, given.Step)
		}
	}
	return all
}

// flowsFrom are the flows that a call which begins in one may come to; nil among
// them stands for what belongs to every flow.
func (r *reach) flowsFrom(first *flows.Flow) map[*flows.Flow]bool {
	found, queue := map[*flows.Flow]bool{nil: true, first: true}, []*flows.Flow{nil, first}
	for ; len(queue) > 0; queue = queue[1:] {
		for _, step := range r.members[queue[0]] {
			for _, way := range r.program.Ways(step) {
				if way.Target == nil || way.Target.Flow == nil || found[way.Target.Flow] {
					continue
				}
				found[way.Target.Flow] = true
				queue = append(queue, way.Target.Flow)
			}
		}
	}
	return found
}

// from are the steps that can come after one of these.
func (r *reach) from(steps []*flows.Placed) map[*flows.Placed]bool {
	s := &spread{reach: r, seen: map[*flows.Placed]bool{}, done: map[group]bool{}}
	for _, step := range steps {
		s.after(step)
	}
	for len(s.queue) > 0 {
		step := s.queue[0]
		s.queue = s.queue[1:]
		s.after(step)
	}
	return s.seen
}

// spread finds step after step; groups of steps are added once.
type spread struct {
	*reach
	seen  map[*flows.Placed]bool
	queue []*flows.Placed
	done  map[group]bool
}

// group is many steps at once: all menus, all steps behind calls, all steps of a flow, or all there are.
type group struct {
	what string
	flow *flows.Flow
}

func (s *spread) add(steps ...*flows.Placed) {
	for _, step := range steps {
		if !s.seen[step] {
			s.seen[step] = true
			s.queue = append(s.queue, step)
		}
	}
}

func (s *spread) addGroup(g group) {
	if s.done[g] {
		return
	}
	s.done[g] = true
	switch g.what {
	case "menus":
		s.add(s.askers...)
	case "returns":
		for _, call := range s.entered {
			s.behind(call)
		}
	case "flow":
		s.add(s.members[g.flow]...)
	case "all":
		for _, steps := range s.members {
			s.add(steps...)
		}
	}
}

// after adds the steps that can come right after one.
func (s *spread) after(step *flows.Placed) {
	s.behind(step)
	for _, way := range s.program.Ways(step) {
		switch way.Goes {
		case flows.Into:
			s.add(way.Block.Steps[0])
		case flows.Jump:
			if way.Target.Step != nil {
				s.add(way.Target.Step)
				continue
			}
			s.add(way.Target.Flow.Block.Steps[0])
		case flows.Through:
			s.add(way.Target.Flow.Block.Steps[0])
		case flows.Outer, flows.Outermost:
			s.addGroup(group{what: "menus"})
			s.addGroup(group{what: "returns"})
		case flows.Out:
			s.addGroup(group{what: "returns"})
		case flows.Anew:
			s.add(step)
		}
	}
	s.interrupts(step)
}

// interrupts adds the steps to which a failure, a hangup or a hotkey leads from a step.
func (s *spread) interrupts(step *flows.Placed) {
	flow := step.Flow()
	hotkeys, hooks := s.program.Hotkeys(flow), s.program.Hooks(flow)
	if flow != nil {
		hooks = slices.Concat(hooks, s.program.Hooks(nil))
		if flow.Inherits() {
			hotkeys = slices.Concat(hotkeys, s.program.Hotkeys(nil))
		}
	}
	for _, hook := range hooks {
		s.add(hook.Steps[0])
	}
	if slices.ContainsFunc(hotkeys, func(h flows.Hotkey) bool { return h.Word != "" }) {
		s.add(step)
		s.addGroup(group{what: "menus"})
		s.addGroup(group{what: "returns"})
	}
}

// behind adds the steps that come when a step is through.
func (s *spread) behind(step *flows.Placed) {
	for at := step; ; {
		block := at.Block()
		if i := slices.Index(block.Steps, at); i+1 < len(block.Steps) {
			s.add(block.Steps[i+1])
			return
		}
		switch {
		case block.Offline() && (block.Parent() == nil || !block.Parent().Block().Offline()):
			return // the call is over
		case block.Parent() != nil && block.Again():
			s.add(block.Parent())
			return
		case block.Parent() != nil:
			at = block.Parent()
			continue
		case at.Flow() == nil:
			s.addGroup(group{what: "all"})
		case block != at.Flow().Block: // a handler, a hotkey, on_error
			s.addGroup(group{"flow", at.Flow()})
		}
		s.addGroup(group{what: "returns"})
		return
	}
}
