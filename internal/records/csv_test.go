package records

import (
	"encoding/csv"
	"errors"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"
)

func given(err error, rows ...Row) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		for _, row := range rows {
			if !yield(row, nil) {
				return
			}
		}
		if err != nil {
			yield(Row{}, err)
		}
	}
}

// Law: a cell of CSV reads as it was written, and begins with nothing that a spreadsheet takes for a formula.
func TestCellsAreHarmless(t *testing.T) {
	for name, want := range map[string]string{
		`=HYPERLINK("http://x","y")`: `'=HYPERLINK("http://x","y")`, "+49301234": "'+49301234", "-1": "'-1", "@SUM(1)": "'@SUM(1)",
		"\tx": "'\tx", "\rx": "'\rx", "\nx": "'\nx", "": "", "100": "100", `"Ann, B" <100>`: `"Ann, B" <100>`, "ä;=x": "ä;=x",
	} {
		var b strings.Builder
		row := Row{ID: "c", Call: "c", CLID: name, Start: time.Date(2026, 3, 2, 9, 0, 0, 5e8, time.FixedZone("x", 3600)), Duration: 61}
		if err := CSV(&b, given(nil, row)); err != nil {
			t.Fatal(err)
		}
		read, err := csv.NewReader(strings.NewReader(b.String())).ReadAll()
		if err != nil || len(read) != 2 || len(read[0]) != len(read[1]) {
			t.Fatalf("%q: %v, %v", b.String(), read, err)
		}
		got := func(column string) string { return read[1][slices.Index(read[0], column)] }
		if strings.ReplaceAll(got("clid"), "\r\n", "\n") != strings.ReplaceAll(want, "\r\n", "\n") || got("start") != "2026-03-02 08:00:00.500" || got("end") != "" || got("duration") != "61" {
			t.Errorf("%q: got %q", name, read[1])
		}
		if strings.Contains(b.String(), "rev") {
			t.Error("what is the daemon's own is written out")
		}
	}
}

// Law: an error of reading or writing is told.
func TestCSVThatFails(t *testing.T) {
	if err := CSV(&strings.Builder{}, given(errAway)); !errors.Is(err, errAway) {
		t.Error(err)
	}
	if err := CSV(full{}, given(nil, Row{})); err == nil {
		t.Error("a full disk is not told of")
	}
}

// full takes nothing.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errAway }
