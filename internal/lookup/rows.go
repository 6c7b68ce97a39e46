package lookup

import (
	"maps"
	"strings"
)

// rows are one whole version of a file: nobody changes them once they are read.
type rows interface {
	// row is a copy of the row under a key, nil when there is none.
	row(key string) map[string]any
	len() int
}

// texts are rows of CSV: columns with a name, cells of text.
type texts struct {
	columns []string
	cells   map[string][]string
}

func (t texts) row(key string) map[string]any {
	cells, found := t.cells[key]
	if !found {
		return nil
	}
	row := make(map[string]any, len(cells))
	for i, cell := range cells {
		row[t.columns[i]] = cell
	}
	return row
}

func (t texts) len() int { return len(t.cells) }

// values are rows of YAML, each with columns of its own.
type values map[string]map[string]any

func (v values) row(key string) map[string]any { return maps.Clone(v[key]) }

func (v values) len() int { return len(v) }

// keys are the keys of a file that is being read, each with the line it stands in.
type keys struct {
	normalise func(string) string
	lines     map[string]int
	faults    *faults
}

func newKeys(normalise func(string) string, faults *faults) keys {
	return keys{normalise, map[string]int{}, faults}
}

// take is a key as it will be looked up, false after a fault.
func (k keys) take(written string, line int) (string, bool) {
	key := k.normalise(written)
	first, twice := k.lines[key]
	switch {
	case strings.TrimSpace(key) == "":
		k.faults.add(line, "the key is empty")
	case len(key) > KeyMax:
		k.faults.add(line, "the key has %d bytes, at most %d", len(key), KeyMax)
	case twice:
		k.faults.add(line, "the key %q stands in line %d already", written, first)
	default:
		k.lines[key] = line
		return key, true
	}
	return "", false
}

// full tells, as a fault, that there are too many rows.
func (k keys) full(line int) bool {
	if len(k.lines) < RowsMax {
		return false
	}
	k.faults.add(line, "more than %d rows", RowsMax)
	return true
}
