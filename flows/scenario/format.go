package scenario

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Format writes cases as a test file: [Read] reads equal cases from it, but for
// their places. flows is the path of the ivr.yaml, "" for the file of the same name.
// The name of a row becomes part of the case's; what the file gave, the case's own.
func Format(flows string, cases ...*Case) []byte {
	w := &writer{}
	if flows != "" {
		w.line(0, "flows: "+text(flows))
	}
	w.line(0, "tests:")
	for _, c := range cases {
		w.oneCase(c)
	}
	return []byte(w.String())
}

// writer writes YAML, line by line.
type writer struct{ strings.Builder }

func (w *writer) line(depth int, line string) {
	w.WriteString(strings.Repeat("  ", depth) + line + "\n")
}

func (w *writer) oneCase(c *Case) {
	w.line(1, "- name: "+text(c.Title()))
	if len(c.Tags) > 0 {
		w.line(2, "tags: "+texts(c.Tags))
	}
	w.given(&c.Given)
	if len(c.Acts) > 0 {
		w.line(2, "acts:")
	}
	for i := range c.Acts {
		w.line(3, "- "+actText(&c.Acts[i]))
	}
	w.end(&c.End)
	if c.Golden {
		w.line(2, "trace: golden")
	}
}

// plainScalar are texts that mean themselves in YAML without quotes.
var plainScalar = regexp.MustCompile(`^(\.\.?/)*[A-Za-z/_][A-Za-z0-9/_.-]*( [A-Za-z0-9/_.-]+)*$`)

// plainNot are texts that YAML takes for something else.
var plainNot = regexp.MustCompile(`(?i)^(true|false|null|yes|no|on|off|y|n|[+-]?\.inf|\.nan|~)$`)

// text is a text as YAML: in quotes unless it means itself.
func text(s string) string {
	if plainScalar.MatchString(s) && !plainNot.MatchString(s) {
		return s
	}
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteString(`\` + string(r))
		case r == '\n':
			b.WriteString(`\n`)
		case r < ' ' || r >= 0x7f && r <= 0xa0 || r == 0x2028 || r == 0x2029 || r == 0xfeff || r >= 0xfffe && r <= 0xffff:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

func texts(list []string) string {
	quoted := make([]string, len(list))
	for i, s := range list {
		quoted[i] = text(s)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}

// constant is a value as YAML.
func constant(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case string:
		return text(v)
	case float64:
		s := strconv.FormatFloat(v, 'f', -1, 64)
		if !strings.Contains(s, ".") {
			s += ".0"
		}
		return s
	case []any:
		items := make([]string, len(v))
		for i, item := range v {
			items[i] = constant(item)
		}
		return "[" + strings.Join(items, ", ") + "]"
	case map[string]any:
		pairs := make([]string, 0, len(v))
		for _, name := range slices.Sorted(maps.Keys(v)) {
			pairs = append(pairs, text(name)+": "+constant(v[name]))
		}
		return "{" + strings.Join(pairs, ", ") + "}"
	case time.Duration:
		return text(v.String())
	}
	data, err := json.Marshal(v)
	if err != nil {
		return text(fmt.Sprint(v))
	}
	return string(data)
}

// inline is a mapping on one line; pairs without a value are left out.
type inline []string

func (f *inline) add(key, value string) {
	if value != "" {
		*f = append(*f, key+": "+value)
	}
}

func (f inline) String() string { return "{" + strings.Join(f, ", ") + "}" }

func textOrNone(s string) string {
	if s == "" {
		return ""
	}
	return text(s)
}

func spanOrNone(d time.Duration) string {
	if d == 0 {
		return ""
	}
	return d.String()
}

// actText is one act.
func actText(a *Act) string {
	switch a.Kind {
	case HangUp:
		if a.After == 0 {
			return string(HangUp)
		}
		return inline{"hangup: ", "after: " + a.After.String()}.String()
	case Wait, Silence:
		return string(a.Kind) + ": " + a.For.String()
	case Press:
		if a.After == 0 {
			return "press: " + keysText(a.Keys)
		}
		return inline{"press: " + keysText(a.Keys), "after: " + a.After.String()}.String()
	}
	if a.Within == 0 {
		return string(a.Kind) + ": " + wantText(&a.Want)
	}
	return inline{string(a.Kind) + ": " + wantText(&a.Want), "within: " + a.Within.String()}.String()
}

func keysText(keys string) string { return `"` + keys + `"` }

// wantText is what is expected.
func wantText(w *Want) string {
	var f inline
	switch w.Sort {
	case Prompt:
		if w.Language == "" {
			return text(w.Text)
		}
		f.add("prompt", text(w.Text))
	case Said:
		f.add("say", saidText(w.Text))
	case Sounds:
		f.add("sounds", texts(w.Sounds))
	default:
		f.add(string(w.Sort), text(w.Text))
	}
	f.add("language", textOrNone(w.Language))
	f.add("level", textOrNone(w.Level))
	if w.JSON != nil {
		f.add("json", constant(w.JSON))
	}
	f.add("body", textOrNone(w.Body))
	f.add("headers", headersText(w.Header))
	return f.String()
}

// saidText is what is said, as the step say has it.
func saidText(prompt string) string {
	parts, value := promptParts(prompt)
	f := inline{parts[0] + ": " + text(value)}
	for _, option := range parts[1:] {
		name, value, _ := strings.Cut(option, "=")
		f.add(name, text(value))
	}
	return f.String()
}

func headersText(headers []Header) string {
	if len(headers) == 0 {
		return ""
	}
	var f inline
	for _, header := range headers {
		f.add(text(header.Name), text(header.Value))
	}
	return f.String()
}
