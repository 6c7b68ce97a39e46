package graph

import (
	"strings"
	"testing"
)

// Law: the flow of messages has an entry beside the numbers, in every picture.
func TestTextsAreAnEntry(t *testing.T) {
	o := read(t, "\nmessages: {flow: texts}\nnumbers: {200: main}\nflows: {main: [hangup], texts: [log: hi]}\n")
	for name, text := range map[string]string{"Mermaid": Mermaid(o), "DOT": DOT(o), "SVG": SVG(o)} {
		if !strings.Contains(text, "messages") {
			t.Errorf("%s has no messages", name)
		}
	}
	if !strings.Contains(Mermaid(o), `[["messages"]] --> n2`) {
		t.Error(Mermaid(o))
	}
	if svg := SVG(o); !strings.Contains(svg, "takes texts") || strings.Contains(svg, "nothing leads here") {
		t.Error("the panel of texts does not say who leads there")
	}
}
