package explain

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/graph/gist"
)

// walk goes through the flows once, and tells what it finds.
type walk struct {
	Options
	ctx      context.Context
	route    flows.Route
	language string
	index    *gist.Index
	reach    *reach
	uses     map[*flows.Placed][]flows.Use
	nodes    int
	// told are the steps that stand in the explanation, flowsTold the flows.
	told      map[*flows.Placed]bool
	flowsTold map[*flows.Flow]bool
	// returns are the flows that may come to their end.
	returns map[*flows.Flow]bool
	// blocksOpen tells of handlers that several steps share whether the walk comes to their end.
	blocksOpen map[*flows.Block]bool
	// aims are the steps that gotos of the present flow lead to.
	aims []*flows.Placed
}

// full tells that the explanation may have no further line, and says so once.
func (w *walk) full(parent *Node, s state) bool {
	w.nodes++
	if w.nodes == nodesMax || w.nodes < nodesMax && s.depth > depthMax {
		parent.add(parent.At, "… there is more, which is not shown")
	}
	return w.nodes >= nodesMax || s.depth > depthMax
}

// flow tells what a flow does, or that it has been told.
func (w *walk) flow(parent *Node, flow *flows.Flow, s state) {
	if w.full(parent, s) {
		return
	}
	if w.flowsTold[flow] {
		parent.add(flow.Pos, "flow %s, as told there", flow.Name)
		return
	}
	w.flowsTold[flow] = true
	w.returns[flow] = true // while it is told: it may call itself
	n := parent.add(flow.Pos, "flow %s", flow.Name)
	aims := w.aims
	w.aims = nil
	open := w.block(n, flow.Block.Steps, s.deeper())
	if open {
		n.add(flow.Pos, "%s", flowEnd(s))
	}
	for len(w.aims) > 0 {
		step := w.aims[0]
		if w.aims = w.aims[1:]; !w.told[step] {
			aimed := n.add(step.Pos, "at %s, where goto leads:", w.named(step))
			open = w.onFrom(aimed, step, s.deeper()) || open
		}
	}
	w.aims = aims
	w.atAnyTime(n, flow, s.deeper())
	w.returns[flow] = open || w.comesBack(flow)
}

func flowEnd(s state) string {
	if s.first {
		return "the flow is at its end, and the call with it"
	}
	return "the flow is at its end, and goes back"
}

// comesBack tells whether a flow has a return, a hotkey back or an on_error, after which its caller goes on.
func (w *walk) comesBack(flow *flows.Flow) bool {
	for _, step := range w.reach.members[flow] {
		for _, way := range w.Program.Ways(step) {
			if slices.Contains([]flows.Direction{flows.Out, flows.Outer, flows.Outermost}, way.Goes) ||
				way.Goes == flows.Jump && way.Target.Flow != nil {
				return true
			}
		}
	}
	for _, hook := range append(w.Program.Hooks(flow), w.Program.Hooks(nil)...) {
		if hook.Label() == "on_error" {
			return true
		}
	}
	return slices.ContainsFunc(append(w.Program.Hotkeys(flow), w.Program.Hotkeys(nil)...),
		func(h flows.Hotkey) bool { return h.Word != "" })
}

// atAnyTime tells the hotkeys and hooks of a flow.
func (w *walk) atAnyTime(n *Node, flow *flows.Flow, s state) {
	words := map[string]string{"repeat": "begins the step anew", "back": "goes back to the menu before",
		"top": "goes back to the first menu"}
	hotkeys := w.Program.Hotkeys(flow)
	if flow.Inherits() {
		hotkeys = append(hotkeys, w.Program.Hotkeys(nil)...)
	}
	for _, h := range hotkeys {
		if h.Block == nil {
			n.add(flow.Pos, "at any time, key %s %s", h.Keys, words[h.Word])
			continue
		}
		w.shared(n, "at any time, key "+h.Keys, h.Block, s)
	}
	for _, hook := range w.Program.Hooks(flow) {
		if hook.Label() == "on_hangup" || hook.Label() == "on_error" {
			w.shared(n, w.index.LabelOf(nil, hook.Label()).Text, hook, s)
		}
	}
}

// shared tells a block that more than one step may lead into: where it has been told, it is only named.
func (w *walk) shared(parent *Node, label string, block *flows.Block, s state) (open bool) {
	if w.full(parent, s) {
		return true
	}
	if open, known := w.blocksOpen[block]; known {
		parent.told = append(parent.told, label)
		return open
	}
	w.blocksOpen[block] = true // while it is told: a handler may ask a question that has it too
	n := parent.add(block.Steps[0].Pos, "%s:", label)
	open = w.block(n, block.Steps, s.deeper())
	if open && block.Again() {
		n.add(block.Steps[0].Pos, "asks again")
	}
	w.blocksOpen[block] = open
	return open
}

// block tells steps in their order; it tells whether the walk can come to their end.
func (w *walk) block(parent *Node, steps []*flows.Placed, s state) (open bool) {
	for _, step := range steps {
		if w.told[step] {
			parent.add(step.Pos, "goes on at %s, as told there", w.named(step))
			return false
		}
		var passes bool
		if passes, s = w.step(parent, step, s); !passes {
			return false
		}
	}
	return true
}

// onFrom tells a step that a goto leads to, and all that comes behind it in its flow.
func (w *walk) onFrom(parent *Node, step *flows.Placed, s state) (open bool) {
	s.decided = nil
	for {
		block := step.Block()
		i := slices.Index(block.Steps, step)
		if !w.block(parent, block.Steps[i:], s) {
			return false
		}
		for {
			around := block.Parent()
			switch {
			case around == nil:
				parent.add(parent.At, "%s", flowEnd(s))
				return true
			case block.Again():
				parent.add(around.Pos, "goes on at %s", w.named(around))
				return false
			}
			block = around.Block()
			if i := slices.Index(block.Steps, around); i+1 < len(block.Steps) {
				step = block.Steps[i+1]
				break
			}
		}
	}
}

// step tells one step; passes is whether the walk can go on behind it, and next what is known then.
func (w *walk) step(parent *Node, step *flows.Placed, s state) (passes bool, next state) {
	if w.full(parent, s) {
		return false, s
	}
	w.told[step] = true
	n := parent.add(step.Pos, "%s", w.verb(step))
	if step.Conditional() {
		switch when, words := w.condition(step, "when", s); when {
		case fails:
			n.Text = fmt.Sprintf("passed over: %s (%s does not hold)", w.verb(step), words)
			return true, s
		case unknown:
			n.Text = fmt.Sprintf("if %s: %s", words, w.verb(step))
			passes = true
		}
	}
	chosen, next := w.decide(n, step, s)
	var skipped []string
	for _, way := range w.Program.Ways(step) {
		label := w.index.LabelOf(step, way.Label)
		switch {
		case way.Label == "passed":
		case chosen != nil && !slices.Contains(chosen, way.Label) && !label.Handler:
			skipped = append(skipped, label.Text)
		default:
			passes = w.way(n, step, way, labelWords(label), next) || passes
		}
	}
	if len(n.told) > 0 {
		n.add(step.Pos, "as told above: %s", strings.Join(n.told, " · "))
	}
	if len(skipped) > 0 {
		n.add(step.Pos, "not taken: %s", strings.Join(skipped, ", "))
	}
	return passes, next
}

func labelWords(label gist.Label) string {
	if label.Key {
		return "key " + label.Text
	}
	return label.Text
}

// way tells one way on from a step; it tells whether it leads behind the step.
func (w *walk) way(n *Node, step *flows.Placed, way flows.Way, label string, s state) (passes bool) {
	s = s.deeper()
	inner := n
	if way.Label != "" && way.Goes != flows.Into && way.Goes != flows.Onward {
		inner = n.add(step.Pos, "%s:", label)
	}
	switch way.Goes {
	case flows.Onward:
		if len(way.Label) > 0 && way.Label != "ok" && len(n.Children) > 0 {
			n.add(step.Pos, "%s: goes on", label)
		}
		return true
	case flows.Into:
		return w.into(n, step, way, label, s)
	case flows.Jump:
		if to := way.Target.Step; to != nil {
			w.aims = append(w.aims, to)
			if inner != n {
				inner.Text += " goes on at " + w.named(to)
			}
			return false
		}
		if inner == n && w.flowsTold[way.Target.Flow] {
			n.Text += ", as told above"
			return false
		}
		n.joined = inner == n
		w.flow(inner, way.Target.Flow, s)
	case flows.Through:
		waits := s
		waits.first, waits.decided = false, nil
		if inner == n && w.flowsTold[way.Target.Flow] {
			n.Text += ", as told above"
			return w.returns[way.Target.Flow]
		}
		n.joined = inner == n
		w.flow(inner, way.Target.Flow, waits)
		return w.returns[way.Target.Flow]
	case flows.Out:
		if s.first && inner == n {
			n.Text += ", and the call is at its end"
		}
	default:
		if inner != n {
			inner.Text += " " + map[flows.Direction]string{flows.Anew: "asks again", flows.Outer: "back to the menu before",
				flows.Outermost: "back to the first menu", flows.Over: "hangs up", flows.Away: "leaves to the dialplan"}[way.Goes]
		}
	}
	return false
}

// into tells a way into steps.
func (w *walk) into(n *Node, step *flows.Placed, way flows.Way, label string, s state) (passes bool) {
	if way.Inherited {
		return w.shared(n, label, way.Block, s) && strings.HasPrefix(way.Label, "on_exhausted")
	}
	if w.full(n, s) {
		return false
	}
	child := n.add(way.Block.Steps[0].Pos, "%s:", label)
	open := w.block(child, way.Block.Steps, s)
	if open && way.Block.Again() {
		again := "asks again"
		if step.Spec.Loops {
			again = "next round"
		}
		child.add(step.Pos, "%s", again)
		return false
	}
	return open
}
