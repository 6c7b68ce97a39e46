package flows

import (
	"strings"
	"testing"
)

func TestSplitTemplate(t *testing.T) {
	for text, want := range map[string]string{
		"":               "",
		"plain":          "plain",
		"${a}":           "<a@2>",
		"x ${a} y":       "x |<a@4>| y",
		"${a}${b}":       "<a@2>|<b@6>",
		"$${a}":          "${a}",
		"$${a} ${b}":     "${a} |<b@8>",
		"5 $ and } ":     "5 $ and } ",
		"${ {'a': 1}.a}": "<{'a': 1}.a@3>",
		"${'}'}":         "<'}'@2>",
		`${"\"}"}`:       `<"\"}"@2>`,
		"${`}`}":         "<`}`@2>",
		"${a":            "0!",
		"ab ${'}":        "3!",
	} {
		pieces, offset, err := splitTemplate(text)
		var got []string
		for _, p := range pieces {
			word := p.text
			if p.isExpr {
				trimmed := strings.TrimLeft(p.text, " ")
				word = "<" + trimmed + "@" + string(rune('0'+p.at+len(p.text)-len(trimmed))) + ">"
			}
			got = append(got, word)
		}
		if err != nil {
			got = []string{string(rune('0'+offset)) + "!"}
		}
		if joined := strings.Join(got, "|"); joined != want {
			t.Errorf("%q splits into %q, want %q", text, joined, want)
		}
	}
}

// FuzzSplitTemplate: the pieces put together again are the text, and every
// expression stands where it says.
func FuzzSplitTemplate(f *testing.F) {
	for _, seed := range []string{"a ${b} c", "$${", "${'}'}", "${{}}", "${\"\\\"}\"}", "$$${a}", "${", "}"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		pieces, offset, err := splitTemplate(text)
		if err != nil {
			if !strings.HasPrefix(text[offset:], "${") {
				t.Errorf("%q: the fault is said to be at %d", text, offset)
			}
			return
		}
		var again strings.Builder
		for _, p := range pieces {
			if !p.isExpr {
				if p.text == "" {
					t.Errorf("%q has an empty piece", text)
				}
				again.WriteString(strings.ReplaceAll(p.text, "${", "$${"))
				continue
			}
			if text[p.at:p.at+len(p.text)] != p.text {
				t.Errorf("%q: %q does not stand at %d", text, p.text, p.at)
			}
			again.WriteString("${" + p.text + "}")
		}
		if again.String() != text {
			t.Errorf("%q became %q", text, again.String())
		}
	})
}
