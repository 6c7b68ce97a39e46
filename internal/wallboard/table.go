package wallboard

import (
	"slices"
	"strings"
)

// column is one of a table; those of a higher rank are left out first where there is no room.
type column struct {
	title string
	right bool
	rank  int
}

// cell is what stands in a column.
type cell struct{ text, colour string }

// table are rows under titles.
type table struct {
	columns []column
	rows    [][]cell
}

// gap is between two columns.
const gap = "  "

// lines are the table in a width: columns are left out until it fits; then the widest one is clipped.
func (t table) lines(v View) []string {
	shown := make([]bool, len(t.columns))
	widths := make([]int, len(t.columns))
	for i, c := range t.columns {
		shown[i], widths[i] = true, width(c.title)
		for _, row := range t.rows {
			widths[i] = max(widths[i], min(width(row[i].text), nameMost))
		}
	}
	total := func() int {
		sum := 0
		for i := range t.columns {
			if shown[i] {
				sum += widths[i] + len(gap)
			}
		}
		return sum - len(gap)
	}
	for total() > v.Width {
		worst := -1
		for i, c := range t.columns {
			if shown[i] && c.rank > 0 && (worst < 0 || c.rank > t.columns[worst].rank) {
				worst = i
			}
		}
		if worst < 0 {
			break
		}
		shown[worst] = false
	}
	for over := total() - v.Width; over > 0; over-- {
		widest := slices.Index(widths, slices.Max(widths))
		widths[widest]--
		if widths[widest] < 1 {
			break
		}
	}
	titles := make([]cell, len(t.columns))
	for i, c := range t.columns {
		titles[i] = cell{c.title, bold}
	}
	lines := []string{t.line(v, titles, shown, widths)}
	for _, row := range t.rows {
		lines = append(lines, t.line(v, row, shown, widths))
	}
	return lines
}

func (t table) line(v View, row []cell, shown []bool, widths []int) string {
	var cells []string
	left, last := v.Width, -1
	for i := range row {
		if shown[i] {
			last = i
		}
	}
	for i, one := range row {
		if !shown[i] || left <= 0 {
			continue
		}
		text := clip(one.text, min(widths[i], left))
		if i != last || t.columns[i].right {
			text = fill(text, min(widths[i], left), t.columns[i].right)
		}
		left -= width(text) + len(gap)
		cells = append(cells, v.painted(text, one.colour))
	}
	return strings.TrimRight(strings.Join(cells, gap), " ")
}
