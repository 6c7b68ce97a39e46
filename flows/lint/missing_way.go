package lint

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ariapp/ariapp/flows"
)

// missing names a way to a step on which a variable is not set.
func (s *setVariables) missing(name string, step *flows.Placed) string {
	i := s.number[name]
	root := Root(step)
	trail := s.trail(i, root, step)
	for at := len(trail) - 1; at >= 0; at-- {
		taken := trail[at]
		if taken.way.Label == "" && s.sets(taken.step, taken.way).ever.has(i) {
			return fmt.Sprintf("not behind %s, when it finds nothing", taken.step.Address)
		}
		if taken.way.Label != "" && s.decides(i, taken, step) {
			return "not through " + wayName(taken)
		}
	}
	for _, from := range s.originsOf(root) {
		if s.origins[root][from].always.has(i) {
			continue
		}
		if from.step == nil {
			return fmt.Sprintf("not in calls of the number %s", from.number)
		}
		return fmt.Sprintf("not where %s leads to %s", from.step.Address, root.Address)
	}
	return "the shortest sets nothing"
}

func wayName(m move) string {
	switch m.way.Label {
	case "passed":
		return m.step.Address + ", when it is passed over"
	case "on_error":
		return m.step.Address + ", when it fails"
	}
	return fmt.Sprintf("%s of %s", m.way.Label, m.step.Address)
}

// originsOf are the places that lead to a list of steps, in a fixed order.
func (s *setVariables) originsOf(root *flows.Block) []origin {
	var all []origin
	for from := range s.origins[root] {
		all = append(all, from)
	}
	slices.SortFunc(all, func(a, b origin) int { return strings.Compare(originName(a), originName(b)) })
	return all
}

func originName(o origin) string {
	if o.step == nil {
		return "0" + o.number
	}
	return "1" + o.step.Address
}

// move is one step on a trail, and the way that is taken on from it.
type move struct {
	step *flows.Placed
	way  flows.Way
}

// trail is a way from the beginning of a list of steps to a step on which nothing sets the variable.
func (s *setVariables) trail(i int, root *flows.Block, to *flows.Placed) []move {
	came := map[*flows.Placed]move{}
	queue := []*flows.Placed{root.Steps[0]}
	seen := map[*flows.Placed]bool{root.Steps[0]: true}
	for len(queue) > 0 && !seen[to] {
		step := queue[0]
		queue = queue[1:]
		for _, way := range s.ways[step] {
			next, sum := s.next(step, way)
			if next == nil || seen[next] || s.sets(step, way).always.has(i) || sum.always.has(i) {
				continue
			}
			seen[next], came[next] = true, move{step, way}
			queue = append(queue, next)
		}
	}
	var trail []move
	for at := to; seen[to] && at != root.Steps[0]; {
		m := came[at]
		trail = append(trail, m)
		at = m.step
	}
	slices.Reverse(trail)
	return trail
}

// next is the step that a way leads to within its list of steps, and what is set in between.
func (s *setVariables) next(step *flows.Placed, way flows.Way) (*flows.Placed, known) {
	none := nothingKnown(s.count)
	switch way.Goes {
	case flows.Onward:
		return s.stepBehind(step), none
	case flows.Into:
		switch {
		case way.Inherited:
			if sum, ends := s.sums[way.Block]; ends && !way.Block.Again() {
				return s.stepBehind(step), sum
			}
			return nil, none
		case way.Block == nil || len(way.Block.Steps) == 0:
			return s.stepBehind(step), none
		}
		return way.Block.Steps[0], none
	case flows.Jump:
		return way.Target.Step, none
	case flows.Through:
		if flow := way.Target.Flow; flow != nil && flow.Block != nil {
			if sum, ends := s.sums[flow.Block]; ends {
				return s.stepBehind(step), sum
			}
		}
	}
	return nil, none
}

// stepBehind is the one step behind a step, nil where its list ends.
func (s *setVariables) stepBehind(step *flows.Placed) *flows.Placed {
	for {
		block := step.Block()
		if next := s.Graph.place[step] + 1; next < len(block.Steps) {
			return block.Steps[next]
		}
		around := block.Parent()
		if around == nil || block.Again() {
			return around
		}
		step = around
	}
}

// decides tells whether another way of the step would have set the variable before it comes to the place.
func (s *setVariables) decides(i int, taken move, to *flows.Placed) bool {
	for _, way := range s.ways[taken.step] {
		if way.Label == taken.way.Label && way.Goes == taken.way.Goes {
			continue
		}
		if s.sets(taken.step, way).ever.has(i) {
			return true
		}
		seen := map[*flows.Placed]bool{taken.step: true, to: true}
		next, _ := s.next(taken.step, way)
		if next != nil && s.meetsSetter(i, next, seen) {
			return true
		}
	}
	return false
}

func (s *setVariables) meetsSetter(i int, step *flows.Placed, seen map[*flows.Placed]bool) bool {
	if seen[step] {
		return false
	}
	seen[step] = true
	for _, way := range s.ways[step] {
		next, sum := s.next(step, way)
		if s.sets(step, way).ever.has(i) || sum.ever.has(i) || next != nil && s.meetsSetter(i, next, seen) {
			return true
		}
	}
	return false
}
