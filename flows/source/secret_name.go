package source

import (
	"slices"
	"strings"
	"unicode"
)

// IsSecretName tells whether a name of a column, parameter or key says that its value is a secret: door_pin,
// accessToken, X-Pin, but not shipping.
func IsSecretName(name string) bool {
	lower := strings.ToLower(name)
	parts := []string{"apikey", "api_key", "credential", "passphrase", "passw", "secret", "signature", "token"}
	if slices.ContainsFunc(parts, func(part string) bool { return strings.Contains(lower, part) }) {
		return true
	}
	whole := []string{"authorization", "cookie", "otp", "pass", "passcode", "pin", "pins", "pw", "pwd"}
	return slices.ContainsFunc(NameWords(name), func(word string) bool { return slices.Contains(whole, word) })
}

// NameWords are the words of a name, in small letters: parted by what is no letter, and by capitals.
func NameWords(name string) []string {
	var all []string
	before := ' '
	for _, c := range name {
		begins := unicode.IsUpper(c) && !unicode.IsUpper(before) || !unicode.IsLetter(before)
		if before = c; !unicode.IsLetter(c) {
			continue
		}
		if begins {
			all = append(all, "")
		}
		all[len(all)-1] += string(unicode.ToLower(c))
	}
	return all
}
