package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Law: what docs/seeing-flows.md shows of the commands' output is what the scripts prove.
func TestThePageShowsWhatIsPrinted(t *testing.T) {
	page, err := os.ReadFile("../../docs/seeing-flows.md")
	if err != nil {
		t.Fatal(err)
	}
	proven := ""
	for _, name := range []string{"explain.txtar", "diff.txtar"} {
		script, err := os.ReadFile(filepath.Join("testdata/script", name))
		if err != nil {
			t.Fatal(err)
		}
		proven += string(script)
	}
	shown := regexp.MustCompile("(?s)```text\n(.*?)```").FindAllStringSubmatch(string(page), -1)
	if len(shown) != 2 {
		t.Errorf("the page shows %d outputs, want 2", len(shown))
	}
	for _, block := range shown {
		if !strings.Contains(proven, "--\n"+block[1]) {
			t.Errorf("no script prints\n%s", block[1])
		}
	}
}
