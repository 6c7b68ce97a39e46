package explain

import (
	"fmt"
	"strings"

	"github.com/ariapp/ariapp/flows/source"
)

// Node is one line of an explanation, with what follows from it.
type Node struct {
	Text string `json:"text"`
	// At is the place in the file that it is about, if there is one.
	At       source.Pos `json:"at,omitzero"`
	Children []*Node    `json:"children,omitempty"`

	// told are ways that stand elsewhere already.
	told []string
	// joined tells that the line and its only child are one.
	joined bool
}

func (n *Node) add(at source.Pos, format string, args ...any) *Node {
	child := &Node{Text: fmt.Sprintf(format, args...), At: at}
	n.Children = append(n.Children, child)
	return child
}

// Format writes the explanation as a tree, each line with its place in the file.
func (n *Node) Format() string {
	width := 0
	n.each(func(one *Node) { width = max(width, len(place(one.At))) })
	var b strings.Builder
	n.format(&b, width, "", "")
	return b.String()
}

// join makes one line of a label and the only thing that stands below it.
func (n *Node) join() {
	for _, child := range n.Children {
		child.join()
	}
	if len(n.Children) != 1 || !n.joined && !strings.HasSuffix(n.Text, ":") {
		return
	}
	child := n.Children[0]
	if !n.joined {
		n.Text += " " + child.Text
		n.At = child.At
	}
	n.Children = child.Children
}

func (n *Node) each(visit func(*Node)) {
	visit(n)
	for _, child := range n.Children {
		child.each(visit)
	}
}

// format writes a line behind first, and those below it behind rest.
func (n *Node) format(b *strings.Builder, width int, first, rest string) {
	b.WriteString(strings.TrimRight(fmt.Sprintf("%-*s  %s%s", width, place(n.At), first, n.Text), " ") + "\n")
	for i, child := range n.Children {
		branch, below := "├─ ", "│  "
		if i == len(n.Children)-1 {
			branch, below = "└─ ", "   "
		}
		child.format(b, width, rest+branch, rest+below)
	}
}

func place(at source.Pos) string {
	if at.Line == 0 {
		return ""
	}
	return fmt.Sprintf("%s:%d", at.File, at.Line)
}
