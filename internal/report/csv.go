package report

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// CSV writes the report for spreadsheets and programs: one measure a line, with
// the table, whose it is, a detail such as an exit's way, and its name. Spans of
// time are seconds.
func (r Report) CSV(w io.Writer) error {
	c := measures{to: csv.NewWriter(w)}
	c.row("table", "name", "detail", "measure", "value")
	for _, at := range []struct {
		name string
		at   time.Time
	}{{"since", r.Since}, {"from", r.From}, {"to", r.To}} {
		if !at.at.IsZero() {
			c.row("report", "", "", at.name, at.at.Format(time.RFC3339))
		}
	}
	c.counts("report", "", "", count{"partial", r.Partial}, count{"holes", r.Holes},
		count{"lost", r.Lost}, count{"damaged", r.Damaged})
	c.totals("calls", "", "", r.Calls)
	for _, v := range r.Versions {
		c.totals("versions", v.Version, v.Share, v.Totals)
	}
	for _, f := range r.Flows {
		c.counts("flows", f.Name, "", count{"entries", f.Entries}, count{"began", f.Began}, count{"returned", f.Returned},
			count{"jumped", f.Jumped}, count{"ended", f.Ended}, count{"left", f.Left}, count{"hung_up", f.HungUp},
			count{"failed", f.Failed})
	}
	for _, s := range r.Steps {
		c.counts("steps", s.Address, s.Kind, count{"entries", s.Entries}, count{"hung_up", s.HungUp},
			count{"failed", s.Failed}, count{"attempts", s.Attempts}, count{"no_input", s.NoInput},
			count{"no_match", s.NoMatch}, count{"exhausted", s.Exhausted})
		c.row("steps", s.Address, s.Kind, "median_seconds", s.Median.seconds())
	}
	for _, s := range r.Steps {
		for _, e := range s.Exits {
			c.counts("exits", s.Address, e.Way, count{e.Next, e.Count})
		}
	}
	for _, p := range r.Prompts {
		c.counts("prompts", p.Text, "", count{"begun", p.Begun}, count{"done", p.Done}, count{"cut", p.Cut},
			count{"hung_up", p.HungUp}, count{"failed", p.Failed})
		c.row("prompts", p.Text, "", "heard_seconds", p.Heard.seconds())
		c.row("prompts", p.Text, "", "length_seconds", p.Length.seconds())
	}
	for i, p := range r.Paths {
		c.counts("paths", fmt.Sprint(i+1), p.End, count{p.line(), p.Calls})
	}
	c.to.Flush()
	return c.to.Error()
}

// line is a path's steps in one text.
func (p Path) line() string {
	text := strings.Join(p.Steps, " > ")
	if p.More {
		text += " > …"
	}
	return text
}

// count is a measure that counts something.
type count struct {
	name string
	n    int
}

type measures struct{ to *csv.Writer }

// row writes one line. The writer keeps its first error.
func (m measures) row(table, name, detail, measure, value string) {
	_ = m.to.Write([]string{table, plainCell(name), plainCell(detail), plainCell(measure), value})
}

// plainCell is a cell that no spreadsheet takes for a formula.
func plainCell(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return "'" + text
	}
	return text
}

func (m measures) counts(table, name, detail string, counts ...count) {
	for _, one := range counts {
		m.row(table, name, detail, one.name, strconv.Itoa(one.n))
	}
}

func (m measures) totals(table, name, detail string, t Totals) {
	m.counts(table, name, detail, count{"calls", t.Calls}, count{"ended", t.Ended}, count{"left", t.Left},
		count{"hung_up", t.HungUp}, count{"early", t.Early}, count{"failed", t.Failed}, count{"detached", t.Detached},
		count{"cut_off", t.CutOff}, count{"elsewhere", t.Elsewhere}, count{"open", t.Open})
	m.row(table, name, detail, "median_seconds", t.Median.seconds())
	m.row(table, name, detail, "containment", strconv.FormatFloat(t.Containment(), 'f', 4, 64))
}

// JSON writes the report for programs.
func (r Report) JSON(w io.Writer) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(r)
}
