package figures

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// Head writes on what was measured, and whether the machine was busy.
func (s *Set) Head(w io.Writer) {
	fmt.Fprintf(w, "Measured on %s in %.0f minutes: %s.\n", s.Machine.Begun.Format("2006-01-02"),
		s.Machine.Seconds/60, s.Machine)
	if s.Machine.Busy() {
		fmt.Fprintf(w, "\n**A trial: the machine did other work (%.1f processors were busy with it). Do not quote it.**\n",
			s.Machine.Load)
	}
}

// Matrix writes the figures of a group at one rate: a row for each series, a column for each metric, with the ratio
// to the series called base.
func (s *Set) Matrix(w io.Writer, group, base string, at float64) {
	var series, metrics []string
	for _, f := range s.Of(group) {
		if f.At == at {
			series, metrics = with(series, f.Series), with(metrics, f.Metric)
		}
	}
	fmt.Fprint(w, "\n| |")
	for _, metric := range metrics {
		fmt.Fprintf(w, " %s |", s.titled(group, metric))
	}
	fmt.Fprintf(w, "\n|%s\n", strings.Repeat(" --- |", len(metrics)+1))
	for _, name := range series {
		fmt.Fprintf(w, "| %s |", name)
		for _, metric := range metrics {
			f, ok := s.Find(group, name, metric, at)
			if !ok {
				fmt.Fprint(w, " – |")
				continue
			}
			fmt.Fprintf(w, " %s%s |", f.value(), s.ratio(f, base))
		}
		fmt.Fprintln(w)
	}
}

// titled is a metric with its unit.
func (s *Set) titled(group, metric string) string {
	for _, f := range s.Of(group) {
		if f.Metric == metric && f.Unit != "" {
			return metric + ", " + f.Unit
		}
	}
	return metric
}

func (s *Set) ratio(f Figure, base string) string {
	if f.Series == base {
		return ""
	}
	to, ok := s.Find(f.Group, base, f.Metric, f.At)
	if !ok {
		return ""
	}
	median, _, _ := f.Median()
	of, _, _ := to.Median()
	if median <= 0 || of <= 0 {
		return ""
	}
	return fmt.Sprintf(" ×%.2f", median/of)
}

// Ats are the rates, or numbers of calls, of a group, the least first.
func (s *Set) Ats(group string) []float64 {
	var ats []float64
	for _, f := range s.Of(group) {
		if !slices.Contains(ats, f.At) {
			ats = append(ats, f.At)
		}
	}
	slices.Sort(ats)
	return ats
}

// List writes a group one figure a line, with what was aimed at.
func (s *Set) List(w io.Writer, group string) {
	fmt.Fprint(w, "\n| what | figure | aimed at |\n| --- | --- | --- |\n")
	for _, f := range s.Of(group) {
		name := f.Series + ": " + f.Metric
		if f.Series == "" {
			name = f.Metric
		}
		if f.At != 0 {
			name = fmt.Sprintf("%s, at %s", name, number(f.At))
		}
		value := f.value()
		if f.Unit != "" {
			value += " " + f.Unit
		}
		if f.Note != "" {
			value += "; " + f.Note
		}
		fmt.Fprintf(w, "| %s | %s | %s |\n", cell(name), cell(value), f.aim())
	}
}

// Commands writes how the figures of a group are measured alone.
func (s *Set) Commands(w io.Writer, group string) {
	var commands []string
	for _, f := range s.Of(group) {
		if f.Command != "" {
			commands = with(commands, "`"+f.Command+"`")
		}
	}
	if len(commands) > 0 {
		fmt.Fprintf(w, "\nAlone: %s\n", strings.Join(commands, ", "))
	}
}

// cell keeps a text from ending its column.
func cell(text string) string { return strings.ReplaceAll(text, "|", `\|`) }

func (f Figure) value() string {
	median, least, most := f.Median()
	if len(f.Rounds) == 0 {
		return "–"
	}
	if least < most {
		return fmt.Sprintf("%s (%s–%s)", number(median), number(least), number(most))
	}
	return number(median)
}

// aim is what is aimed at, with a word where it is missed.
func (f Figure) aim() string {
	text := "–"
	switch {
	case f.Most != 0:
		text = "at most " + number(f.Most)
	case f.Least != 0:
		text = "at least " + number(f.Least)
	}
	if !f.Met() {
		text += ", **missed**"
	}
	return text
}

// number writes a value with three digits that count.
func number(v float64) string {
	switch size := max(v, -v); {
	case v == float64(int64(v)) || size >= 100:
		return fmt.Sprintf("%.0f", v)
	case size >= 10:
		return fmt.Sprintf("%.1f", v)
	case size >= 0.1:
		return fmt.Sprintf("%.2f", v)
	}
	return fmt.Sprintf("%.3g", v)
}

func with(names []string, name string) []string {
	if slices.Contains(names, name) {
		return names
	}
	return append(names, name)
}
