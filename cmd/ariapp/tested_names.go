package main

import (
	"path/filepath"
	"regexp"
	"slices"

	"github.com/ariapp/ariapp/flows/source"
)

// wordForm is a name of a variable within other text.
var wordForm = regexp.MustCompile(`[A-Za-z_][A-Za-z0-9_]*`)

// keepTested takes the fixes from findings that would delete a name which tests beside the files have: they give it,
// or look at it in the end.
func keepTested(findings source.Findings, files []string) source.Findings {
	words := map[string]map[string]bool{} // by folder
	for i, f := range findings {
		if f.Fix == nil || f.Fix.Deletes == "" {
			continue
		}
		for _, file := range append(slices.Clone(files), f.File) {
			folder := filepath.Dir(file)
			if words[folder] == nil {
				words[folder] = testedWords(folder)
			}
			if words[folder][f.Fix.Deletes] {
				findings[i].Fix = nil
			}
		}
	}
	return findings
}

// testedWords are the words in the tests of a folder. What cannot be read there is no reason not to check.
func testedWords(folder string) map[string]bool {
	words := map[string]bool{}
	for _, form := range []string{"*_test.yaml", "*_test.yml"} {
		tests, err := filepath.Glob(filepath.Join(folder, form))
		if err != nil {
			continue
		}
		for _, test := range tests {
			text, err := source.ReadFile(test, source.MaxBytes)
			if err != nil {
				continue
			}
			for _, word := range wordForm.FindAllString(string(text), -1) {
				words[word] = true
			}
		}
	}
	return words
}
