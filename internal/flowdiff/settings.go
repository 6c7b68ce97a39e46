package flowdiff

import (
	"slices"
	"strings"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
)

// numbers compares who dialled what leads where.
func (d *differ) numbers() {
	old, now, renamed := numbersOf(d.old), numbersOf(d.now), d.renamed()
	var come []number
	for _, n := range now {
		i := slices.IndexFunc(old, func(o number) bool { return o.pattern == n.pattern })
		if i < 0 {
			come = append(come, n)
			continue
		}
		if fields := compareLeaves(old[i].leaves, n.leaves); len(fields) > 0 {
			for j, f := range fields {
				if f.Name == "flow" && f.Old != "" && renamed[f.New] == f.Old {
					fields[j].New += " (the same flow, renamed)"
				}
			}
			d.add(Change{Sort: Changed, What: "number", In: "numbers", Name: n.pattern, Old: old[i].pos, New: n.pos,
				Fields: fields})
		}
	}
	gone := slices.DeleteFunc(old, func(o number) bool {
		return slices.ContainsFunc(now, func(n number) bool { return n.pattern == o.pattern })
	})
	for _, n := range come {
		i := slices.IndexFunc(gone, func(o number) bool { return len(compareLeaves(o.leaves, n.before(renamed))) == 0 })
		if i < 0 {
			d.add(Change{Sort: Added, What: "number", In: "numbers", Name: n.pattern, New: n.pos,
				Fields: compareLeaves(nil, n.leaves)})
			continue
		}
		d.add(Change{Sort: Renamed, What: "number", In: "numbers", Name: n.pattern, Old: gone[i].pos, New: n.pos,
			Fields: []Field{{Name: "number", Old: gone[i].pattern, New: n.pattern}}})
		gone = slices.Delete(gone, i, i+1)
	}
	for _, o := range gone {
		d.add(Change{Sort: Removed, What: "number", In: "numbers", Name: o.pattern, Old: o.pos,
			Fields: compareLeaves(o.leaves, nil)})
	}
}

type number struct {
	pattern string
	pos     source.Pos
	leaves  []leaf
}

// before are the values of a number with the name that its flow had.
func (n number) before(renamed map[string]string) []leaf {
	all := slices.Clone(n.leaves)
	for i, l := range all {
		if was := renamed[l.text]; l.path == "flow" && was != "" {
			all[i].text, all[i].shown = was, was
		}
	}
	return all
}

// renamed are the old names of flows that have another now.
func (d *differ) renamed() map[string]string {
	names := map[string]string{}
	for now, was := range d.partners() {
		if now.Name != was.Name {
			names[now.Name] = was.Name
		}
	}
	return names
}

func numbersOf(s *side) []number {
	var all []number
	for key, value := range s.Document.Root.Get("numbers").All() {
		n := number{pattern: key.Value, pos: key.Pos}
		if value.Kind == source.Scalar {
			n.leaves = []leaf{{path: "flow", text: value.Value, shown: value.Value, pos: value.Pos}}
		} else {
			n.leaves = leaves(nil, value, "", value.Pos, false)
			for i, l := range n.leaves {
				n.leaves[i].hidden = l.hidden || s.index.IsSecretName(l.path)
			}
		}
		all = append(all, n)
	}
	return all
}

// settings compares all that stands outside of flows and numbers.
func (d *differ) settings() {
	old, now := settingsOf(d.old), settingsOf(d.now)
	before, there := map[string]leaf{}, map[string]bool{}
	for _, l := range old {
		before[l.path] = l
	}
	for _, l := range now {
		there[l.path] = true
		was, had := before[l.path]
		switch {
		case !had:
			d.setting(Added, leaf{}, l)
		case was.canonical() != l.canonical():
			d.setting(Changed, was, l)
		}
	}
	for _, l := range old {
		if !there[l.path] {
			d.setting(Removed, l, leaf{})
		}
	}
}

func (d *differ) setting(sort Sort, old, now leaf) {
	path := now.path
	if sort == Removed {
		path = old.path
	}
	d.add(Change{Sort: sort, What: "setting", In: "settings", Name: path, Old: old.pos, New: now.pos,
		Fields: []Field{field("", old, now)}})
}

// settingsOf are the values outside of flows, those under secrets and keys hidden.
func settingsOf(s *side) []leaf {
	var all []leaf
	for key, value := range s.Document.Root.All() {
		if key.Value != "vars" && key.Value != "config" && key.Value != "limits" && slices.Contains(flows.Keys(), key.Value) {
			continue
		}
		all = append(all, leaves(nil, value, key.Value, key.Pos, key.Value == "secrets")...)
	}
	all = slices.DeleteFunc(all, func(l leaf) bool { return l.text == "" })
	for i, l := range all {
		all[i].hidden = l.hidden || strings.HasPrefix(l.path, "http.keys.") || s.index.IsSecretName(l.path)
	}
	return all
}
