package app

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var fence = regexp.MustCompile("(?ms)^```([a-z]*)\n(.*?)^```$")

// blocks are the fenced blocks of a page, with their language.
func blocks(t *testing.T, page string) [][2]string {
	t.Helper()
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	var found [][2]string
	for _, match := range fence.FindAllStringSubmatch(string(text), -1) {
		found = append(found, [2]string{match[1], match[2]})
	}
	return found
}

// The broken file on the README's first screen has just the findings that stand below it.
func TestTheREADMEShowsWhatCheckSays(t *testing.T) {
	shown := blocks(t, "../README.md")
	_, findings, err := Parse("ivr.yaml", shown[0][1])
	if err != nil {
		t.Fatal(err)
	}
	said := "$ ariapp check\n"
	for _, finding := range findings {
		said += finding.Format() + "\n"
	}
	if said != shown[1][1] {
		t.Errorf("check says\n%s\nthe README shows\n%s", said, shown[1][1])
	}
}

// Every piece of ivr.yaml in the users' pages compiles; other YAML stands there as yml.
func TestTheYAMLOfThePagesCompiles(t *testing.T) {
	pages, err := filepath.Glob("../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	pages = append(pages, "../docs/operating/cluster.md")
	seen, folder := 0, t.TempDir()
	for _, beside := range []string{"holidays.ics", "company.ics"} { // those that the pages name
		text := "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:test\r\nEND:VCALENDAR\r\n"
		if err := os.WriteFile(filepath.Join(folder, beside), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, page := range pages {
		for _, block := range blocks(t, page) {
			if block[0] != "yaml" {
				continue
			}
			seen++
			file, findings, err := Parse(filepath.Join(folder, filepath.Base(page)), whole(block[1]))
			if err != nil || file == nil {
				t.Errorf("%s: %v %v in\n%s", page, err, findings, block[1])
			}
		}
	}
	if seen < 3 {
		t.Errorf("only %d blocks were found", seen)
	}
}

// The example of two instances compiles.
func TestTheExampleOfAClusterCompiles(t *testing.T) {
	const path = "../examples/cluster/ivr.yaml"
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if file, findings, err := Parse(path, string(text)); err != nil || file == nil || len(findings) > 0 {
		t.Errorf("%v %v", err, findings)
	}
}

// whole makes a file of a piece: handlers are put into a menu.
func whole(piece string) string {
	if strings.HasPrefix(piece, "on_") {
		indented := strings.ReplaceAll(piece, "\n", "\n        ")
		piece = "flows:\n  help: [hangup]\n  main:\n    - menu:\n        choices: {1: hangup}\n        " + indented
	}
	if !strings.Contains(piece, "flows:") {
		piece += "\nflows:\n  main: [hangup]\n"
	}
	if !strings.Contains(piece, "numbers:") {
		piece = "numbers: {_.: main}\n" + piece
	}
	if strings.Contains(piece, "\nasterisk:") {
		return piece
	}
	return "asterisk: {password: x}\n" + piece
}
