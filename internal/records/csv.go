package records

import (
	"encoding/csv"
	"fmt"
	"io"
	"iter"
	"strconv"
	"time"
)

// csvForm is how CSV has times: in UTC, as spreadsheets take them.
const csvForm = "2006-01-02 15:04:05.000"

// CSV writes rows with a line of their columns' names above them. A cell that a
// spreadsheet would take for a formula has an apostrophe before it.
func CSV(to io.Writer, rows iter.Seq2[Row, error]) error {
	w := csv.NewWriter(to)
	var cells []string
	for _, c := range columns() {
		if !c.inner {
			cells = append(cells, c.name)
		}
	}
	if err := w.Write(cells); err != nil {
		return fmt.Errorf("writing CSV: %w", err)
	}
	for row, err := range rows {
		if err != nil {
			return err
		}
		cells = cells[:0]
		for _, c := range columns() {
			if !c.inner {
				cells = append(cells, cell(c.at(&row)))
			}
		}
		if err := w.Write(cells); err != nil {
			return fmt.Errorf("writing CSV: %w", err)
		}
	}
	w.Flush()
	if err := w.Error(); err != nil {
		return fmt.Errorf("writing CSV: %w", err)
	}
	return nil
}

// cell is a value in CSV.
func cell(at any) string {
	switch at := at.(type) {
	case *string:
		return harmless(*at)
	case *int:
		return strconv.Itoa(*at)
	case *int64:
		return strconv.FormatInt(*at, 10)
	case stamp:
		return csvTime(*at.into)
	}
	return ""
}

func csvTime(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.UTC().Format(csvForm)
}

// harmless is a text that no spreadsheet takes for a formula: callers choose their names.
func harmless(text string) string {
	if text == "" {
		return text
	}
	switch text[0] {
	case '=', '+', '-', '@', '\t', '\r', '\n':
		return "'" + text
	}
	return text
}
