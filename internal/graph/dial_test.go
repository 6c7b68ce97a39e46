package graph

import (
	"strings"
	"testing"
)

const exchange = `
numbers: {200: main}
flows:
  main:
    - dial:
        id: d
        targets: [PJSIP/101, PJSIP/102]
        exit_keys: {0: {play: box}}
        keys: {callee: {"*1": {play: fetched}}}
        on_busy: {play: engaged}
        on_no_answer: {goto: d}
    - play: bye
`

// Law: what comes of dialling are ways in every picture: into steps, back, onward, and to the end.
func TestDial(t *testing.T) {
	o := read(t, exchange)
	for name, text := range map[string]string{"Mermaid": Mermaid(o), "DOT": DOT(o), "SVG": SVG(o)} {
		for _, label := range []string{"PJSIP/101, PJSIP/102", "unreached", "busy", "no answer", "callee.*1"} {
			if !strings.Contains(text, label) {
				t.Errorf("%s has no %s", name, label)
			}
		}
	}
	for _, edge := range []string{`n1 -->|"unreached"| n2`, `n1 -->|"0"| n3`, `n1 -.->|"busy"| n5`, `n1 -.->|"no answer"| n6`, "n6 --> n1"} {
		if !strings.Contains(Mermaid(o), edge) {
			t.Errorf("there is no way %s", edge)
		}
	}
}
