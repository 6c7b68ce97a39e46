package soundpacks

import (
	_ "embed"
	"slices"
	"strings"
)

//go:embed core.txt
var core string

// Languages are those that have a pack of core sounds.
func Languages() []string { return []string{"en", "es", "fr", "it", "ru"} }

// Names are the sounds of a language's pack in alphabetical order, or those of
// all packs for "".
func Names(language string) []string {
	var names []string
	for line := range strings.Lines(core) {
		name, languages, some := strings.Cut(strings.TrimSpace(line), " ")
		if language == "" || has(languages, language, some) {
			names = append(names, name)
		}
	}
	return names
}

func has(languages, language string, some bool) bool {
	if !some {
		return slices.Contains(Languages(), language)
	}
	return slices.Contains(strings.Fields(languages), language)
}
