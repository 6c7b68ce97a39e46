package suite

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/ariapp/ariapp/flows/source"
)

// excerpts shows places of a document; nil shows none.
type excerpts struct{ doc *source.Document }

// of is the line of a place with a mark under what begins there, "" where it is not known.
func (e excerpts) of(pos source.Pos) string {
	if e.doc == nil || pos.Line == 0 {
		return ""
	}
	shown := e.finding(source.Finding{Pos: pos})
	shown.Width = 1
	if before := pos.Column - 1; before >= 0 && before < utf8.RuneCountInString(shown.Text) {
		shown.Width = utf8.RuneCountInString(strings.TrimRight(string([]rune(shown.Text)[before:]), " \t"))
	}
	shown.Text = starred(strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) && r != '\t' {
			return '\uFFFD'
		}
		return r
	}, shown.Text))
	_, excerpt, _ := strings.Cut(shown.Format(), "\n")
	return excerpt
}

// finding is a finding with its line.
func (e excerpts) finding(f source.Finding) source.Finding {
	report := source.NewReport(e.doc)
	report.Add(f)
	return report.Findings()[0]
}
