package source

import (
	"fmt"
	"slices"
	"strings"
)

// Fix is a change of the text that mends a finding without a change of meaning.
type Fix struct {
	// Title says what is done: "delete the variable".
	Title string `json:"title"`
	// Deletes is the name that is no more when it is done, "" for none: other files may have it, too.
	Deletes string `json:"-"`
	// Edits are the places to change; they do not overlap.
	Edits []Edit `json:"edits"`
}

// Edit puts Text where the characters from From up to To stand. To may be the
// first column of the line behind the last.
type Edit struct {
	From Pos    `json:"from"`
	To   Pos    `json:"to"`
	Text string `json:"text"`
}

// DeleteLines is the edit that takes lines first to last out of a file.
func DeleteLines(file string, first, last int) Edit {
	return Edit{From: Pos{File: file, Line: first, Column: 1}, To: Pos{File: file, Line: last + 1, Column: 1}}
}

// Apply makes the edits of one file in its text, and tells which fixes it has made.
// One that overlaps a fix before it is left out: whoever checks again finds it.
func Apply(file, text string, fixes []Fix) (changed string, made []int, err error) {
	starts := lineStarts(text)
	var spans []span
	for i, fix := range fixes {
		mine, err := spansOf(file, text, starts, fix)
		if err != nil {
			return text, nil, err
		}
		if len(mine) == 0 || slices.ContainsFunc(mine, func(s span) bool {
			return slices.ContainsFunc(spans, s.overlaps)
		}) {
			continue
		}
		spans = append(spans, mine...)
		made = append(made, i)
	}
	slices.SortFunc(spans, func(a, b span) int { return a.from - b.from })
	var b strings.Builder
	at := 0
	for _, s := range spans {
		b.WriteString(text[at:s.from])
		b.WriteString(s.text)
		at = s.to
	}
	b.WriteString(text[at:])
	return b.String(), made, nil
}

// span is an edit in bytes.
type span struct {
	from, to int
	text     string
}

func (s span) overlaps(t span) bool { return s.from < t.to && t.from < s.to || s.from == t.from }

// spansOf are the edits of a fix in one file.
func spansOf(file, text string, starts []int, fix Fix) ([]span, error) {
	var spans []span
	for _, edit := range fix.Edits {
		if edit.From.File != file {
			continue
		}
		from, okFrom := offset(text, starts, edit.From)
		to, okTo := offset(text, starts, edit.To)
		if !okFrom || !okTo || to < from {
			return nil, fmt.Errorf("editing %s: the text has no such place", edit.From)
		}
		spans = append(spans, span{from, to, edit.Text})
	}
	return spans, nil
}

// lineStarts are the offsets at which lines begin, the end of the text as the last.
func lineStarts(text string) []int {
	starts := []int{0}
	for _, at := range lineBreak.FindAllStringIndex(text, -1) {
		starts = append(starts, at[1])
	}
	return append(starts, len(text))
}

// offset is the byte at which a place stands.
func offset(text string, starts []int, p Pos) (int, bool) {
	if p.Line < 1 || p.Line > len(starts) || p.Column < 1 {
		return 0, false
	}
	at, end := starts[p.Line-1], len(text)
	if p.Line < len(starts) {
		end = starts[p.Line]
	}
	for range p.Column - 1 {
		if at >= end {
			return 0, false
		}
		at += width(text[at:end])
	}
	return at, true
}

func width(s string) int {
	for i := range s {
		if i > 0 {
			return i
		}
	}
	return len(s)
}
