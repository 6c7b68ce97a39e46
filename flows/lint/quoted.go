package lint

import (
	"strings"

	"github.com/ariapp/ariapp/flows/source"
)

// textSpan is a part of a line that belongs to a quoted or block text, in which a # begins
// no comment: the characters at columns from up to to.
type textSpan struct{ from, to int }

func inText(spans []textSpan, column int) bool {
	for _, s := range spans {
		if s.from <= column && column < s.to {
			return true
		}
	}
	return false
}

// textsOf are the quoted and block texts of a file by line.
func textsOf(doc *source.Document, file string) map[int][]textSpan {
	texts := &texts{lines: doc.Lines(file), file: file, spans: map[int][]textSpan{}}
	texts.note(doc.Root)
	return texts.spans
}

type texts struct {
	lines []string
	file  string
	spans map[int][]textSpan
}

func (t *texts) note(n *source.Node) {
	for key, value := range n.All() {
		t.note(key)
		t.note(value)
	}
	for _, item := range n.Items {
		t.note(item)
	}
	if n.Kind != source.Scalar || !n.Quoted || n.File != t.file || n.Line > len(t.lines) {
		return
	}
	line := []rune(t.lines[n.Line-1])
	if n.Column > len(line) {
		return
	}
	switch mark := line[n.Column-1]; mark {
	case '"', '\'':
		t.quoted(n.Pos, mark)
	case '|', '>':
		t.block(n.Line)
	}
}

// quoted marks a text up to its closing quote.
func (t *texts) quoted(at source.Pos, mark rune) {
	from := at.Column
	for number := at.Line; number <= len(t.lines); number++ {
		line := []rune(t.lines[number-1])
		start := 0
		if number == at.Line {
			start = from
		}
		for i := start; i < len(line); i++ {
			switch {
			case line[i] == '\\' && mark == '"':
				i++
			case line[i] == mark && mark == '\'' && i+1 < len(line) && line[i+1] == mark:
				i++
			case line[i] == mark:
				t.spans[number] = append(t.spans[number], textSpan{start + 1, i + 2})
				return
			}
		}
		t.spans[number] = append(t.spans[number], textSpan{start + 1, len(line) + 1})
	}
}

// block marks the lines below that are indented as the first of them is, or more.
func (t *texts) block(header int) {
	indent := 0
	for number := header + 1; number <= len(t.lines); number++ {
		line := t.lines[number-1]
		if strings.TrimSpace(line) == "" {
			continue
		}
		deep := len(line) - len(strings.TrimLeft(line, " "))
		if indent == 0 {
			indent = deep
		}
		if deep < indent || deep == 0 {
			return
		}
		t.spans[number] = append(t.spans[number], textSpan{1, len([]rune(line)) + 1})
	}
}
