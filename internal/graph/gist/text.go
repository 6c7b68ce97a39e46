package gist

import (
	"strings"
	"unicode"
)

// oneLine makes a text one line of what can be printed.
func oneLine(text string) string {
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool {
		return unicode.IsSpace(r) || !unicode.IsPrint(r)
	}), " ")
}

func clip(text string) string { return Clip(text, valueMax) }

// Clip shortens a text to so many characters.
func Clip(text string, most int) string {
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	return strings.TrimRight(string(runes[:most-1]), " ,") + "…"
}
