package source

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestPositionsAreThoseOfTheText(t *testing.T) {
	doc, findings := Parse("f.yaml", "a: b\nlist:\n  - \"ünï ${x}\"\n  - {k: v}\n")
	if len(findings) != 0 {
		t.Fatal(findings)
	}
	quoted := doc.Root.Get("list").Items[0]
	if got := quoted.Pos.String(); got != "f.yaml:3:5" {
		t.Errorf("a quoted value stands at %s", got)
	}
	if got := quoted.At(strings.Index(quoted.Value, "${")).String(); got != "f.yaml:3:10" {
		t.Errorf("its expression stands at %s", got)
	}
	if got := doc.Root.Get("list").Items[1].Get("k").Pos.String(); got != "f.yaml:4:9" {
		t.Errorf("a value in braces stands at %s", got)
	}
}

func TestFaultsOfTheText(t *testing.T) {
	deep := strings.Repeat("[", MaxDepth+2) + strings.Repeat("]", MaxDepth+2)
	for name, c := range map[string]struct{ text, want string }{
		"empty":          {"", "f:1:1: the file is empty [empty-file]"},
		"comments only":  {"# nothing\n", "f:1:1: the file holds only comments [empty-file]"},
		"a list":         {"- a\n", "f:1:1: the file must be a mapping of keys such as numbers and flows, found a list"},
		"broken":         {"a: [1\nb: 2\n", "f:2:1: not YAML: did not find expected ',' or ']' [not-yaml]"},
		"broken later":   {"a: 1\nc:\n  b: {x: y]\n", "f:3:1: not YAML: did not find expected ',' or '}' [not-yaml]"},
		"out of line":    {"a:\n  - b\n - c\n", "f:3:1: not YAML: did not find expected key [not-yaml]"},
		"a tab":          {"a: 1\nb:\n\t- c\n", "f:3:1: not YAML: found character that cannot start any token; indent with spaces, not tabs [not-yaml]"},
		"a bare star":    {"choices:\n  *: back\n", `the keys "*" and "#" must stand in quotes [not-yaml]`},
		"two documents":  {"a: 1\n---\nb: 2\n", "more than one YAML document [not-yaml]"},
		"a key twice":    {"a: 1\nb: 2\na: 3\n", `f:3:1: "a" stands already at f:1:1 [duplicate-key]`},
		"too deep":       {"a: " + deep, "[too-large]"},
		"not text":       {"a: \xff\xfe", "[not-yaml]"},
		"include inline": {"include: x.yaml\n", "f:1:10: nothing can be included here [include]"},
	} {
		t.Run(name, func(t *testing.T) {
			_, findings := Parse("f", c.text)
			if len(findings) != 1 || !strings.Contains(findings[0].String(), c.want) {
				t.Errorf("got %v, want one finding with %q", findings, c.want)
			}
		})
	}
}

func TestAliasesCannotGrowADocumentWithoutBound(t *testing.T) {
	var b strings.Builder
	b.WriteString("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n")
	for i := 1; i < 12; i++ {
		last := string(rune('a'+i-1)) + "0"
		this := string(rune('a'+i)) + "0"
		b.WriteString(this + ": &" + this + " [" + strings.Repeat("*"+last+",", 9) + "*" + last + "]\n")
	}
	_, findings := Parse("f", b.String())
	if !findings.HasErrors() {
		t.Error("a thousand million values were read without a finding")
	}
}

func TestMergeKeysAndAliases(t *testing.T) {
	doc, findings := Parse("f", "base: &b {x: 1, y: 2}\nuse: {<<: *b, y: 3}\n")
	if len(findings) != 0 {
		t.Fatal(findings)
	}
	use := doc.Root.Get("use")
	if use.Get("x").Value != "1" || use.Get("y").Value != "3" {
		t.Errorf("merged to %v", use.Pairs)
	}
}

func TestIncludedFilesMergeAndCollide(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	path := write("ivr.yaml", "include: [flows/*.yaml]\nflows: {main: [answer]}\n")
	if err := os.Mkdir(filepath.Join(dir, "flows"), 0o700); err != nil {
		t.Fatal(err)
	}
	write("flows/a.yaml", "flows: {other: [answer]}\n")
	write("flows/b.yaml", "flows: {main: [answer]}\ninclude: nosuch.yaml\n")
	doc, findings, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	if doc.Root.Get("flows").Get("other") == nil || len(doc.Files) != 3 {
		t.Errorf("read %v", doc.Files)
	}
	text := ""
	for _, f := range findings {
		text += f.String() + "\n"
	}
	for _, want := range []string{"b.yaml:1:9: \"main\" stands already at", `no file is named "nosuch.yaml"`} {
		if !strings.Contains(text, want) {
			t.Errorf("no finding %q in\n%s", want, text)
		}
	}
}

func TestVersionIsTheContent(t *testing.T) {
	a, _ := Parse("f", "a: 1\n")
	b, _ := Parse("f", "a: 1\n")
	c, _ := Parse("f", "a: 2\n")
	if a.Version() != b.Version() || a.Version() == c.Version() {
		t.Errorf("versions %s %s %s", a.Version(), b.Version(), c.Version())
	}
}

func TestNearest(t *testing.T) {
	names := []string{"answer", "play", "menu", "collect", "hangup"}
	for typed, want := range map[string]string{
		"anwser": "answer", "palay": "play", "colect": "collect", "Menu": "menu", "hang_up": "hangup",
		"xyz": "", "": "", "dial": "",
	} {
		if got := Nearest(typed, names); got != want {
			t.Errorf("nearest to %q is %q, want %q", typed, got, want)
		}
	}
}

func TestFormatMarksThePlace(t *testing.T) {
	f := Finding{Pos: Pos{"f", 2, 5}, Rule: "unknown-key", Severity: Error, Message: `unknown key "plya"`,
		Accepted: []string{"play"}, Nearest: "play", Text: "  - plya: x", Width: 4}
	want := "f:2:5: unknown key \"plya\"; did you mean \"play\"? [unknown-key]\n" +
		"    2 |   - plya: x\n" +
		"      |     ^~~~"
	if got := f.Format(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"a: b", "- x", "a: &b [*b]", "{", "a: {<<: *x}", "? [a]\n: b", "a: |\n  b\n c"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		doc, findings := Parse("f", text)
		for _, finding := range findings {
			_ = finding.Format()
		}
		if doc == nil || doc.Root == nil {
			t.Fatal("no document")
		}
	})
}
