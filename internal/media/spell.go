package media

import (
	"fmt"
	"strings"
)

// characterSounds are the letters' folder names of what is neither letter nor digit.
var characterSounds = map[rune]string{
	'*': "digits/star", '#': "digits/pound", '.': "letters/dot", '@': "letters/at", '-': "letters/dash",
	' ': "letters/space", '/': "letters/slash", '+': "letters/plus", '=': "letters/equals",
	'!': "letters/exclaimation-point", '$': "letters/dollar", '_': "letters/dash",
}

// spellDigits says each key: 0-9, * and #. Blanks and dashes are passed over.
func spellDigits(text string) ([]string, error) {
	var list []string
	for _, c := range text {
		switch {
		case c >= '0' && c <= '9':
			list = append(list, "sound:digits/"+string(c))
		case c == '*':
			list = append(list, "sound:digits/star")
		case c == '#':
			list = append(list, "sound:digits/pound")
		case c == ' ' || c == '-':
		default:
			return nil, fmt.Errorf("%w: %q is no digit", ErrPrompt, c)
		}
	}
	return list, nil
}

// spellCharacters says each letter, digit and sign.
func spellCharacters(text string) ([]string, error) {
	var list []string
	for _, c := range strings.ToLower(text) {
		switch sound, known := characterSounds[c]; {
		case c >= 'a' && c <= 'z':
			list = append(list, "sound:letters/"+string(c))
		case c >= '0' && c <= '9':
			list = append(list, "sound:digits/"+string(c))
		case known:
			list = append(list, "sound:"+sound)
		default:
			return nil, fmt.Errorf("%w: there is no sound for %q", ErrPrompt, c)
		}
	}
	return list, nil
}

// spellNumber says a cardinal number in English, as the sound packs have it.
func spellNumber(n int) []string {
	switch {
	case n < 0:
		return append([]string{"sound:digits/minus"}, spellNumber(-n)...)
	case n == 0:
		return []string{"sound:digits/0"}
	}
	var list []string
	for _, scale := range []struct {
		size int
		name string
	}{{1_000_000, "million"}, {1000, "thousand"}} {
		if n >= scale.size {
			list = append(list, hundreds(n/scale.size)...)
			list = append(list, "sound:digits/"+scale.name)
			n %= scale.size
		}
	}
	return append(list, hundreds(n)...)
}

// hundreds says 1 to 999, and nothing for 0.
func hundreds(n int) []string {
	var list []string
	if n >= 100 {
		list = append(list, fmt.Sprintf("sound:digits/%d", n/100), "sound:digits/hundred")
		n %= 100
	}
	if n > 20 {
		list = append(list, fmt.Sprintf("sound:digits/%d", n/10*10))
		n %= 10
	}
	if n > 0 {
		list = append(list, fmt.Sprintf("sound:digits/%d", n))
	}
	return list
}
