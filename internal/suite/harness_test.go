package suite

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ariapp/ariapp/flows/source"
)

// flowsText is an ivr.yaml with a menu.
const flowsText = `asterisk: {password: secret}
numbers: {200: main}
flows:
  main:
    - answer
    - menu:
        id: top
        prompt: welcome
        attempts: 1
        choices:
          1: {continue: {context: phones, extension: sales}}
          2: {play: goodbye}
    - play: other
`

// testsText are tests of it: the second fails.
const testsText = `given: {to: "200"}
tests:
  - name: sales
    tags: [smoke, fast]
    acts: [{expect: welcome}, {press: 1}]
    end: {continue: {extension: sales}}
  - name: goodbye
    tags: [slow]
    acts:
      - expect: welcome
      - press: 2
      - expect: goodby
  - name: nothing
    acts: [{expect: welcome}]
    end: {visited: [main/3]}
`

// site makes a folder of files.
func site(t *testing.T, files map[string]string) string {
	t.Helper()
	folder := t.TempDir()
	for name, text := range files {
		path := filepath.Join(folder, filepath.FromSlash(name))
		err := os.MkdirAll(filepath.Dir(path), 0o750)
		if err == nil {
			err = os.WriteFile(path, []byte(text), 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

// opened opens what is in a folder, or at paths in it.
func opened(t *testing.T, folder string, paths ...string) *Suite {
	t.Helper()
	for i := range paths {
		paths[i] = filepath.Join(folder, paths[i])
	}
	if len(paths) == 0 {
		paths = []string{folder}
	}
	s, err := Open(paths)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// short is a text without the folder.
func short(folder, text string) string {
	return strings.ReplaceAll(text, folder+string(filepath.Separator), "")
}

// lines are findings in a line each, without the folder.
func lines(folder string, findings source.Findings) string {
	var all []string
	for _, f := range findings {
		all = append(all, short(folder, f.String()))
	}
	return strings.Join(all, "\n")
}

// told runs a suite and gives the text and the summary.
func told(t *testing.T, s *Suite, opts Options, text Text) (string, *Summary) {
	t.Helper()
	var b strings.Builder
	text.To = &b
	sum, err := s.Tell(context.Background(), opts, &text)
	if err != nil {
		t.Fatal(err)
	}
	return b.String(), sum
}
