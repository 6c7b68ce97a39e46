package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"
	"unicode"

	"github.com/ariapp/ariapp/internal/hand"
)

// show prints a result: a table for people, JSON for programs.
func (b *byHand) show(value any, table [][]string) error {
	if b.output == "json" {
		return printJSON(b.out, value)
	}
	return printTable(b.out, table)
}

// showOne prints one thing as JSON either way: it has more to it than a row.
func (b *byHand) showOne(value any) error { return printJSON(b.out, value) }

// done says what was done, unless a program reads: then it is the answer.
func (b *byHand) done(value any, format string, args ...any) error {
	if b.output == "json" {
		if _, none := value.(hand.Nothing); none {
			return nil
		}
		return printJSON(b.out, value)
	}
	fmt.Fprintf(b.out, format+"\n", args...)
	return nil
}

func printJSON(to io.Writer, value any) error {
	encoder := json.NewEncoder(to)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(value)
}

// printTable prints rows below one another. What somebody else has written may
// hold anything: no sign of it moves a cursor.
func printTable(to io.Writer, rows [][]string) error {
	table := tabwriter.NewWriter(to, 0, 0, 2, ' ', 0)
	for _, row := range rows {
		cells := make([]string, len(row))
		for i, cell := range row {
			if cells[i] = plain(cell); cell == "" {
				cells[i] = "-"
			}
		}
		fmt.Fprintln(table, strings.Join(cells, "\t"))
	}
	return table.Flush()
}

// plain is a text without signs that a terminal obeys.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return '?'
		}
		return r
	}, text)
}

// waiting shows on a terminal what is waited for, in one line that is written anew.
type waiting struct{ to io.Writer }

// waits is where waits are shown: on standard error, if that is a terminal.
func (b *byHand) waits() waiting {
	file, isFile := b.err.(*os.File)
	if !isFile {
		return waiting{io.Discard}
	}
	if about, err := file.Stat(); err != nil || about.Mode()&os.ModeCharDevice == 0 {
		return waiting{io.Discard}
	}
	return waiting{file}
}

// now says what is waited for now.
func (w waiting) now(format string, args ...any) {
	fmt.Fprint(w.to, "\r\x1b[K"+plain(fmt.Sprintf(format, args...)))
}

// over takes the line away.
func (w waiting) over() { fmt.Fprint(w.to, "\r\x1b[K") }
