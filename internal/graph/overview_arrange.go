package graph

import "slices"

// arrange orders the layers so that few edges cross, and gives all nodes their places.
func (o *overview) arrange() {
	for _, n := range o.nodes {
		for len(o.layers) <= n.layer {
			o.layers = append(o.layers, nil)
		}
		n.rank = len(o.layers[n.layer])
		o.layers[n.layer] = append(o.layers[n.layer], n)
	}
	for sweep := range sweeps {
		for i := range o.layers {
			if sweep%2 == 1 {
				i = len(o.layers) - 1 - i
			}
			o.sort(o.layers[i], sweep%2 == 1)
		}
	}
	o.place()
}

// sort orders a layer by where the neighbours of its nodes stand.
func (o *overview) sort(layer []*node, byAfter bool) {
	for _, n := range layer {
		near := n.before
		if byAfter {
			near = n.after
		}
		n.weight = float64(n.rank)
		if len(near) == 0 {
			continue
		}
		sum := 0.0
		for _, other := range near {
			sum += float64(other.rank)
		}
		n.weight = sum / float64(len(near))
	}
	slices.SortStableFunc(layer, func(a, b *node) int {
		switch {
		case a.weight < b.weight:
			return -1
		case a.weight > b.weight:
			return 1
		}
		return 0
	})
	for i, n := range layer {
		n.rank = i
	}
}

// place gives each layer a column, and moves the nodes of each towards their neighbours.
func (o *overview) place() {
	x := panelPad
	for _, layer := range o.layers {
		w, y := 0.0, 0.0
		for _, n := range layer {
			w = max(w, n.w)
			n.y = y
			y += n.h + flowGap
		}
		for _, n := range layer {
			n.x = x
			if n.w > 0 {
				n.w = w
			}
		}
		if x += w; w > 0 {
			x += layerGap
		}
	}
	for sweep := range sweeps {
		for i := range o.layers {
			if sweep%2 == 1 {
				i = len(o.layers) - 1 - i
			}
			draw(o.layers[i])
		}
	}
	bottom := o.tighten(headHeight)
	o.w, o.h = max(panelMin, x-layerGap+panelPad), bottom+panelPad
}

// tighten moves all nodes below y, and closes the bands that no node stands in;
// it returns where the last one ends.
func (o *overview) tighten(y float64) (bottom float64) {
	sorted := slices.Clone(o.nodes)
	slices.SortStableFunc(sorted, func(a, b *node) int {
		switch {
		case a.y < b.y:
			return -1
		case a.y > b.y:
			return 1
		}
		return 0
	})
	shift := 0.0
	for i, n := range sorted {
		switch {
		case i == 0:
			shift = y - n.y
		case n.y+shift > bottom+flowGap:
			shift = bottom + flowGap - n.y
		}
		n.y += shift
		bottom = max(bottom, n.y+n.h)
	}
	return bottom
}

// draw moves the nodes of a layer towards the middle of their neighbours, in
// their order and without overlap.
func draw(layer []*node) {
	wanted := make([]float64, len(layer))
	for i, n := range layer {
		sum, count := 0.0, 0
		for _, other := range slices.Concat(n.before, n.after) {
			sum, count = sum+other.y+other.h/2, count+1
		}
		if wanted[i] = n.y; count > 0 {
			wanted[i] = sum/float64(count) - n.h/2
		}
	}
	// Down as far as the one above demands, then the same up, then the middle of both.
	down, up := slices.Clone(wanted), slices.Clone(wanted)
	for i := 1; i < len(layer); i++ {
		down[i] = max(down[i], down[i-1]+layer[i-1].h+flowGap)
	}
	for i := len(layer) - 2; i >= 0; i-- {
		up[i] = min(up[i], up[i+1]-layer[i].h-flowGap)
	}
	for i, n := range layer {
		n.y = (down[i] + up[i]) / 2
	}
}
