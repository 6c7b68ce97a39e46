package lint

import (
	"strings"

	"github.com/ariapp/ariapp/flows/digits"
	"github.com/ariapp/ariapp/flows/source"
)

// deletion deletes the line of one of a mapping's keys; nil where the key and its
// value do not have one line to themselves.
func deletion(doc *source.Document, n, key, value *source.Node, what string) *source.Fix {
	lines := doc.Lines(key.File)
	if value.Kind != source.Scalar || value.Line != key.Line || key.Line > len(lines) {
		return nil
	}
	text := lines[key.Line-1]
	before := string([]rune(text)[:key.Column-1])
	alone := strings.Trim(before, " ") == "" && !strings.ContainsAny(text, ",&{}") // neither in {…} nor named by others
	for _, pair := range n.Pairs {
		alone = alone && (pair.Key == key || pair.Key.File != key.File || pair.Key.Line != key.Line)
	}
	if !alone || hasWords(lines, key.Line) || key.Line < len(lines) && deeper(lines[key.Line], len(before)) {
		return nil // the value goes on below
	}
	return &source.Fix{Title: "delete the " + what + " " + key.Value, Deletes: key.Value,
		Edits: []source.Edit{source.DeleteLines(key.File, key.Line, key.Line)}}
}

// hasWords tells whether somebody has said something of a line, behind it or right above: it would be lost, or
// stand where it says nothing. A # within a text counts as well, which leaves a line too many rather than one too few.
func hasWords(lines []string, line int) bool {
	if strings.ContainsRune(lines[line-1], '#') {
		return true
	}
	return line > 1 && strings.HasPrefix(strings.TrimSpace(lines[line-2]), "#")
}

// deeper tells whether a line belongs to a key that stands behind so many blanks.
func deeper(line string, blanks int) bool {
	text := strings.TrimLeft(line, " \t")
	return text != "" && !strings.HasPrefix(text, "#") && len(line)-len(text) > blanks
}

// offer adds fixes to findings of the compiler: a number that no call reaches is deleted where the one that takes its
// calls leads to the same flow, and other numbers of its file stay.
func offer(doc *source.Document, findings source.Findings) {
	numbers, shadowed := doc.Root.Get("numbers"), map[source.Pos]int{}
	left := map[string]int{}
	for i, f := range findings {
		if f.Rule == "shadowed-number" {
			shadowed[f.Pos] = i
			left[f.File]--
		}
	}
	if len(shadowed) == 0 {
		return
	}
	for key := range numbers.All() {
		left[key.File]++
	}
	var pairs []source.Pair
	var entries []digits.Entry[int]
	for key, value := range numbers.All() {
		if pattern, err := digits.Parse(key.Value); err == nil {
			pairs = append(pairs, source.Pair{Key: key, Value: value})
			entries = append(entries, digits.Entry[int]{Pattern: pattern})
		}
	}
	for _, shadow := range digits.NewTable(entries).Shadows() {
		one, by := pairs[shadow.Index], pairs[shadow.By]
		same := by.Value.Kind == source.Scalar && by.Value.Value == one.Value.Value
		if i, ok := shadowed[one.Key.Pos]; ok && same && left[one.Key.File] > 0 {
			findings[i].Fix = deletion(doc, numbers, one.Key, one.Value, "number")
		}
	}
}
