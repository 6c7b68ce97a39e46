package source

import (
	"fmt"
	"slices"
	"strings"
)

// Severity says whether a finding keeps a document from being used.
type Severity string

// The two severities: an error refuses the document, a warning does not.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
)

// Finding is one fault of the user's text: where, by which rule, what is
// wrong, what would have been accepted, and the accepted name that is nearest
// to what stands there.
type Finding struct {
	Pos
	Rule     string   `json:"rule"`
	Severity Severity `json:"severity"`
	Message  string   `json:"message"`
	Accepted []string `json:"accepted,omitempty"`
	Nearest  string   `json:"nearest,omitempty"`
	// Text is the line that the finding stands in, Width how many characters are meant.
	Text  string `json:"text,omitempty"`
	Width int    `json:"width,omitempty"`
	// Fix is what mends the fault, nil where only a person can know.
	Fix *Fix `json:"fix,omitempty"`
}

// String writes the finding on one line: place, message and rule.
func (f Finding) String() string {
	return fmt.Sprintf("%s: %s [%s]", f.Pos, f.sentence(), f.Rule)
}

// Format writes the finding as people read it: the sentence, the line itself
// and a mark under what is meant.
func (f Finding) Format() string {
	var b strings.Builder
	b.WriteString(f.String())
	if f.Text != "" && f.Column > 0 {
		number := fmt.Sprintf("%5d", f.Line)
		b.WriteString("\n" + number + " | " + f.Text)
		b.WriteString("\n" + strings.Repeat(" ", len(number)) + " | " + indentLike(f.Text, f.Column-1))
		b.WriteString("^" + strings.Repeat("~", max(0, f.Width-1)))
	}
	return b.String()
}

func (f Finding) sentence() string {
	s := f.Message
	if f.Severity == Warning {
		s = "warning: " + s
	}
	if f.Nearest != "" {
		s += fmt.Sprintf("; did you mean %q?", f.Nearest)
	} else if len(f.Accepted) > 0 {
		s += "; accepted: " + strings.Join(f.Accepted, ", ")
	}
	return s
}

// indentLike is the blank space that brings a mark below column n of text: tabs stay tabs.
func indentLike(text string, n int) string {
	var b strings.Builder
	for i, r := range []rune(text) {
		if i >= n {
			break
		}
		if r != '\t' {
			r = ' '
		}
		b.WriteRune(r)
	}
	return b.String()
}

// Findings are the faults of one document.
type Findings []Finding

// HasErrors tells whether one of them refuses the document.
func (f Findings) HasErrors() bool {
	return slices.ContainsFunc(f, func(one Finding) bool { return one.Severity == Error })
}

// Sorted is a copy ordered by place; findings of one place keep their order.
func (f Findings) Sorted() Findings {
	sorted := slices.Clone(f)
	slices.SortStableFunc(sorted, func(a, b Finding) int {
		switch {
		case a.Pos.Before(b.Pos):
			return -1
		case b.Pos.Before(a.Pos):
			return 1
		}
		return 0
	})
	return sorted
}
