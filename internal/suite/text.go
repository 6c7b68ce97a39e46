package suite

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"
	"unicode"

	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/internal/coverage"
)

// Text tells of a run as people read it: failures as they come, then how much there was.
type Text struct {
	To io.Writer
	// Verbose names the tests that pass, too.
	Verbose bool
	// Coverage shows what of the flows was taken, and what never was.
	Coverage bool
}

// Findings writes findings as `ariapp check` does.
func (t *Text) Findings(all source.Findings) {
	for _, finding := range all {
		fmt.Fprintln(t.To, finding.Format())
	}
	if len(all) > 0 {
		fmt.Fprintln(t.To)
	}
}

// Test writes what went wrong with a test.
func (t *Text) Test(d *Done) {
	title := printable(d.Result.Case.Title())
	if d.Passed() {
		if t.Verbose {
			fmt.Fprintf(t.To, "ok    %s: %s (%v)\n", d.File.Path, title, d.Result.Elapsed)
		}
		return
	}
	fmt.Fprintf(t.To, "FAIL  %s: %s\n\n", d.File.Path, title)
	for _, failure := range d.Failures {
		fmt.Fprintln(t.To, d.told(failure))
	}
	if trace := d.trace(); trace != "" {
		fmt.Fprintf(t.To, "What happened:\n\n%s\n", indented(trace))
	}
}

// printable is a text as it is, or quoted where a terminal would take part of it for commands.
func printable(text string) string {
	if strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return strconv.Quote(text)
	}
	return text
}

// told is a failure with the lines that it is about, ready to be read.
func (d *Done) told(f Failure) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n", f.Pos, f.Message)
	if excerpt := d.File.lines.of(f.Pos); excerpt != "" {
		b.WriteString(excerpt + "\n")
	}
	if f.Detail != "" {
		b.WriteString("\n" + indented(f.Detail))
	}
	if f.Flow.Line != 0 {
		fmt.Fprintf(&b, "%s: here the call was\n", f.Flow)
		if excerpt := d.File.Flows.excerpt(f.Flow); excerpt != "" {
			b.WriteString(excerpt + "\n")
		}
	}
	return b.String()
}

// trace is what happened in the call.
func (d *Done) trace() string {
	var b bytes.Buffer
	d.Result.Trace(&b)
	return b.String()
}

func indented(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		b.WriteString("    " + line)
	}
	if b.Len() > 0 && !strings.HasSuffix(text, "\n") {
		b.WriteByte('\n')
	}
	return b.String()
}

// End writes the coverage, and the numbers.
func (t *Text) End(sum *Summary) {
	for _, path := range sum.Written {
		fmt.Fprintln(t.To, "wrote", path)
	}
	for _, path := range sum.Removed {
		fmt.Fprintln(t.To, "removed", path)
	}
	if t.Coverage {
		for _, covered := range sum.Coverage {
			t.coverage(covered)
		}
	}
	fmt.Fprintln(t.To, sum)
}

// coverage writes the shares of each flow, and then every place that no call came to.
func (t *Text) coverage(c Covered) {
	fmt.Fprintf(t.To, "Coverage of %s\n\n", c.File)
	table := tabwriter.NewWriter(t.To, 0, 1, 3, ' ', 0)
	row := func(name string, s coverage.Shares) {
		fmt.Fprintf(table, "  %s\t%v\t%v\t%v\t%v\n", name, s.Steps, s.Choices, s.Handlers, s.Branches)
	}
	fmt.Fprintln(table, "  flow\tsteps\tchoices\thandlers\tbranches")
	for _, flow := range c.Flows {
		row(cmp.Or(flow.Name, "defaults"), flow.Shares)
	}
	row("all", c.Shares)
	_ = table.Flush() // what could not be written is remembered by who gave the writer
	fmt.Fprintln(t.To)
	never := c.unfolded()
	if len(never) == 0 {
		return
	}
	fmt.Fprint(t.To, "Never taken:\n\n")
	for _, one := range never {
		fmt.Fprintf(t.To, "  %s: %s %s\n", one.At, one.Kind, one.Name())
	}
	fmt.Fprintln(t.To)
}
