package lookup

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// readCSV reads a file of CSV; its first line names the columns.
func readCSV(text []byte, file File, normalise func(string) string) (rows, faults) {
	var wrong faults
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	if line := notUTF8(text); line > 0 {
		wrong.add(line, "this is not UTF-8")
		return nil, wrong
	}
	reader := csv.NewReader(bytes.NewReader(text))
	reader.FieldsPerRecord = -1 // counted here, to go on behind a wrong line
	if file.Delimiter != 0 {
		reader.Comma = file.Delimiter
	}
	columns, err := reader.Read()
	if err != nil {
		wrong.addCSV(err)
		return nil, wrong
	}
	at := header(columns, file.Key, &wrong)
	if len(wrong) > 0 {
		return nil, wrong
	}
	read := texts{columns, map[string][]string{}}
	for taken := newKeys(normalise, &wrong); !wrong.enough(); {
		cells, err := reader.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil { // a quote that is not closed takes the rest with it
			wrong.addCSV(err)
			break
		}
		line, _ := reader.FieldPos(0)
		if taken.full(line) {
			break
		}
		if len(cells) != len(columns) {
			wrong.add(line, "%d columns, but the first line names %d", len(cells), len(columns))
			continue
		}
		if i := slices.IndexFunc(cells, func(cell string) bool { return len(cell) > CellMax }); i >= 0 {
			wrong.add(line, "%s has %d bytes, at most %d", columns[i], len(cells[i]), CellMax)
			continue
		}
		if key, ok := taken.take(cells[at], line); ok {
			read.cells[key] = cells
		}
	}
	if len(wrong) > 0 {
		return nil, wrong
	}
	return read, nil
}

// header trims and checks the names of the columns and is the place of the key's.
func header(columns []string, key string, wrong *faults) int {
	if len(columns) > ColumnsMax {
		wrong.add(1, "%d columns, at most %d", len(columns), ColumnsMax)
		return 0
	}
	for i, name := range columns {
		name = strings.TrimSpace(name)
		if name == "" {
			wrong.add(1, "column %d has no name", i+1)
		} else if slices.Contains(columns[:i], name) {
			wrong.add(1, "two columns are called %s", name)
		}
		columns[i] = name
	}
	if key == "" {
		return 0
	}
	at := slices.Index(columns, key)
	if at < 0 {
		wrong.add(1, "no column is called %s; there are %s", key, strings.Join(columns, ", "))
	}
	return at
}

func (f *faults) addCSV(err error) {
	if errors.Is(err, io.EOF) {
		f.add(1, "the file is empty; its first line must name the columns")
		return
	}
	var wrong *csv.ParseError
	if !errors.As(err, &wrong) {
		f.add(0, "%v", err)
		return
	}
	switch {
	case errors.Is(wrong.Err, csv.ErrQuote):
		f.add(wrong.StartLine, "a quoted value does not end, or goes on behind its closing quote (seen in line %d)",
			wrong.Line)
	case errors.Is(wrong.Err, csv.ErrBareQuote):
		f.add(wrong.Line, `a quote stands inside of a value; quote the value and write "" for the quote`)
	default:
		f.add(wrong.Line, "%v", wrong.Err)
	}
}

// notUTF8 is the first line that is not UTF-8, 0 if all is.
func notUTF8(text []byte) int {
	if utf8.Valid(text) {
		return 0
	}
	for line := 1; ; line++ {
		this, rest, more := bytes.Cut(text, []byte("\n"))
		if !utf8.Valid(this) || !more {
			return line
		}
		text = rest
	}
}
