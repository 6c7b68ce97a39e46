package ari

import (
	"fmt"
	"strings"
)

const upperHex = "0123456789ABCDEF"

// escape writes s so that Asterisk reads it back as one path segment or one query value. Everything but
// letters, digits and -._~ is percent-encoded: Asterisk would take + for a space and / for a separator.
func escape(s string) string {
	safe := true
	for i := 0; i < len(s) && safe; i++ {
		safe = unreserved(s[i])
	}
	if safe {
		return s
	}
	var b strings.Builder
	for i := range len(s) {
		if c := s[i]; unreserved(c) {
			b.WriteByte(c)
		} else {
			b.WriteByte('%')
			b.WriteByte(upperHex[c>>4])
			b.WriteByte(upperHex[c&15])
		}
	}
	return b.String()
}

func unreserved(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' ||
		c == '-' || c == '.' || c == '_' || c == '~'
}

// expandPath puts ids, escaped, in the place of the {names} of a template. An empty id is refused: it would
// turn the request into another one. So are "." and "..", which anything on the way may resolve.
func expandPath(template string, ids []string) (string, error) {
	var b strings.Builder
	rest := strings.TrimPrefix(template, "/")
	for _, id := range ids {
		before, after, _ := strings.Cut(rest, "{")
		name, after, found := strings.Cut(after, "}")
		switch {
		case !found:
			return "", fmt.Errorf("%w: more ids than %q takes", ErrInvalid, template)
		case id == "" || id == "." || id == "..":
			return "", fmt.Errorf("%w: %s is %q", ErrInvalid, name, id)
		}
		b.WriteString(before)
		b.WriteString(escape(id))
		rest = after
	}
	b.WriteString(rest)
	return b.String(), nil
}

// encodeQuery writes the query without its question mark.
func encodeQuery(values []QueryValue) string {
	var b strings.Builder
	for i, v := range values {
		if i > 0 {
			b.WriteByte('&')
		}
		b.WriteString(escape(v.Name))
		b.WriteByte('=')
		b.WriteString(escape(v.Value))
	}
	return b.String()
}
