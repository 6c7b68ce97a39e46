package prompts

import (
	"regexp"
	"slices"
	"strings"
)

// languageTag is a language, with a script, a region or a variant behind it.
var languageTag = regexp.MustCompile(`^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*$`)

// Canonical is the one way to write a language: pt-BR for pt_br. What is no
// language is given back as it is.
func Canonical(language string) string {
	if !languageTag.MatchString(language) {
		return language
	}
	parts := strings.Split(strings.ReplaceAll(language, "_", "-"), "-")
	for i, part := range parts {
		switch {
		case i > 0 && len(part) == 2:
			parts[i] = strings.ToUpper(part)
		case i > 0 && len(part) == 4:
			parts[i] = strings.ToUpper(part[:1]) + strings.ToLower(part[1:])
		default:
			parts[i] = strings.ToLower(part)
		}
	}
	return strings.Join(parts, "-")
}

// looksLikeLanguage tells a folder that is likely a language from one that is a
// word: three letters alone are more often a word.
func looksLikeLanguage(folder string) bool {
	return languageTag.MatchString(folder) && (len(folder) == 2 || strings.ContainsAny(folder, "-_"))
}

// chain is where a prompt is looked for: the language itself, its parents, the
// default language and its parents, and "" for no language.
func chain(language, byDefault string) []string {
	var list []string
	for _, begin := range []string{Canonical(language), Canonical(byDefault)} {
		for part := begin; part != ""; part = part[:max(0, strings.LastIndexByte(part, '-'))] {
			if !slices.Contains(list, part) {
				list = append(list, part)
			}
		}
	}
	return append(list, "")
}
