package jobs

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// CallFile is what a call file of Asterisk asks for.
type CallFile struct {
	Order Order
	Plan  Plan
	// application and data are what the call runs, until it is known what that is here.
	application, data, priority string
}

// Finding is what is wrong with a call file.
type Finding struct {
	// Line is where, from 1; 0 for the file as a whole.
	Line int
	// Text is a sentence, with what would have been accepted.
	Text string
}

// String is the finding with its place.
func (f Finding) String() string {
	if f.Line == 0 {
		return f.Text
	}
	return fmt.Sprintf("line %d: %s", f.Line, f.Text)
}

// reader reads one call file.
type reader struct {
	file     CallFile
	findings []Finding
	line     int
}

func (r *reader) wrong(format string, args ...any) {
	r.findings = append(r.findings, Finding{r.line, fmt.Sprintf(format, args...)})
}

// ParseCallFile reads a call file of Asterisk. app is the name of our Stasis
// application: a file may ask for it, as `Application: Stasis` with `Data:
// APP,FLOW`. With findings there is nothing to call.
func ParseCallFile(text, app string) (CallFile, []Finding) {
	r := &reader{}
	r.file.Plan = Plan{RetryTime: int(retryTime / time.Second), WaitTime: int(waitTime / time.Second)}
	switch {
	case strings.TrimSpace(text) == "":
		r.wrong("the file is empty; a call file has Channel and Context, Extension, Priority, or Application")
		return r.file, r.findings
	case !utf8.ValidString(text) || strings.ContainsRune(text, 0):
		r.wrong("the file is no text")
		return r.file, r.findings
	case !strings.HasSuffix(text, "\n"):
		// A number that is cut short would call somebody else.
		r.wrong("the last line is not ended, as of a file that is half written")
	}
	lines := strings.Split(text, "\n")
	if len(lines) > linesMost {
		r.wrong("the file has more than %d lines", linesMost)
		return r.file, r.findings
	}
	for i, line := range lines {
		r.line = i + 1
		r.read(line)
	}
	r.line = 0
	r.finish(app)
	return r.file, r.findings
}

// withoutComment is a line up to its comment, as Asterisk sees it: from a ; that
// has no \ before it, or from a # at the beginning or behind a blank.
func withoutComment(line string) string {
	var kept strings.Builder
	for i, c := range line {
		switch {
		case c == '#' && (i == 0 || line[i-1] == ' ' || line[i-1] == '\t'):
			return kept.String()
		case c == ';' && i > 0 && line[i-1] == '\\':
			text := kept.String()
			kept.Reset()
			kept.WriteString(text[:len(text)-1] + ";")
		case c == ';':
			return kept.String()
		default:
			kept.WriteRune(c)
		}
	}
	return kept.String()
}

// read reads one line: Key: value, or a comment.
func (r *reader) read(line string) {
	line = strings.TrimSpace(withoutComment(line))
	if line == "" {
		return
	}
	if len(line) > lineMost {
		r.wrong("the line is longer than %d bytes", lineMost)
		return
	}
	key, value, found := strings.Cut(line, ":")
	if !found {
		r.wrong("%q is no key with a : and a value", cut(line))
		return
	}
	value = strings.TrimSpace(value)
	if strings.ContainsFunc(value, unicode.IsControl) {
		r.wrong("%s has signs that cannot be printed", cut(key))
		return
	}
	for _, one := range directives() {
		if strings.EqualFold(strings.TrimSpace(key), one.key) {
			one.read(r, value)
			return
		}
	}
	var known []string
	for _, one := range directives() {
		known = append(known, one.key)
	}
	r.wrong("unknown key %q; accepted: %s", cut(strings.TrimSpace(key)), strings.Join(known, ", "))
}

// directive is a key of call files, and how its value is read.
type directive struct {
	key  string
	read func(r *reader, value string)
}

// directives are all keys that Asterisk knows, and who wrote the file beside.
func directives() []directive {
	text := func(into func(r *reader) *string) func(*reader, string) {
		return func(r *reader, value string) { *into(r) = value }
	}
	ignored := func(*reader, string) {}
	return []directive{
		{"Channel", text(func(r *reader) *string { return &r.file.Order.Endpoint })},
		{"Callerid", (*reader).callerID},
		{"WaitTime", seconds(1, int(waitMost/time.Second), func(r *reader) *int { return &r.file.Plan.WaitTime })},
		{"RetryTime", seconds(1, int(retryMost/time.Second), func(r *reader) *int { return &r.file.Plan.RetryTime })},
		{"MaxRetries", seconds(0, retriesMost, func(r *reader) *int { return &r.file.Plan.MaxRetries })},
		{"Context", text(func(r *reader) *string { return &r.file.Order.Context })},
		{"Extension", text(func(r *reader) *string { return &r.file.Order.Extension })},
		{"Priority", text(func(r *reader) *string { return &r.file.priority })},
		{"Application", text(func(r *reader) *string { return &r.file.application })},
		{"Data", text(func(r *reader) *string { return &r.file.data })},
		{"Setvar", (*reader).variable},
		{"Set", (*reader).variable},
		{"Account", func(r *reader, value string) { r.set("CHANNEL(accountcode)", value) }},
		{"AlwaysDelete", ignored}, // a file that is taken is always deleted
		{"Archive", ignored},      // and its job always kept
		{"Codecs", (*reader).codecs},
		{"Format", (*reader).codecs},
	}
}

// seconds reads a whole number between two bounds.
func seconds(least, most int, into func(r *reader) *int) func(*reader, string) {
	return func(r *reader, value string) {
		number, err := strconv.Atoi(value)
		if err != nil || number < least || number > most {
			r.wrong("%q is no whole number from %d to %d", cut(value), least, most)
			return
		}
		*into(r) = number
	}
}

// codecs are what the endpoint and Asterisk agree on; a call by ARI has none of its own.
func (r *reader) codecs(value string) {
	r.wrong("codecs cannot be chosen (%s): leave the line out, and set them for the endpoint", cut(value))
}

// callerID reads "Name" <number>, <number>, or a number alone.
func (r *reader) callerID(value string) {
	name, number := "", value
	if before, rest, found := strings.Cut(value, "<"); found {
		inner, after, closed := strings.Cut(rest, ">")
		if !closed || strings.TrimSpace(after) != "" {
			r.wrong(`%q is no caller id such as "Name" <100>`, cut(value))
			return
		}
		name, number = strings.Trim(strings.TrimSpace(before), `"`), strings.TrimSpace(inner)
	}
	if strings.ContainsAny(name+number, `<>"`) {
		r.wrong(`%q is no caller id such as "Name" <100>`, cut(value))
		return
	}
	r.file.Order.CallerName, r.file.Order.CallerNumber = name, number
}

// variable reads NAME=value.
func (r *reader) variable(value string) {
	name, content, found := strings.Cut(value, "=")
	name = strings.TrimSpace(name)
	if !found || !variableName(name) {
		r.wrong("%q sets no variable such as NAME=value; of functions there are %s", cut(value),
			strings.Join(functions(), ", "))
		return
	}
	r.set(name, content)
}

func (r *reader) set(name, value string) {
	if r.file.Order.Variables == nil {
		r.file.Order.Variables = map[string]string{}
	}
	r.file.Order.Variables[name] = value
}

// functions are those of the dialplan that a call file may set: others read files or run programs.
func functions() []string { return []string{"CALLERID", "CHANNEL", "CDR", "PJSIP_HEADER"} }

// channelItems are what CHANNEL() may set: others of its items send the call elsewhere.
func channelItems() []string {
	return []string{"accountcode", "amaflags", "language", "musicclass", "tonezone", "userfield"}
}

func variableName(name string) bool {
	if function, inner, found := strings.Cut(name, "("); found {
		inner, ended := strings.CutSuffix(inner, ")")
		if function == "CHANNEL" && !slices.Contains(channelItems(), strings.ToLower(strings.TrimSpace(inner))) {
			return false
		}
		return slices.Contains(functions(), function) && ended && !strings.ContainsAny(inner, "()${}")
	}
	for i, c := range name {
		letter := c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		if !letter && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return name != ""
}

// finish looks at the file as a whole.
func (r *reader) finish(app string) {
	o := &r.file.Order
	if o.Endpoint == "" {
		r.wrong("there is no Channel: nobody to call, as of a file that is half written")
	}
	switch {
	case r.file.application != "" && (o.Context != "" || o.Extension != ""):
		r.wrong("Application excludes Context and Extension")
	case r.file.application != "":
		r.stasis(app)
	case o.Extension == "":
		r.wrong("there is neither Application nor Extension: nowhere for the call to go")
	default:
		if o.Context == "" {
			o.Context = "default"
		}
		if o.Priority = r.file.priority; o.Priority == "" {
			o.Priority = "1"
		}
	}
	if strings.ContainsAny(o.Context+o.Extension+o.Priority, ", ") {
		r.wrong("Context, Extension and Priority have neither commas nor spaces")
	}
}

// stasis reads which flow the call walks. No other application can be run without the dialplan.
func (r *reader) stasis(app string) {
	if !strings.EqualFold(r.file.application, "Stasis") {
		r.wrong("the application %s cannot be run from here; accepted: Application: Stasis with Data: %s,FLOW, "+
			"or Context and Extension of a dialplan that runs it", cut(r.file.application), app)
		return
	}
	name, flow, _ := strings.Cut(r.file.data, ",")
	name, flow = strings.TrimSpace(name), strings.TrimSpace(flow)
	if name != app || flow == "" || strings.Contains(flow, ",") {
		r.wrong("the data of Stasis is %q; accepted: Data: %s,FLOW", cut(r.file.data), app)
		return
	}
	r.file.Order.Flow = flow
}

// cut is a text as short as a message can bear.
func cut(text string) string {
	if short := []rune(text); len(short) > 60 {
		return string(short[:60]) + "…"
	}
	return text
}
