package suite

import (
	"slices"
	"strings"
)

// difference shows two texts line by line: what only the first has with a
// minus, what only the second has with a plus, and some lines around.
func difference(old, now string) string {
	lines := compare(splitLines(old), splitLines(now))
	var b strings.Builder
	shown := 0 // lines before this one were shown or passed over
	for i, line := range lines {
		if line.sign == ' ' {
			continue
		}
		from := max(shown, i-contextLines)
		if from > shown {
			b.WriteString("  …\n")
		}
		for ; from <= i; from++ {
			lines[from].write(&b)
		}
		shown = i + 1
		for until := min(len(lines), shown+contextLines); shown < until && lines[shown].sign == ' '; shown++ {
			lines[shown].write(&b)
		}
	}
	if shown < len(lines) {
		b.WriteString("  …\n")
	}
	return b.String()
}

// compared is a line of both texts (a blank), of the first (-) or the second (+).
type compared struct {
	sign byte
	text string
}

func (c compared) write(b *strings.Builder) {
	b.WriteByte(c.sign)
	b.WriteString(" " + c.text + "\n")
}

func splitLines(text string) []string {
	return strings.Split(strings.TrimSuffix(text, "\n"), "\n")
}

// compare finds the longest row of lines that both have.
func compare(a, b []string) []compared {
	var lines, tail []compared
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		lines = append(lines, compared{' ', a[0]})
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		tail = append(tail, compared{' ', a[len(a)-1]})
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	slices.Reverse(tail)
	if len(a)*len(b) > compareMax { // all of both rather than minutes of work
		a, b, lines = nil, nil, append(lines, bothOf(a, b)...)
	}
	// longest[i][j] is how many lines a[i:] and b[j:] share.
	longest := make([][]int, len(a)+1)
	for i := range longest {
		longest[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if longest[i][j] = max(longest[i+1][j], longest[i][j+1]); a[i] == b[j] {
				longest[i][j] = longest[i+1][j+1] + 1
			}
		}
	}
	i, j := 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case a[i] == b[j]:
			lines = append(lines, compared{' ', a[i]})
			i, j = i+1, j+1
		case longest[i+1][j] >= longest[i][j+1]:
			lines = append(lines, compared{'-', a[i]})
			i++
		default:
			lines = append(lines, compared{'+', b[j]})
			j++
		}
	}
	return append(append(lines, bothOf(a[i:], b[j:])...), tail...)
}

// bothOf are lines of the first text, then those of the second.
func bothOf(a, b []string) []compared {
	var lines []compared
	for _, text := range a {
		lines = append(lines, compared{'-', text})
	}
	for _, text := range b {
		lines = append(lines, compared{'+', text})
	}
	return lines
}
