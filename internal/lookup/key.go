package lookup

import (
	"fmt"
	"strings"
)

// Phone is the way to normalise numbers of telephones: see docs/lookup.md.
const Phone = "phone"

// normaliser is the function of a name; an identity for none.
func normaliser(name string) (func(string) string, error) {
	switch name {
	case "":
		return func(key string) string { return key }, nil
	case Phone:
		return phone, nil
	}
	return nil, fmt.Errorf("there is no %q; there is %q", name, Phone)
}

// phone strips what people write between digits, and how they begin numbers of other countries.
func phone(key string) string {
	key = strings.Map(func(r rune) rune {
		switch r {
		case ' ', '\t', '\u00a0', '-', '–', '.', '/', '(', ')':
			return -1
		}
		return r
	}, key)
	if rest, plus := strings.CutPrefix(key, "+"); plus {
		return rest
	}
	rest, _ := strings.CutPrefix(key, "00")
	return rest
}
