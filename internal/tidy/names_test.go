package tidy

import (
	"path"
	"slices"
	"strings"
	"testing"
)

// vague are names of things whose concept has not been found yet.
func vague() []string {
	return []string{"util", "utils", "common", "helper", "helpers", "misc", "types", "models", "stuff", "lib"}
}

// Law: files and packages are called after their concept.
func TestNames(t *testing.T) {
	for _, file := range goFiles(t) {
		name := strings.TrimSuffix(strings.TrimSuffix(path.Base(file.path), ".go"), "_test")
		if slices.Contains(vague(), name) || slices.Contains(vague(), file.syntax.Name.Name) {
			t.Errorf("%s: neither a file nor a package is called %v", file.path, vague())
		}
		for _, part := range strings.Split(name, "_") {
			if part == "and" {
				t.Errorf("%s is about two things; split it", file.path)
			}
		}
		if name != strings.ToLower(name) || strings.Contains(name, "-") {
			t.Errorf("%s: a file's name has small letters, parted by _", file.path)
		}
	}
}
