package graph

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/ariapp/ariapp/flows/source"
)

// texts reads a picture as XML does, and gives what stands in elements of that name.
func texts(t testing.TB, svg, element string) []string {
	t.Helper()
	var found []string
	decoder, inside := xml.NewDecoder(strings.NewReader(svg)), false
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return found
		}
		if err != nil {
			t.Fatalf("the picture is no XML: %v", err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			if inside = token.Name.Local == element; inside {
				found = append(found, "")
			}
			for _, forbidden := range []string{"script", "image", "use", "foreignObject", "iframe"} {
				if token.Name.Local == forbidden {
					t.Errorf("a picture has no element %s", forbidden)
				}
			}
			for _, attribute := range token.Attr {
				name, value := strings.ToLower(attribute.Name.Local), attribute.Value
				if strings.HasPrefix(name, "on") || name == "href" && !strings.HasPrefix(value, "#flow-") {
					t.Errorf("a picture has no %s=%q", name, value)
				}
			}
		case xml.EndElement:
			inside = false
		case xml.CharData:
			if inside {
				found[len(found)-1] += string(token)
			}
		}
	}
}

// Law: the three forms of a small program are those that somebody has looked at.
func TestGolden(t *testing.T) {
	o := readFile(t, "testdata/small.yaml")
	report := source.NewReport(o.Document)
	report.Warnf(o.Document.Root.Get("flows").Get("main").Items[3].Get("play"), "odd", "this is <odd>")
	report.Errorf(o.Document.Root.Get("flows").Get("help").Get("steps").Items[0].Get("http").Get("url"), "bad", "this is bad")
	report.Warnf(o.Document.Root.Get("numbers"), "far", "far from every step")
	o.Findings = report.Findings()
	golden(t, "small.svg", SVG(o))
	golden(t, "small.mmd", Mermaid(o))
	golden(t, "small.dot", DOT(o))
	o.Flow = "help"
	golden(t, "help.svg", SVG(o))
}

// Law: the same program gives the same bytes, in all forms.
func TestSameBytes(t *testing.T) {
	for name, form := range map[string]func(Options) string{"svg": SVG, "mermaid": Mermaid, "dot": DOT} {
		if first, second := form(read(t, bigFile(7))), form(read(t, bigFile(7))); first != second {
			t.Errorf("%s differs from one time to the next", name)
		}
	}
}

// Law: findings are marked at their steps and told in their words; those of no step stand above.
func TestFindings(t *testing.T) {
	o := readFile(t, "testdata/small.yaml")
	play := o.Document.Root.Get("flows").Get("main").Items[3].Get("play")
	o.Findings = source.Findings{
		{Pos: play.At(3), Rule: "odd", Severity: source.Warning, Message: "inside of a text"},
		{Pos: o.Document.Root.Get("numbers").Pos, Rule: "far", Severity: source.Error, Message: "elsewhere"}}
	svg := SVG(o)
	titles := strings.Join(texts(t, svg, "title"), "\n\n")
	if !strings.Contains(titles, "play main/4\ntips & <tricks>\nivr.yaml:20\nwarning: inside of a text [odd]") {
		t.Errorf("no tooltip tells the finding:\n%s", titles)
	}
	if !strings.Contains(svg, `class="box warning"`) || strings.Contains(svg, `class="box error"`) {
		t.Error("the step is not marked as its finding wants")
	}
	if all := strings.Join(texts(t, svg, "text"), "\n"); !strings.Contains(all, "elsewhere [far]") {
		t.Error("the finding that belongs to no step is not told")
	}
}

// Law: one flow alone is drawn without the others, and nothing in it leads to them.
func TestOneFlow(t *testing.T) {
	o := readFile(t, "testdata/small.yaml")
	o.Flow = "help"
	svg := SVG(o)
	if all := strings.Join(texts(t, svg, "title"), "\n"); strings.Contains(all, "main/") || !strings.Contains(all, "help/1") {
		t.Errorf("other steps than those of help are drawn:\n%s", all)
	}
	if strings.Contains(svg, "#flow-") {
		t.Error("a link leads to what is not drawn")
	}
	for _, text := range []string{Mermaid(o), DOT(o)} {
		if strings.Contains(text, "welcome") || !strings.Contains(text, "crm.example.com") {
			t.Errorf("other steps than those of help are drawn:\n%s", text)
		}
	}
}

// Law: no value of a secret is drawn, in no form.
func TestSecretsAreNotDrawn(t *testing.T) {
	o := read(t, `
numbers: {1: main}
flows:
  main:
    - menu: {pin: {value: "hush1"}, choices: {1: hangup}}
    - http: {url: "https://example.com/?token=hush3", headers: {X: "hush4"}, form: {a: "hush5"}}
    - set: {api_token: "hush6", a: 'see https://user:hush2@example.com'}
`)
	for _, text := range []string{SVG(o), Mermaid(o), DOT(o)} {
		if strings.Contains(text, "hush") {
			t.Errorf("a secret is drawn:\n%s", text)
		}
	}
}

// Law: whatever stands in a text, the picture is XML and shows it as it is, or
// as ? where XML does not have it; Mermaid and Graphviz have no line more for it.
func FuzzEscape(f *testing.F) {
	for _, seed := range []string{"<b>&amp;\"'", "]]>", "\x00\x1f\ufffe", "日本", "a\\\"b", "#34;", "`|{}", "--><script>"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		m := &markup{}
		m.put("<svg>")
		m.text("id", 0, 0, text)
		m.put("</svg>")
		shown := strings.Join(texts(t, m.String(), "text"), "")
		if len([]rune(shown)) != len([]rune(text)) {
			t.Errorf("%q is shown as %q", text, shown)
		}
		if mermaid := mermaidText(text); strings.ContainsAny(mermaid, "\"\n<>|") {
			t.Errorf("%q ends a text of Mermaid", mermaid)
		}
		dot := dotText(text)
		inner := strings.NewReplacer(`\\`, "", `\"`, "").Replace(dot[1 : len(dot)-1])
		if strings.ContainsAny(inner, "\"\n") {
			t.Errorf("%q ends a text of Graphviz", dot)
		}
	})
}

// secretLiterals holds a PIN in every place that a file can write one out.
const secretLiterals = `numbers: {200: main}
vars: {right: "9753"}
flows:
  main:
    - collect: {id: ask, length: 4, secret: true, pattern: "9753"}
    - play: {media: a, when: 'same(steps.ask.value, "9753")'}
    - collect: {id: pin, length: 4}
    - play: {media: b, when: 'steps.pin.value == vars.right'}
    - if: {is: 'steps.pin.value == "9753"', then: hangup}
    - switch: {value: '${steps.pin.value}', cases: {"9753": hangup}}
    - set: {right: "9753", pw: "9753"}
`

// Law: a PIN that is written out beside what the caller keys in is drawn in no form, not in tooltips either.
func TestLiteralsBesideSecretsAreNotDrawn(t *testing.T) {
	o := read(t, secretLiterals)
	for _, text := range []string{SVG(o), Mermaid(o), DOT(o)} {
		if strings.Contains(text, "9753") || !strings.Contains(text, "***") {
			t.Errorf("a secret is drawn:\n%s", text)
		}
	}
}
