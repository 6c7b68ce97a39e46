package graph

import "math"

// frame is a panel's place in the picture.
type frame struct{ x, y, w, h float64 }

// pack gives frames their places in columns, in their order, so that the
// picture comes near to the shape that is wanted.
func pack(frames []*frame, y, widest float64) (w, h float64) {
	best, columns, used := math.Inf(1), 1, 0.0
	for _, f := range frames {
		used += f.w * f.h
	}
	for n := 1; n <= min(columnsMost, len(frames)); n++ {
		w, h := arrange(frames, n, y)
		w = max(w, widest)
		empty := math.Log(w * h / max(used, 1)) // a tall frame beside low ones makes columns that hold nothing
		if off := math.Abs(math.Log(w/h/shapeWanted)) + empty; off < best-1e-9 {
			best, columns = off, n
		}
	}
	w, h = arrange(frames, columns, y)
	return max(w, widest), h
}

// arrange puts each frame into the column that is shortest so far.
func arrange(frames []*frame, n int, y float64) (w, h float64) {
	heights, widths, column := make([]float64, n), make([]float64, n), make([]int, len(frames))
	for i, f := range frames {
		shortest := 0
		for c := range heights {
			if heights[c] < heights[shortest]-1e-9 {
				shortest = c
			}
		}
		column[i] = shortest
		f.y = y + heights[shortest]
		heights[shortest] += f.h + panelGap
		widths[shortest] = max(widths[shortest], f.w)
	}
	x := panelGap
	for c := range n {
		h = max(h, y+heights[c])
		for i, f := range frames {
			if column[i] == c {
				f.x = x
			}
		}
		x += widths[c] + panelGap
	}
	return x, h
}
