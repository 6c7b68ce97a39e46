package schedule

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// lineFault is what is wrong with an iCal file, and in which line.
type lineFault struct {
	line   int
	reason string
}

// property is one line of an iCal file, unfolded: NAME;PARAM=value:value.
type property struct {
	line   int
	name   string
	params map[string]string
	value  string
}

// fault is one of the property's line.
func (p property) fault(format string, args ...any) *lineFault {
	return &lineFault{p.line, fmt.Sprintf(format, args...)}
}

// unfolded is a line with its continuations, and where it began.
type unfolded struct {
	line int
	text string
}

// unfold joins lines that begin with a blank to the line before. It works on
// bytes, as files are folded: in the middle of a letter, too.
func unfold(text string) ([]unfolded, *lineFault) {
	var lines []unfolded
	var parts []string
	for i, line := range strings.Split(strings.TrimPrefix(text, "\ufeff"), "\n") {
		line = strings.TrimSuffix(line, "\r")
		if line != "" && (line[0] == ' ' || line[0] == '\t') {
			if len(lines) == 0 {
				return nil, &lineFault{i + 1, "the line continues none"}
			}
			parts = append(parts, line[1:])
			continue
		}
		if len(lines) > 0 {
			lines[len(lines)-1].text = strings.Join(parts, "")
		}
		lines, parts = append(lines, unfolded{line: i + 1}), []string{line}
	}
	lines[len(lines)-1].text = strings.Join(parts, "")
	return lines, nil
}

var (
	propertyName  = regexp.MustCompile(`^[A-Za-z0-9-]+`)
	propertyParam = regexp.MustCompile(`^;([A-Za-z0-9-]+)=((?:"[^"]*"|[^",;:]*)(?:,(?:"[^"]*"|[^",;:]*))*)`)
)

// parseProperty reads one unfolded line. Names come out in capitals.
func parseProperty(line unfolded) (property, *lineFault) {
	p := property{line: line.line, params: map[string]string{}}
	if !utf8.ValidString(line.text) {
		return p, p.fault("the line is not UTF-8")
	}
	name := propertyName.FindString(line.text)
	if name == "" {
		return p, p.fault("the line does not begin with the name of a property")
	}
	p.name = strings.ToUpper(name)
	rest := line.text[len(name):]
	for strings.HasPrefix(rest, ";") {
		parts := propertyParam.FindStringSubmatch(rest)
		if parts == nil {
			return p, p.fault("a parameter of %s is malformed", p.name)
		}
		param := strings.ToUpper(parts[1])
		if _, twice := p.params[param]; twice {
			return p, p.fault("%s has the parameter %s twice", p.name, param)
		}
		p.params[param] = strings.Trim(parts[2], `"`)
		rest = rest[len(parts[0]):]
	}
	value, ok := strings.CutPrefix(rest, ":")
	if !ok {
		return p, p.fault("%s has no value: there is no colon", p.name)
	}
	p.value = value
	return p, nil
}

// plainText is a value of text without its escapes.
func plainText(value string) string {
	return strings.NewReplacer(`\\`, `\`, `\;`, `;`, `\,`, `,`, `\n`, " ", `\N`, " ").Replace(value)
}
