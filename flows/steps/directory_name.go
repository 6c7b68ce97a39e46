package steps

import "strings"

// keypad has the letters of each key from 2 on.
var keypad = []string{"abc", "def", "ghi", "jkl", "mno", "pqrs", "tuv", "wxyz"}

// unmarked makes plain letters of those with marks, as they are keyed in and spelled.
var unmarked = strings.NewReplacer(
	"á", "a", "à", "a", "â", "a", "ä", "a", "ã", "a", "å", "a", "ą", "a", "ă", "a", "ç", "c", "č", "c",
	"ć", "c", "ď", "d", "đ", "d", "é", "e", "è", "e", "ê", "e", "ë", "e", "ě", "e", "ę", "e", "í", "i",
	"ì", "i", "î", "i", "ï", "i", "ł", "l", "ñ", "n", "ň", "n", "ń", "n", "ó", "o", "ò", "o", "ô", "o",
	"ö", "o", "õ", "o", "ø", "o", "ő", "o", "ř", "r", "š", "s", "ś", "s", "ş", "s", "ť", "t", "ú", "u",
	"ù", "u", "û", "u", "ü", "u", "ů", "u", "ű", "u", "ý", "y", "ÿ", "y", "ž", "z", "ź", "z", "ż", "z",
	"æ", "ae", "œ", "oe", "ß", "ss",
)

// folded is a name in the letters that can be keyed in and spelled, its words parted by one blank.
func folded(name string) string {
	plain := strings.Map(func(c rune) rune {
		switch {
		case c >= 'a' && c <= 'z' || c >= '0' && c <= '9':
			return c
		case c == '\'' || c == '’':
			return -1
		case c < 0x80:
			return ' '
		}
		return -1
	}, unmarked.Replace(strings.ToLower(name)))
	return strings.Join(strings.Fields(plain), " ")
}

// keyed are the keys of a name's letters.
func keyed(name string) string {
	return strings.Map(func(c rune) rune {
		for i, letters := range keypad {
			if strings.ContainsRune(letters, c) {
				return rune('2' + i)
			}
		}
		if c >= '0' && c <= '9' {
			return c
		}
		return -1
	}, folded(name))
}

// fits tells whether a name begins with the letters of the keys: its last word, its first, or either.
func (d directory) fits(name, keys string) bool {
	words := strings.Fields(folded(name))
	if len(words) == 0 {
		return false
	}
	last, first := keyed(words[len(words)-1]), keyed(words[0])
	return d.by != "first" && strings.HasPrefix(last, keys) || d.by != "last" && strings.HasPrefix(first, keys)
}
