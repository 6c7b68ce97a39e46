package app

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const fineFile = "asterisk: {password: x}\nnumbers: {_.: main}\nflows:\n  main: [answer]\n"

// rubbish are texts of a file, each with the rule that must find its fault, "" for none.
func rubbish() map[string][2]string {
	lines := func(n int, format string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	aliases := "a: &a [x,x,x,x,x,x,x,x,x,x]\n"
	for c := 'b'; c < 'm'; c++ {
		aliases += fmt.Sprintf("%c: &%c [%s*%c]\n", c, c, strings.Repeat(fmt.Sprintf("*%c, ", c-1), 9), c-1)
	}
	expression := func(text string) string { return strings.Replace(fineFile, "answer", `log: "${`+text+`}"`, 1) }
	return map[string][2]string{
		"empty":             {"", "empty-file"},
		"blank":             {" \n\n# nothing\n", "empty-file"},
		"binary":            {"\x00\x01\xff\xfe" + strings.Repeat("\x80", 1000), "not-yaml"},
		"UTF-16":            {"\xff\xfea\x00:\x00 \x001\x00", "not-yaml"},
		"a list":            {"- 1\n- 2\n", "wrong-type"},
		"a word":            {"hello", "wrong-type"},
		"two documents":     {fineFile + "---\n" + fineFile, "not-yaml"},
		"tabs":              {"numbers:\n\t\"200\": main\n", "not-yaml"},
		"unclosed":          {`flows: {main: [`, "not-yaml"},
		"deep lists":        {"flows: " + strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000), "not-yaml"},
		"deep mappings":     {"flows: " + strings.Repeat("{a: ", 500) + strings.Repeat("}", 500), "too-large"},
		"aliases":           {aliases, "too-large"},
		"an endless alias":  {"flows: &a {main: *a}\n", ""},
		"an unknown anchor": {"flows: *nosuch\n", "not-yaml"},
		"odd tags":          {strings.Replace(fineFile, "[answer]", "!!python/object:os.system 5", 1), "unknown-step"},
		"a key twice":       {fineFile + "flows: {}\n", "duplicate-key"},
		"keys of all kinds": {fineFile + "? [1, 2]\n: x\n~: y\n5: z\n", "unknown-key"},
		"wrong types":       {"app: []\nasterisk: 5\nlimits: [x]\nnumbers: [1]\nflows: 8\ninclude: {a: b}\n", "wrong-type"},
		"odd flow names":    {fineFile + "  \"\": [answer]\n  \"../x\": [answer]\n  \"ü\\0\": [answer]\n", "wrong-type"},
		"odd numbers":       {strings.Replace(fineFile, "_.: main", `"": main, "_": main, "_[": main, ~: main`, 1), ""},
		"deep expression":   {expression(strings.Repeat("(", 5000) + "1" + strings.Repeat(")", 5000)), "none"},
		"long expression":   {expression(strings.Repeat("1+", 5000) + "1"), "expression"},
		"a BOM and CRLF":    {"\ufeff" + strings.ReplaceAll(fineFile, "\n", "\r\n"), "none"},
		"CR":                {strings.ReplaceAll(fineFile, "\n", "\r"), "none"},
		"many numbers":      {strings.Replace(fineFile, "{_.: main}", "\n"+lines(10_000, "  \"%d\": main\n"), 1), "none"},
		"many flows":        {fineFile + lines(3_000, "  f%d: [answer]\n"), "none"},
		"many steps":        {strings.Replace(fineFile, "[answer]", "\n"+lines(7_000, "    - log: \"%d\"\n"), 1), "none"},
		"many faults":       {fineFile + lines(7_000, "  f%d: [nosuch]\n"), "unknown-step"},
		"a huge line":       {fineFile + "# " + strings.Repeat("x", 1_000_000) + "\n", "none"},
		"too large":         {"# " + strings.Repeat("x", 20_000_000), "error"},
	}
}

// Whatever a file holds, loading it ends soon, with findings that say where and why.
func TestRubbishIsFound(t *testing.T) {
	for name, text := range rubbish() {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "ivr.yaml")
			if err := os.WriteFile(path, []byte(text[0]), 0o600); err != nil {
				t.Fatal(err)
			}
			loads(t, path, text[1])
		})
	}
}

// soon is what loading may take where the race detector runs on a machine that has other things to do: there it was seen
// to take a minute for what took three seconds otherwise.
const soon = time.Minute

// loads loads a file that has a finding of the rule; "none" is a good file, "error" one that cannot be read.
func loads(t *testing.T, path, rule string) {
	t.Helper()
	begin := time.Now()
	file, findings, err := Load(path)
	if took := time.Since(begin); took > soon {
		t.Errorf("loading took %v", took)
	}
	if (err != nil) != (rule == "error") {
		t.Fatalf("the error is %v", err)
	}
	if (file != nil) != (rule == "none") || file == nil && err == nil && !findings.HasErrors() {
		t.Fatalf("the file was taken: %v; findings %v", file != nil, findings)
	}
	found := rule == "" || rule == "none" || rule == "error"
	for _, finding := range findings {
		if finding.Format() == "" || finding.Pos.Line < 1 {
			t.Errorf("a finding without a place: %+v", finding)
		}
		found = found || finding.Rule == rule
	}
	if !found {
		t.Errorf("nothing was found of %s: %v", rule, findings)
	}
}

func TestOddIncludesAreFound(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"self.yaml": "include: self.yaml\n" + fineFile, "one.yaml": "include: two.yaml\n" + fineFile,
		"two.yaml": "include: one.yaml\n", "globbed.yaml": "include: '*.yaml'\n", "tree.yaml": "include: .\n",
		"missing.yaml": "include: [nosuch.yaml, '[', '']\n" + fineFile, "link.yaml": "include: gone.yaml\n" + fineFile,
		"nul.yaml": "include: \"a\\0b\"\n" + fineFile,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("nowhere", filepath.Join(dir, "gone.yaml")); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"self", "one", "globbed", "tree", "missing", "link", "nul"} {
		t.Run(name, func(t *testing.T) { loads(t, filepath.Join(dir, name+".yaml"), "include") })
	}
}

func TestWhatIsNoFileIsAnError(t *testing.T) {
	for _, path := range []string{"", ".", "nosuch.yaml", "load_test.go/x", "a\x00b", "/dev/zero"} {
		t.Run(path, func(t *testing.T) { loads(t, path, "error") })
	}
}

// Law: the authorities of an Asterisk begin in the file's folder.
func TestAuthoritiesAreInTheFilesFolder(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ivr.yaml")
	text := strings.Replace(fineFile, "{password: x}", "{password: x, ca_file: ca.pem}", 1)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	file, findings, err := Load(path)
	if err != nil || file == nil {
		t.Fatal(findings, err)
	}
	if got, want := file.Config.Asterisk[0].CAFile, filepath.Join(filepath.Dir(path), "ca.pem"); got != want {
		t.Errorf("it is %s, want %s", got, want)
	}
}
