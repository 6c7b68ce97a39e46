package source

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// secretKeys are keys, and ends of keys, that hold a secret.
const secretKeys = `(?:[\w-]*(?:password|passwd|api[_-]?key|secret|token|dsn|nats|authorization|cookie)|` +
	`(?:[\w-]*[_-])?(?:pins?|pw|pwd|pass|passcode|passphrase))`

var (
	// secretKey is a key of that kind alone.
	secretKey = regexp.MustCompile(`(?i)^` + secretKeys + `$`)
	// secretLine is a line of nothing but such a key with a plain value, which goes to the line's end.
	secretLine = regexp.MustCompile(`(?i)^(\s*(?:-\s+)?` + secretKeys + `\s*:\s+)([^\s"'\[{&*!|>#$].*)$`)
	// secretValue is what stands behind such a key, which may be one of several in a line.
	secretValue = regexp.MustCompile(`(?i)((?:^|[^\w-])["']?` + secretKeys + `["']?\s*:\s*)` +
		`("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|\$\{[^}]*\}|\[[^\[\]{}]*\]|[^\s,}\[{"'][^,}]*)`)
	// userPassword is the password of a user in a URL.
	userPassword = regexp.MustCompile(`(://[^\s/@:]*:)([^\s/@]+)(@)`)
	// secretParam is a parameter of a URL.
	secretParam = regexp.MustCompile(`(?i)([?&](?:[\w-]*[_-])?` +
		`(?:pins?|token|key|apikey|password|passwd|pass|pwd|pw|secret)=)` + `((?:\$\{[^}]*\}|[^&\s"'#,}\]…])+)`)
	// bearer is what lets somebody in by a header.
	bearer = regexp.MustCompile(`(?i)(\bbearer\s+)((?:\$\{[^}]*\}|[^\s"',}\]])+)`)
	// compared is a literal that an expression compares with a secret.
	compared = regexp.MustCompile(`(?i)(\bsame\([^()"']*|` +
		`\b(?:[\w.]*[._])?(?:pin|password|secret|token|pw)\b(?:\.value)?\s*[!=]=\s*)` +
		`("[^"]*"|'[^']*')`)
)

// printed is a line as findings show it: what may be a password is stars, sign
// for sign, and a line that no screen holds is left out.
func printed(line string) string {
	if utf8.RuneCountInString(line) > LineMax {
		return ""
	}
	if starred := starSecond(secretLine, line); starred != line {
		return starred
	}
	return starSecond(secretValue, unsecret(line))
}

// unsecret is a text with stars for what may be a password whatever key it stands under.
func unsecret(text string) string {
	for _, secret := range []*regexp.Regexp{userPassword, secretParam, bearer, compared} {
		text = starSecond(secret, text)
	}
	return text
}

// starSecond puts stars for what the second group of an expression matches.
func starSecond(secret *regexp.Regexp, text string) string {
	var b strings.Builder
	end := 0
	for _, at := range secret.FindAllStringSubmatchIndex(text, -1) {
		b.WriteString(text[end:at[4]] + stars(text[at[4]:at[5]]))
		end = at[5]
	}
	return b.String() + text[end:]
}

// stars are as many as a text has characters; expressions in it are no secrets, and stay.
func stars(text string) string {
	if !strings.Contains(text, "${") {
		return strings.Repeat("*", utf8.RuneCountInString(text))
	}
	var b strings.Builder
	for depth, rest := 0, text; rest != ""; {
		r, size := utf8.DecodeRuneInString(rest)
		switch {
		case strings.HasPrefix(rest, "${"):
			depth++
			b.WriteString("${")
			rest = rest[len("${"):]
			continue
		case depth > 0 || r == '"' || r == '\'':
			b.WriteString(rest[:size])
		default:
			b.WriteByte('*')
		}
		if r == '}' && depth > 0 {
			depth--
		}
		rest = rest[size:]
	}
	return b.String()
}
