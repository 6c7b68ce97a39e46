package flowdiff

import (
	"slices"
	"strings"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/internal/graph/gist"
)

// everyFlow is where a change stands that is one of the file's defaults.
const everyFlow = "every flow"

// Compare tells how the new file differs from the old one: numbers, flows in the
// order of the new file, then those that are gone, what holds in every flow, and
// the settings outside of flows.
func Compare(old, now Side) []Change {
	d := &differ{old: newSide(old), now: newSide(now)}
	d.numbers()
	d.flows()
	d.everyFlow()
	d.settings()
	return d.changes
}

type differ struct {
	old, now *side
	changes  []Change
	// gone and come are steps of the present flow that have no partner yet.
	gone, come []*known
}

func (d *differ) add(c Change) { d.changes = append(d.changes, c) }

// flows compares flow by flow.
func (d *differ) flows() {
	partners := d.partners()
	taken := map[*flows.Flow]bool{}
	for _, flow := range d.now.Program.Flows() {
		was := partners[flow]
		taken[was] = true
		switch {
		case was == nil:
			d.add(Change{Sort: Added, What: "flow", In: flow.Name, Name: flow.Name, New: flow.Pos})
			continue
		case was.Name != flow.Name:
			d.add(Change{Sort: Renamed, What: "flow", In: flow.Name, Name: flow.Name, Old: was.Pos, New: flow.Pos,
				Fields: []Field{{Name: "name", Old: was.Name, New: flow.Name}}})
		}
		d.flow(was, flow)
	}
	for _, flow := range d.old.Program.Flows() {
		if !taken[flow] {
			d.add(Change{Sort: Removed, What: "flow", In: flow.Name, Name: flow.Name, Old: flow.Pos})
		}
	}
}

// partners are the old flows by what they have become: by name, else by most of their steps.
func (d *differ) partners() map[*flows.Flow]*flows.Flow {
	partners := map[*flows.Flow]*flows.Flow{}
	var left []*flows.Flow
	for _, flow := range d.old.Program.Flows() {
		if now := d.now.Program.Flow(flow.Name); now != nil {
			partners[now] = flow
		} else {
			left = append(left, flow)
		}
	}
	for _, flow := range d.now.Program.Flows() {
		if partners[flow] != nil {
			continue
		}
		best, most := -1, alike
		for i, old := range left {
			if share := d.shared(old, flow); share >= most && (best < 0 || share > most) {
				best, most = i, share
			}
		}
		if best >= 0 {
			partners[flow] = left[best]
			left = slices.Delete(left, best, best+1)
		}
	}
	return partners
}

// shared is the share of steps that two flows have in common.
func (d *differ) shared(old, now *flows.Flow) float64 {
	counts := map[string]int{}
	for _, step := range old.Block.Steps {
		counts[d.old.of(step).print]++
	}
	equal := 0
	for _, step := range now.Block.Steps {
		if print := d.now.of(step).print; counts[print] > 0 {
			counts[print]--
			equal++
		}
	}
	return float64(equal) / float64(max(len(old.Block.Steps), len(now.Block.Steps)))
}

// flow compares two versions of a flow.
func (d *differ) flow(old, now *flows.Flow) {
	oldBody, nowBody := body(d.old, old), body(d.now, now)
	if fields := compareLeaves(outerLeaves(d.old, oldBody), outerLeaves(d.now, nowBody)); len(fields) > 0 {
		d.add(Change{Sort: Changed, What: "flow", In: now.Name, Name: now.Name, Old: old.Pos, New: now.Pos,
			Fields: fields})
	}
	d.block(now.Name, old.Block, now.Block)
	d.hooks(now.Name, d.old.Program.Hooks(old), d.now.Program.Hooks(now))
	d.settle(now.Name)
}

func body(s *side, flow *flows.Flow) *source.Node {
	return s.Document.Root.Get("flows").Get(flow.Name)
}

// outerLeaves are the values of a flow's mapping but its steps: params, hotkeys, which handlers it has.
func outerLeaves(s *side, body *source.Node) []leaf {
	if body == nil || body.Kind != source.Map || s.index.IsSteps(body) {
		return nil
	}
	return slices.DeleteFunc(leaves(s.index, body, "", body.Pos, false), func(l leaf) bool { return l.path == "steps" })
}

// everyFlow compares the file's defaults.
func (d *differ) everyFlow() {
	old, now := d.old.Document.Root.Get("defaults"), d.now.Document.Root.Get("defaults")
	if fields := compareLeaves(outerLeaves(d.old, old), outerLeaves(d.now, now)); len(fields) > 0 {
		d.add(Change{Sort: Changed, What: "flow", In: everyFlow, Name: "defaults", Old: at(old), New: at(now),
			Fields: fields})
	}
	d.hooks(everyFlow, d.old.Program.Hooks(nil), d.now.Program.Hooks(nil))
	d.settle(everyFlow)
}

func at(n *source.Node) source.Pos {
	if n == nil {
		return source.Pos{}
	}
	return n.Pos
}

// hooks compares lists of steps by their names.
func (d *differ) hooks(in string, old, now []*flows.Block) {
	for _, block := range now {
		d.block(in, labelled(old, block.Label()), block)
	}
	for _, block := range old {
		if labelled(now, block.Label()) == nil {
			d.block(in, block, nil)
		}
	}
}

func labelled(blocks []*flows.Block, label string) *flows.Block {
	for _, block := range blocks {
		if block.Label() == label {
			return block
		}
	}
	return nil
}

// block compares two lists of steps.
func (d *differ) block(in string, old, now *flows.Block) {
	for _, p := range align(inOrder(d.old, old), inOrder(d.now, now)) {
		switch {
		case p.old == nil:
			d.come = append(d.come, p.now)
		case p.now == nil:
			d.gone = append(d.gone, p.old)
		case p.old.print != p.now.print:
			d.step(in, Changed, p.old, p.now)
		}
	}
}

func inOrder(s *side, block *flows.Block) []*known {
	if block == nil {
		return nil
	}
	all := make([]*known, 0, len(block.Steps))
	for _, step := range block.Steps {
		all = append(all, s.of(step))
	}
	return all
}

// step compares two versions of a step, and the steps in it.
func (d *differ) step(in string, sort Sort, old, now *known) {
	fields := d.fields(old, now)
	if old.step.Kind != now.step.Kind {
		fields = append([]Field{{Name: "kind", Old: old.step.Kind, New: now.step.Kind}}, fields...)
	}
	if len(fields) > 0 || sort == Moved {
		d.add(Change{Sort: sort, What: "step", In: in, Name: d.now.name(now.step), Old: old.step.Pos, New: now.step.Pos,
			Fields: fields})
	}
	d.hooks(in, old.step.Blocks(), now.step.Blocks())
}

// fields are the fields in which two versions of a step differ; cases that tell a secret are one.
func (d *differ) fields(old, now *known) []Field {
	fields := compareLeaves(old.own, now.own)
	if !d.old.index.IsSecretChoice(old.step) && !d.now.index.IsSecretChoice(now.step) {
		return fields
	}
	all := len(fields)
	fields = slices.DeleteFunc(fields, func(f Field) bool { return strings.HasPrefix(f.Name, "cases.") })
	if len(fields) < all {
		fields = append(fields, Field{Name: "cases", Hidden: true})
	}
	return fields
}

// settle pairs the steps of a flow that have gone from one place with those that
// have come to another, and tells the rest.
func (d *differ) settle(in string) {
	first := len(d.changes)
	for len(d.gone)+len(d.come) > 0 {
		gone, come := d.gone, d.come
		d.gone, d.come = nil, nil
		for _, now := range come {
			i := slices.IndexFunc(gone, func(old *known) bool { return hasMoved(old, now) })
			if i < 0 {
				d.add(Change{Sort: Added, What: "step", In: in, Name: d.now.name(now.step), New: now.step.Pos,
					Fields: held(d.now.index, now, false)})
				continue
			}
			d.step(in, Moved, gone[i], now)
			gone = slices.Delete(gone, i, i+1)
		}
		for _, old := range gone {
			d.add(Change{Sort: Removed, What: "step", In: in, Name: d.old.name(old.step), Old: old.step.Pos,
				Fields: held(d.old.index, old, true)})
		}
	}
	slices.SortStableFunc(d.changes[first:], func(a, b Change) int {
		return strings.Compare(string(a.Sort), string(b.Sort))
	})
}

// hasMoved tells whether a step that is gone is one that has come: the same id, or the same in all.
func hasMoved(old, now *known) bool {
	return old.id != "" && old.id == now.id && old.step.Kind == now.step.Kind || old.id == "" && old.print == now.print
}

// held are the steps in a step that has come or gone with it, one field for each list.
func held(x *gist.Index, k *known, gone bool) []Field {
	var fields []Field
	for _, block := range k.step.Blocks() {
		var names []string
		for _, step := range block.Steps {
			names = append(names, strings.TrimSpace(step.Kind+" "+x.Words(step)))
		}
		f := Field{Name: x.WayOf(k.step, block.Label()), New: strings.Join(names, "; ")}
		if gone {
			f.Old, f.New = f.New, ""
		}
		fields = append(fields, f)
	}
	return fields
}
