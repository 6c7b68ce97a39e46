package report

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"
	"unicode"
)

// Text writes the report for people.
func (r Report) Text(w io.Writer) error {
	t := &texts{}
	r.head(t)
	if r.Calls.Calls > 0 {
		r.versions(t)
		r.flows(t)
		r.steps(t)
		r.exits(t)
		r.prompts(t)
		r.paths(t)
	}
	_, err := io.WriteString(w, t.String())
	return err
}

// texts are lines and tables.
type texts struct{ strings.Builder }

func (t *texts) line(format string, args ...any) { fmt.Fprintf(t, format+"\n", args...) }

// table writes rows below a title, unless there are none; the columns behind the first few are numbers, to the right.
func (t *texts) table(title string, left int, head []string, rows [][]string) {
	if len(rows) == 0 {
		return
	}
	t.line("\n%s", title)
	widths := make([]int, len(head))
	all := append([][]string{head}, rows...)
	for _, row := range rows {
		for i, cell := range row {
			row[i] = visible(cell)
		}
	}
	for _, row := range all {
		for i, cell := range row {
			widths[i] = max(widths[i], len([]rune(cell)))
		}
	}
	into := tabwriter.NewWriter(t, 0, 0, 2, ' ', 0)
	for _, row := range all {
		cells := make([]string, len(row))
		for i, cell := range row {
			if cells[i] = cell; i >= left {
				cells[i] = strings.Repeat(" ", widths[i]-len([]rune(cell))) + cell
			}
		}
		fmt.Fprintln(into, "  "+strings.Join(cells, "\t"))
	}
	_ = into.Flush() // into a builder, which takes everything
}

func (r Report) head(t *texts) {
	of := ""
	if r.Flow != "" {
		of = " through the flow " + visible(r.Flow)
	}
	if !r.Since.IsZero() {
		of += " since " + moment(r.Since)
	}
	if c := r.Calls; c.Calls == 0 {
		t.line("no calls%s", of)
	} else {
		t.line("%s%s, the first at %s, the last at %s", counted(c.Calls, "call"), of, moment(r.From), moment(r.To))
		over := c.Over()
		for _, one := range []struct {
			name  string
			n     int
			about string
		}{{"ended in the flows", c.Ended, "contained"}, {"left for the dialplan", c.Left, ""},
			{"hung up", c.HungUp, fmt.Sprintf("%d of them within %s", c.Early, Span(earlyWithin))}, {"failed", c.Failed, ""},
			{"sent back as the daemon stopped", c.Detached, ""}} {
			if one.n > 0 || one.about == "contained" {
				text := fmt.Sprintf("  %-32s %6d  %6s  %s", one.name, one.n, percent(one.n, over), one.about)
				t.line("%s", strings.TrimRight(text, " "))
			}
		}
		if c.CutOff > 0 {
			t.line("  %-32s %6d", "cut off, as the daemon was killed", c.CutOff)
		}
		if c.Elsewhere > 0 {
			t.line("  %-32s %6d", "handed over to another process", c.Elsewhere)
		}
		if c.Open > 0 {
			t.line("  %-32s %6d", "without an end so far", c.Open)
		}
		t.line("  half of them took %s at most", c.Median)
	}
	for _, one := range []struct {
		n          int
		noun, text string
	}{{r.Partial, "call", "whose beginning is not in the journal"},
		{r.Holes, "call", "with holes: entries are missing"}, {r.Lost, "entry", "that the journal has lost"},
		{r.Damaged, "line", "that cannot be read"}} {
		if one.n > 0 {
			t.line("left out: %s %s", counted(one.n, one.noun), one.text)
		}
	}
}

func (r Report) versions(t *texts) {
	var rows [][]string
	for _, v := range r.Versions {
		over := v.Over()
		rows = append(rows, []string{orDash(v.Version), orDash(v.Share), fmt.Sprint(v.Calls), percent(v.Ended, over),
			percent(v.Left, over), percent(v.HungUp, over), percent(v.Early, over), percent(v.Failed, over),
			v.Median.String()})
	}
	t.table("versions", 2, []string{"version", "share", "calls", "ended", "left", "hung up", "early", "failed",
		"median"}, rows)
}

func (r Report) flows(t *texts) {
	var rows [][]string
	for _, f := range r.Flows {
		rows = append(rows, []string{f.Name, fmt.Sprint(f.Entries), fmt.Sprint(f.Began), fmt.Sprint(f.Returned),
			fmt.Sprint(f.Jumped), fmt.Sprint(f.Ended), fmt.Sprint(f.Left), fmt.Sprint(f.HungUp), fmt.Sprint(f.Failed)})
	}
	t.table("flows: how often they began and returned, and the calls that were over in them", 1, []string{"flow",
		"entries", "first", "returned", "jumped", "ended", "left", "hung up", "failed"}, rows)
}

func (r Report) steps(t *texts) {
	var rows [][]string
	for _, s := range r.Steps {
		asked := func(n int) string {
			if s.Attempts == 0 {
				return "–"
			}
			return percent(n, s.Attempts)
		}
		rows = append(rows, []string{s.Address, s.Kind, fmt.Sprint(s.Entries), percent(s.HungUp, s.Entries),
			asked(s.NoInput), asked(s.NoMatch), fmt.Sprint(s.Exhausted), fmt.Sprint(s.Failed), s.Median.String()})
	}
	t.table("steps: callers who hung up there, and attempts without an answer", 2, []string{"step", "kind", "entries",
		"hung up", "no input", "no match", "given up", "failed", "median"}, rows)
}

func (r Report) exits(t *texts) {
	var rows [][]string
	for _, s := range r.Steps {
		if len(s.Exits) < 2 {
			continue // where all go the same way there is nothing to tell
		}
		for i, e := range s.Exits {
			name := s.Address
			if i > 0 {
				name = ""
			}
			rows = append(rows, []string{name, orDash(e.Way), nextOf(e.Next), fmt.Sprint(e.Count),
				percent(e.Count, s.Entries)})
		}
	}
	t.table("exits of steps with more than one", 3, []string{"step", "way", "next", "entries", "share"}, rows)
}

func (r Report) prompts(t *texts) {
	var rows [][]string
	for _, p := range r.Prompts {
		heard, length := "–", "–"
		if p.Cut+p.HungUp > 0 {
			heard = p.Heard.String()
		}
		if p.Done > 0 {
			length = p.Length.String()
		}
		rows = append(rows, []string{p.Text, fmt.Sprint(p.Begun), percent(p.Done, p.Begun), percent(p.Cut, p.Begun),
			percent(p.HungUp, p.Begun), percent(p.Failed, p.Begun), heard, length})
	}
	t.table("prompts: how they ended, and how much was heard by half of those who ended them", 1, []string{"prompt",
		"begun", "to the end", "key", "hung up", "failed", "heard", "length"}, rows)
}

func (r Report) paths(t *texts) {
	if len(r.Paths) == 0 {
		return
	}
	t.line("\npaths, the most frequent ones")
	for _, p := range r.Paths {
		t.line("  %6d  %6s  %s > %s", p.Calls, percent(p.Calls, r.Calls.Calls),
			visible(orDash(p.line())), visible(nextOf(p.End)))
	}
}

// nextOf shows ends of calls apart from steps.
func nextOf(next string) string {
	if strings.Contains(next, "/") || next == other {
		return next
	}
	return "(" + next + ")"
}

// visible is a text in which what moves the cursor, or turns the text around, is written out.
func visible(text string) string {
	var b strings.Builder
	for _, r := range text {
		if unicode.IsPrint(r) {
			b.WriteRune(r)
		} else {
			b.WriteString(strings.Trim(strconv.QuoteRuneToASCII(r), "'"))
		}
	}
	return b.String()
}

func orDash(text string) string {
	if text == "" {
		return "–"
	}
	return text
}

func percent(part, of int) string { return fmt.Sprintf("%.1f%%", 100*share(part, of)) }

func moment(t time.Time) string { return t.Format("2006-01-02 15:04:05 MST") }

func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	if stem, ok := strings.CutSuffix(noun, "y"); ok {
		return fmt.Sprintf("%d %sies", n, stem)
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
