package media

import (
	"fmt"
	"strings"
)

// signSounds are the sounds of what is neither letter nor digit. Every pack has them.
var signSounds = map[rune]string{
	'*': "digits/star", '#': "digits/pound", '.': "letters/dot", '@': "letters/at", '-': "letters/dash",
	' ': "letters/space", '/': "letters/slash", '+': "letters/plus", '=': "letters/equals",
	'!': "letters/exclaimation-point", '$': "letters/dollar", '"': "letters/ascii34", '%': "letters/ascii37",
	'&': "letters/ascii38", '\'': "letters/ascii39", '(': "letters/ascii40", ')': "letters/ascii41",
	',': "letters/ascii44", ':': "letters/ascii58", ';': "letters/ascii59", '<': "letters/ascii60",
	'>': "letters/ascii62", '?': "letters/ascii63", '[': "letters/ascii91", '\\': "letters/ascii92",
	']': "letters/ascii93", '^': "letters/ascii94", '_': "letters/ascii95", '`': "letters/ascii96",
	'{': "letters/ascii123", '|': "letters/ascii124", '}': "letters/ascii125", '~': "letters/ascii126",
}

// accented are letters with marks by the letter that is said instead: no pack has their names.
var accented = map[rune]string{
	'á': "a", 'à': "a", 'â': "a", 'ä': "a", 'ã': "a", 'å': "a", 'æ': "ae", 'ç': "c", 'é': "e", 'è': "e", 'ê': "e",
	'ë': "e", 'í': "i", 'ì': "i", 'î': "i", 'ï': "i", 'ñ': "n", 'ó': "o", 'ò': "o", 'ô': "o", 'ö': "o", 'õ': "o",
	'ø': "o", 'œ': "oe", 'ú': "u", 'ù': "u", 'û': "u", 'ü': "u", 'ý': "y", 'ÿ': "y", 'ß': "ss",
}

// spellCharacters says each letter, digit and sign.
func spellCharacters(text string) ([]string, error) {
	var list []string
	for _, c := range strings.ToLower(text) {
		sign, isSign := signSounds[c]
		plain, isAccented := accented[c]
		switch {
		case c >= 'a' && c <= 'z':
			list = append(list, "letters/"+string(c))
		case c >= '0' && c <= '9':
			list = append(list, "digits/"+string(c))
		case isSign:
			list = append(list, sign)
		case isAccented:
			list = append(list, letters(plain)...)
		default:
			return nil, fmt.Errorf("%w: there is no sound for %q; there are a to z, digits and the signs of a keyboard",
				ErrPrompt, c)
		}
	}
	return list, nil
}

// letters says plain small letters one by one.
func letters(text string) []string {
	var list []string
	for _, c := range text {
		list = append(list, "letters/"+string(c))
	}
	return list
}
