package doctor

import "strings"

// lineKind is what a line of a file is.
type lineKind int

const (
	blankLine lineKind = iota
	sectionLine
	includeLine
	unfollowedLine // #exec, whose output is not to be had by reading
	settingLine
)

// line is one line, taken apart.
type line struct {
	kind       lineKind
	name       string // the section's, or the file to include
	key, value string
	template   bool
	append     bool
	inherits   []string
}

// commentCutter takes comments off lines. It remembers how deep it is within ;-- comments --;
type commentCutter struct{ depth int }

// cut returns what is left of a line.
func (c *commentCutter) cut(text string) string {
	var left strings.Builder
	for i := 0; i < len(text); i++ {
		rest := text[i:]
		switch {
		case c.depth > 0 && strings.HasPrefix(rest, "--;"):
			c.depth--
			i += 2
		case strings.HasPrefix(rest, ";--") && !strings.HasPrefix(rest, ";---"):
			c.depth++
			i += 2
		case c.depth > 0:
		case strings.HasPrefix(rest, `\;`):
			left.WriteByte(';')
			i++
		case text[i] == ';':
			return strings.TrimSpace(left.String())
		default:
			left.WriteByte(text[i])
		}
	}
	return strings.TrimSpace(left.String())
}

// takeApart reads a line without comments. What makes no sense is blank: Asterisk
// says so in its own log, and the doctor has to go on.
func takeApart(text string) line {
	switch {
	case text == "":
		return line{}
	case text[0] == '[':
		return sectionHead(text[1:])
	case text[0] == '#':
		return directive(text[1:])
	}
	key, value, found := strings.Cut(text, "=")
	if !found {
		return line{}
	}
	key = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(key), "+"))
	if key == "" {
		return line{}
	}
	return line{kind: settingLine, key: key, value: strings.TrimSpace(strings.TrimPrefix(value, ">"))}
}

func sectionHead(text string) line {
	name, rest, found := strings.Cut(text, "]")
	if !found {
		return line{}
	}
	head := line{kind: sectionLine, name: strings.TrimSpace(name)}
	options, bracket := strings.CutPrefix(strings.TrimSpace(rest), "(")
	if !bracket {
		return head
	}
	options, _, _ = strings.Cut(options, ")")
	for option := range strings.SplitSeq(options, ",") {
		switch option = strings.TrimSpace(option); option {
		case "":
		case "!":
			head.template = true
		case "+":
			head.append = true
		default:
			head.inherits = append(head.inherits, option)
		}
	}
	return head
}

func directive(text string) line {
	word, argument := text, ""
	if at := strings.IndexAny(text, " \t\"<"); at >= 0 {
		word, argument = text[:at], strings.Trim(strings.TrimSpace(text[at:]), `"<>`)
	}
	switch strings.ToLower(word) {
	case "include", "tryinclude":
		if argument != "" {
			return line{kind: includeLine, name: argument}
		}
	case "exec":
		return line{kind: unfollowedLine, name: argument}
	}
	return line{}
}
