package lookup_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ariapp/ariapp/internal/lookup"
)

type table = map[string]map[string]any

// Law: what a file says is what is found, and what is wrong with it is said with its line.
func TestTexts(t *testing.T) {
	csv, yaml := lookup.ReadCSV, lookup.ReadYAML
	ann := table{"1": {"number": "1", "name": "Ann"}}
	for _, test := range []struct {
		name string
		read func(string, lookup.File) (map[string]map[string]any, []lookup.Problem)
		file lookup.File
		text string
		want table
		says string // line: message, of each problem
	}{
		{"csv", csv, lookup.File{}, "number,name\n1,Ann\n", ann, ""},
		{"without a last line's end", csv, lookup.File{}, "number,name\n1,Ann", ann, ""},
		{"with a mark of byte order and CR LF", csv, lookup.File{}, "\ufeffnumber, name\r\n\r\n1,Ann\r\n", ann, ""},
		{"another delimiter", csv, lookup.File{Delimiter: ';'}, "number;name\n1;Ann\n", ann, ""},
		{"another key", csv, lookup.File{Key: "name"}, "number,name\n1,Ann\n", table{"Ann": {"number": "1", "name": "Ann"}}, ""},
		{"quotes", csv, lookup.File{}, "k,v\n\"a,b\",\"x\n\"\"y\"\"\"\n", table{"a,b": {"k": "a,b", "v": "x\n\"y\""}}, ""},
		{"csv is text", csv, lookup.File{}, "k,v\n007,true\n", table{"007": {"k": "007", "v": "true"}}, ""},
		{"no rows", csv, lookup.File{}, "k,v\n", table{}, ""},
		{"empty csv", csv, lookup.File{}, "", nil, "1: the file is empty; its first line must name the columns"},
		{"ragged rows", csv, lookup.File{}, "k,v\n1\n2,b\n3,c,d\n", nil, "2: 1 columns, but the first line names 2\n4: 3 columns, but the first line names 2"},
		{"ragged behind a value of two lines", csv, lookup.File{}, "k,v\n1,\"a\nb\"\n2\n", nil, "4: 1 columns, but the first line names 2"},
		{"keys twice", csv, lookup.File{}, "k,v\n1,a\n2,b\n1,c\n", nil, `4: the key "1" stands in line 2 already`},
		{"no key", csv, lookup.File{}, "k,v\n,a\n", nil, "2: the key is empty"},
		{"a quote that does not end", csv, lookup.File{}, "k,v\n1,\"a\n2,b\n", nil, "2: a quoted value does not end, or goes on behind its closing quote (seen in line 3)"},
		{"a bare quote", csv, lookup.File{}, "k,v\n1,a\"b\n", nil, `2: a quote stands inside of a value; quote the value and write "" for the quote`},
		{"no such column", csv, lookup.File{Key: "id"}, "k,v\n", nil, "1: no column is called id; there are k, v"},
		{"columns twice", csv, lookup.File{}, "k,v, k\n", nil, "1: two columns are called k"},
		{"a column without name", csv, lookup.File{}, "k,,v\n", nil, "1: column 2 has no name"},
		{"Latin-1", csv, lookup.File{}, "k,v\n1,a\n2,M\xfcller\n", nil, "3: this is not UTF-8"},
		{"a long cell", csv, lookup.File{}, "k,v\n1," + strings.Repeat("x", lookup.CellMax+1) + "\n", nil, "2: v has 65537 bytes, at most 65536"},
		{"a long key", csv, lookup.File{}, "k,v\n" + strings.Repeat("x", lookup.KeyMax+1) + ",1\n", nil, "2: the key has 1025 bytes, at most 1024"},

		{"keys to rows", yaml, lookup.File{}, "1: {name: Ann, age: 30, tall: 1.5, vip: true, note: null}\n", table{"1": {"name": "Ann", "age": 30, "tall": 1.5, "vip": true, "note": nil}}, ""},
		{"keys to values", yaml, lookup.File{}, "007: Ann\n8: 9\n", table{"007": {"value": "Ann"}, "8": {"value": 9}}, ""},
		{"a list", yaml, lookup.File{Key: "id"}, "- {id: 007, name: Ann}\n- {id: b}\n", table{"007": {"id": "007", "name": "Ann"}, "b": {"id": "b"}}, ""},
		{"quoted values are text", yaml, lookup.File{}, "a: \"1\"\nb: 'true'\n", table{"a": {"value": "1"}, "b": {"value": "true"}}, ""},
		{"dates and giants are text", yaml, lookup.File{}, "a: 2026-01-01\nb: 123456789012345678901\n", table{"a": {"value": "2026-01-01"}, "b": {"value": 123456789012345678901.0}}, ""},
		{"json", yaml, lookup.File{}, `{"1": {"name": "Ann", "ok": false}}`, table{"1": {"name": "Ann", "ok": false}}, ""},
		{"an empty table", yaml, lookup.File{}, "{}", table{}, ""},
		{"empty yaml", yaml, lookup.File{}, "# nothing\n", nil, "1: the file is empty; an empty table is {}"},
		{"no yaml", yaml, lookup.File{}, "a: 1\nb: [\n", nil, "3: not YAML: did not find expected node content"},
		{"half of it", yaml, lookup.File{}, "a: {x: 1}\nb: {x", nil, "2: not YAML: did not find expected ',' or '}'"},
		{"two documents", yaml, lookup.File{}, "a: 1\n---\nb: 1\n", nil, "2: the file holds more than one YAML document, or is broken behind the first"},
		{"a text", yaml, lookup.File{}, "hello", nil, "1: want a mapping of keys to rows, or a list of rows"},
		{"yaml keys twice", yaml, lookup.File{}, "a: 1\nb: 2\na: 3\n", nil, `3: the key "a" stands in line 1 already`},
		{"a list without key", yaml, lookup.File{}, "- {id: 1}\n", nil, "1: the file is a list, so key must say which column holds the keys"},
		{"a mapping with key", yaml, lookup.File{Key: "id"}, "a: {id: 1}\n", nil, "1: the rows have keys of their own, so no column id can hold them; leave out key"},
		{"a row without key", yaml, lookup.File{Key: "id"}, "- {id: 1}\n- {name: x}\n", nil, "2: the row has no column id for its key"},
		{"a row that is none", yaml, lookup.File{Key: "id"}, "- 7\n", nil, "1: want a row, as a mapping of columns to values"},
		{"a value that is a list", yaml, lookup.File{}, "a: {x: [1]}\nb: [1]\n", nil, "1: x is neither text, number, truth nor null\n2: value is neither text, number, truth nor null"},
		{"an alias", yaml, lookup.File{}, "a: &x {v: 1}\nb: *x\n", nil, "2: value is neither text, number, truth nor null"},
		{"a merge", yaml, lookup.File{}, "a: {<<: {v: 1}}\n", nil, "1: a column's name is a text"},
		{"columns of a row twice", yaml, lookup.File{}, "a:\n  x: 1\n  x: 2\n", nil, "3: the row has two columns x"},
		{"a null as key", yaml, lookup.File{}, "~: 1\n", nil, "1: a key is a text or a number"},
	} {
		got, problems := test.read(test.text, test.file)
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", test.name, diff)
		}
		if said := sayings(problems); said != test.says {
			t.Errorf("%s: says\n%s\nwant\n%s", test.name, said, test.says)
		}
	}
}

func sayings(problems []lookup.Problem) string {
	lines := make([]string, len(problems))
	for i, one := range problems {
		lines[i] = fmt.Sprintf("%d: %s", one.Line, one.Message)
	}
	return strings.Join(lines, "\n")
}

// Law: of a file that is all wrong a bounded number of problems is told.
func TestProblemsAreBounded(t *testing.T) {
	_, csv := lookup.ReadCSV("k,v\n"+strings.Repeat("x\n", 1000), lookup.File{})
	_, yaml := lookup.ReadYAML(strings.Repeat("- x\n", 1000), lookup.File{Key: "k"})
	if len(csv) != lookup.ProblemsMax || len(yaml) != lookup.ProblemsMax {
		t.Errorf("%d and %d problems are told, want %d", len(csv), len(yaml), lookup.ProblemsMax)
	}
}

// Law: a file has so many rows, and the next one is the problem.
func TestRowsAreBounded(t *testing.T) {
	var text strings.Builder
	text.WriteString("k\n")
	for n := range lookup.RowsMax {
		fmt.Fprintln(&text, n)
	}
	if _, problems := lookup.ReadCSV(text.String()+"more\n", lookup.File{}); sayings(problems) != "1000002: more than 1000000 rows" {
		t.Errorf("says %s", sayings(problems))
	}
}

// Law: any text is rows or problems with lines in it, never both, never neither.
func FuzzCSV(f *testing.F) {
	for _, text := range []string{"k,v\n1,a\n", "k;v\n\"1\";\"a\nb\"\n", "\ufeffk\n1\n1\n", "k,k\n", "\"", "k\n\"a", "\xff"} {
		f.Add(text, ',')
		f.Add(text, ';')
	}
	f.Fuzz(func(t *testing.T, text string, delimiter rune) {
		file := lookup.File{Path: "x.csv", Delimiter: delimiter}
		if file.Refused() {
			return
		}
		read, problems := lookup.ReadCSV(text, file)
		soundly(t, text, read, problems)
	})
}

// Law: any text is rows or problems with lines in it, never both, never neither.
func FuzzYAML(f *testing.F) {
	for _, text := range []string{"a: {x: 1}\n", "- {id: 1}\n", "a: [", "a: &x 1\nb: *x", "{}", "~: ~", "? [a]\n: 1", "!!int x: !!float y"} {
		f.Add(text, "")
		f.Add(text, "id")
	}
	f.Fuzz(func(t *testing.T, text, key string) {
		read, problems := lookup.ReadYAML(text, lookup.File{Key: key})
		soundly(t, text, read, problems)
		for key, row := range read {
			for column, value := range row {
				switch value.(type) {
				case nil, string, bool, int, float64:
				default:
					t.Errorf("%q of %q is a %T", column, key, value)
				}
			}
		}
	})
}

func soundly(t *testing.T, text string, read table, problems []lookup.Problem) {
	t.Helper()
	if (read == nil) != (len(problems) > 0) {
		t.Errorf("%d rows and %d problems", len(read), len(problems))
	}
	for _, one := range problems {
		if one.Message == "" || one.Line < 0 || one.Line > 2+strings.Count(text, "\n")+strings.Count(text, "\r") {
			t.Errorf("a problem in line %d: %q", one.Line, one.Message)
		}
	}
	for key := range read {
		if strings.TrimSpace(key) == "" {
			t.Errorf("there is a key %q", key)
		}
	}
}
