package docgen

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// Page is the page of one step in Markdown.
func Page(spec *flows.Spec) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n%s\n", spec.Kind, spec.Summary)
	if spec.Doc != "" {
		fmt.Fprintf(&b, "\n%s\n", spec.Doc)
	}
	fmt.Fprintf(&b, "\n```yaml\n%s\n```\n", strings.TrimSuffix(spec.Example, "\n"))
	fmt.Fprintf(&b, "\n## Fields\n\n%s\n\n", forms(spec))
	table(&b, []string{"field", "type", "default", "meaning"},
		fieldRows(slices.Concat(spec.Fields, flows.CommonFields())))
	b.WriteString("\n" + besides(spec) + "\n")
	if len(spec.Result) > 0 {
		fmt.Fprintf(&b, "\n## Result\n\nAfter the step, `steps.<id>` holds:\n\n")
		table(&b, []string{"name", "type", "meaning"}, resultRows(spec.Result))
	}
	if notes := traits(spec); notes != "" {
		fmt.Fprintf(&b, "\n%s\n", notes)
	}
	return b.String()
}

// Index is the page that lists all steps.
func Index(specs []*flows.Spec) string {
	var b strings.Builder
	b.WriteString("# Steps\n\nA flow is a list of these. " +
		"Each page is made from the step's own description in the program.\n\n")
	var rows [][]string
	for _, spec := range specs {
		rows = append(rows, []string{fmt.Sprintf("[%s](%s.md)", spec.Kind, spec.Kind), spec.Summary})
	}
	table(&b, []string{"step", "what it does"}, rows)
	return b.String()
}

// forms says how the step may be written.
func forms(spec *flows.Spec) string {
	kind := spec.Kind
	var ways []string
	if spec.Bare {
		ways = append(ways, fmt.Sprintf("a bare word, `- %s`", kind))
	}
	if spec.Short != "" {
		ways = append(ways, fmt.Sprintf("`- %s: …` for `%s` alone", kind, spec.Short))
	}
	switch {
	case spec.Free:
		ways = append(ways, fmt.Sprintf("`- %s: {…}` with names of your own", kind))
	case len(spec.Fields) > 0:
		ways = append(ways, fmt.Sprintf("`- %s: {…}` with its fields", kind))
	}
	return "It is written as " + strings.Join(ways, ", or ") + "."
}

// besides says where the common fields stand.
func besides(spec *flows.Spec) string {
	var names []string
	for _, field := range flows.CommonFields() {
		names = append(names, "`"+field.Name+"`")
	}
	where := "may also stand beside"
	if spec.Free {
		where = "stand beside"
	}
	last := len(names) - 1
	return fmt.Sprintf("%s and %s %s `%s`, as in every step.",
		strings.Join(names[:last], ", "), names[last], where, spec.Kind)
}

func fieldRows(fields []flows.Field) [][]string {
	var rows [][]string
	for _, field := range fields {
		value := ""
		switch {
		case field.Required:
			value = "required"
		case field.Default != "":
			value = "`" + field.Default + "`"
		}
		rows = append(rows, []string{"`" + field.Name + "`", field.Type.Accepts, value, field.Doc})
	}
	return rows
}

func resultRows(results []flows.Result) [][]string {
	var rows [][]string
	for _, result := range results {
		rows = append(rows, []string{"`" + result.Name + "`", typeOf(result.Zero), result.Doc})
	}
	return rows
}

// typeOf is what expressions see in a value.
func typeOf(zero any) string {
	switch zero.(type) {
	case nil:
		return "any"
	case string:
		return "text"
	case int, int64, float64:
		return "number"
	case bool:
		return "true or false"
	case time.Duration:
		return "duration"
	case []string, []any:
		return "list"
	case flows.Secret:
		return "secret"
	}
	return "mapping"
}

// traits are what the spec says of a step beside its fields.
func traits(spec *flows.Spec) string {
	var notes []string
	if spec.Offline {
		notes = append(notes, "It needs no telephone and may stand in `on_hangup`.")
	}
	if spec.Steers {
		notes = append(notes, "It only steers: `max_same_step` does not count it.")
	}
	return strings.Join(notes, " ")
}

// table writes a Markdown table.
func table(b *strings.Builder, header []string, rows [][]string) {
	writeRow(b, header)
	writeRow(b, strings.Split(strings.Repeat("---,", len(header)-1)+"---", ","))
	for _, row := range rows {
		writeRow(b, row)
	}
}

func writeRow(b *strings.Builder, cells []string) {
	for _, cell := range cells {
		b.WriteString("| " + escaped(cell) + " ")
	}
	b.WriteString("|\n")
}

// escaped is text as it may stand in a cell; outside of code a < would begin a tag.
func escaped(text string) string {
	parts := strings.Split(strings.NewReplacer("|", "\\|", "\n", " ").Replace(text), "`")
	for i := 0; i < len(parts); i += 2 {
		parts[i] = strings.ReplaceAll(parts[i], "<", "&lt;")
	}
	return strings.Join(parts, "`")
}
