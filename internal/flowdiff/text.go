package flowdiff

import (
	"fmt"
	"strings"

	"github.com/ariapp/ariapp/flows/source"
)

// Text writes changes for people, under the names of what they stand in.
func Text(changes []Change) string {
	var b strings.Builder
	in := ""
	for _, c := range changes {
		if heading := c.heading(); heading != in {
			if in != "" {
				b.WriteString("\n")
			}
			in = heading
			b.WriteString(heading + "\n")
		}
		fmt.Fprintf(&b, "  %-7s  %s\n", c.Sort, c.line())
		for _, f := range c.Fields {
			if text := c.field(f); text != "" {
				b.WriteString("             " + text + "\n")
			}
		}
	}
	return b.String()
}

func (c Change) heading() string {
	if c.What == "step" || c.What == "flow" {
		if c.In == everyFlow {
			return c.In
		}
		return "flow " + c.In
	}
	return c.In
}

// line is a change in one line: what, and where.
func (c Change) line() string {
	name := c.Name
	switch {
	case c.What == "flow" && c.Sort == Renamed:
		name = "from " + c.Fields[0].Old
	case c.What == "number" && c.Sort == Renamed:
		name = c.Fields[0].Old + " is now " + c.Name
	case c.What == "flow":
		name = "the flow"
		if c.In == everyFlow {
			name = "defaults"
		}
	case c.What == "setting":
		name += ": " + c.values(c.Fields[0])
	}
	return name + " (" + places(c.Old, c.New) + ")"
}

// field is a field in one line; those that the change's own line tells are "".
func (c Change) field(f Field) string {
	if c.What == "setting" || c.Sort == Renamed {
		return ""
	}
	return words(f.Name) + ": " + c.values(f)
}

// values are what a field was and is; of what is gone as a whole, what it was.
func (c Change) values(f Field) string {
	switch {
	case f.Hidden:
		return "another value, which is not shown"
	case f.Old == "":
		return f.New
	case f.New == "" && c.Sort == Removed:
		return f.Old
	case f.New == "":
		return f.Old + " → nothing"
	}
	return f.Old + " → " + f.New
}

// words make a path readable: "choices.1" is "choice 1".
func words(path string) string {
	for _, prefix := range []struct{ of, is string }{{"choices.", "choice "}, {"cases.", "case "}, {"hotkeys.", "hotkey "},
		{"params.", "param "}, {"args.", "arg "}} {
		if rest, ok := strings.CutPrefix(path, prefix.of); ok {
			return prefix.is + rest
		}
	}
	return path
}

// places are where something stood and stands: file and line.
func places(old, now source.Pos) string {
	switch {
	case old.Line == 0:
		return place(now)
	case now.Line == 0:
		return place(old)
	}
	return place(old) + ", " + place(now)
}

func place(p source.Pos) string { return fmt.Sprintf("%s:%d", p.File, p.Line) }
