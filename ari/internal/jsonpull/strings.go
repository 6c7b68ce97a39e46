package jsonpull

import (
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// plain marks the bytes that may stand in a string as they are: ASCII without quote, backslash, controls.
var plain = func() (table [256]bool) {
	for c := ' '; c < utf8.RuneSelf; c++ {
		table[c] = c != '"' && c != '\\'
	}
	return table
}()

// String takes a string; null is "".
func (r *Reader) String() string {
	if r.peek() == '"' {
		return r.quoted()
	}
	if !r.Null() {
		r.mismatch("a string")
	}
	return ""
}

// quoted reads the string whose opening quote comes next.
func (r *Reader) quoted() string {
	text, start := r.text, r.pos+1
	i := start
	for i < len(text) && plain[text[i]] {
		i++
	}
	if i < len(text) && text[i] == '"' {
		r.pos = i + 1
		return text[start:i]
	}
	return r.unquote(start, i)
}

// unquote goes on where quoted met something other than plain ASCII.
func (r *Reader) unquote(start, i int) string {
	out, copied := []byte(nil), start
	for i < len(r.text) {
		switch c := r.text[i]; {
		case c == '"':
			r.pos = i + 1
			if out == nil {
				return r.text[start:i]
			}
			return string(append(out, r.text[copied:i]...))
		case c == '\\':
			out = append(out, r.text[copied:i]...)
			var ok bool
			if out, i, ok = appendEscape(out, r.text, i); !ok {
				r.pos = i
				r.fail(ErrSyntax, "an escape")
				return ""
			}
			copied = i
		case c < ' ':
			r.pos = i
			r.fail(ErrSyntax, "no control character")
			return ""
		case c < utf8.RuneSelf:
			i++
		default:
			char, size := utf8.DecodeRuneInString(r.text[i:])
			if char == utf8.RuneError && size == 1 {
				out = append(out, r.text[copied:i]...)
				out = utf8.AppendRune(out, utf8.RuneError)
				copied = i + 1
			}
			i += size
		}
	}
	r.pos = len(r.text)
	r.fail(ErrSyntax, "a closing quote")
	return ""
}

// appendEscape appends what the escape at text[i] stands for and returns the place after it.
func appendEscape(out []byte, text string, i int) ([]byte, int, bool) {
	if i+1 >= len(text) {
		return out, i, false
	}
	switch c := text[i+1]; c {
	case '"', '\\', '/':
		return append(out, c), i + 2, true
	case 'b':
		return append(out, '\b'), i + 2, true
	case 'f':
		return append(out, '\f'), i + 2, true
	case 'n':
		return append(out, '\n'), i + 2, true
	case 'r':
		return append(out, '\r'), i + 2, true
	case 't':
		return append(out, '\t'), i + 2, true
	}
	char, ok := hexEscape(text, i)
	if !ok {
		return out, i, false
	}
	i += 6
	if utf16.IsSurrogate(char) {
		low, ok := hexEscape(text, i)
		if char = utf16.DecodeRune(char, low); ok && char != utf8.RuneError {
			return utf8.AppendRune(out, char), i + 6, true
		}
		char = utf8.RuneError
	}
	return utf8.AppendRune(out, char), i, true
}

// hexEscape reads the \uXXXX at text[i].
func hexEscape(text string, i int) (rune, bool) {
	if len(text)-i < 6 || text[i] != '\\' || text[i+1] != 'u' {
		return 0, false
	}
	n, err := strconv.ParseUint(text[i+2:i+6], 16, 32)
	return rune(n), err == nil
}
