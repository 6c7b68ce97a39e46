package lookup

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// ValueColumn is the column of a YAML table whose keys have a value instead of columns.
const ValueColumn = "value"

// readYAML reads a file of YAML: a mapping of keys to rows or to single values,
// or a list of rows with the key in a column.
func readYAML(text []byte, file File, normalise func(string) string) (rows, faults) {
	var wrong faults
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	var document, more yaml.Node
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	switch err := decoder.Decode(&document); {
	case errors.Is(err, io.EOF):
		wrong.add(1, "the file is empty; an empty table is {}")
	case err != nil:
		wrong.addYAML(err)
	case !errors.Is(decoder.Decode(&more), io.EOF):
		wrong.add(max(1, more.Line), "the file holds more than one YAML document, or is broken behind the first")
	}
	if len(wrong) > 0 || len(document.Content) == 0 {
		return nil, wrong
	}
	reader := yamlReader{read: values{}, keys: newKeys(normalise, &wrong), column: file.Key, wrong: &wrong}
	switch top := document.Content[0]; top.Kind {
	case yaml.MappingNode:
		reader.mapping(top)
	case yaml.SequenceNode:
		reader.list(top)
	default:
		wrong.add(top.Line, "want a mapping of keys to rows, or a list of rows")
	}
	if len(wrong) > 0 {
		return nil, wrong
	}
	return reader.read, nil
}

type yamlReader struct {
	read   values
	keys   keys
	column string
	wrong  *faults
}

func (r yamlReader) mapping(top *yaml.Node) {
	if r.column != "" {
		r.wrong.add(top.Line, "the rows have keys of their own, so no column %s can hold them; leave out key", r.column)
		return
	}
	for i := 0; i+1 < len(top.Content) && !r.wrong.enough() && !r.keys.full(top.Content[i].Line); i += 2 {
		written, value := top.Content[i], top.Content[i+1]
		if !plainKey(written) {
			r.wrong.add(written.Line, "a key is a text or a number")
			continue
		}
		key, ok := r.keys.take(written.Value, written.Line)
		if !ok {
			continue
		}
		if value.Kind == yaml.MappingNode {
			r.read[key] = r.row(value)
		} else if single, ok := r.cell(ValueColumn, value); ok {
			r.read[key] = map[string]any{ValueColumn: single}
		}
	}
}

func (r yamlReader) list(top *yaml.Node) {
	if r.column == "" {
		r.wrong.add(top.Line, "the file is a list, so key must say which column holds the keys")
		return
	}
	for _, item := range top.Content {
		if r.wrong.enough() || r.keys.full(item.Line) {
			return
		}
		if item.Kind != yaml.MappingNode {
			r.wrong.add(item.Line, "want a row, as a mapping of columns to values")
			continue
		}
		row, written, line := r.row(item), "", 0
		for i := 0; i+1 < len(item.Content); i += 2 {
			if item.Content[i].Value == r.column && item.Content[i+1].Kind == yaml.ScalarNode {
				written, line = item.Content[i+1].Value, item.Content[i+1].Line
			}
		}
		if line == 0 {
			r.wrong.add(item.Line, "the row has no column %s for its key", r.column)
			continue
		}
		if key, ok := r.keys.take(written, line); ok {
			row[r.column] = written // as it is written: 007 is no 7
			r.read[key] = row
		}
	}
}

func (r yamlReader) row(from *yaml.Node) map[string]any {
	if n := len(from.Content) / 2; n > ColumnsMax {
		r.wrong.add(from.Line, "%d columns, at most %d", n, ColumnsMax)
		return map[string]any{}
	}
	row := make(map[string]any, len(from.Content)/2)
	for i := 0; i+1 < len(from.Content); i += 2 {
		name, value := from.Content[i], from.Content[i+1]
		if !plainKey(name) || name.Value == "" {
			r.wrong.add(name.Line, "a column's name is a text")
			continue
		}
		if _, twice := row[name.Value]; twice {
			r.wrong.add(name.Line, "the row has two columns %s", name.Value)
			continue
		}
		if cell, ok := r.cell(name.Value, value); ok {
			row[name.Value] = cell
		}
	}
	return row
}

// plainKey tells a key from ~, from what merges, and from mappings and lists.
func plainKey(node *yaml.Node) bool {
	return node.Kind == yaml.ScalarNode && node.Tag != "!!null" && node.Tag != "!!merge"
}

// cell is a single value: a text, number, truth or nil.
func (r yamlReader) cell(column string, node *yaml.Node) (any, bool) {
	switch {
	case node.Kind != yaml.ScalarNode:
		r.wrong.add(node.Line, "%s is neither text, number, truth nor null", column)
		return nil, false
	case len(node.Value) > CellMax:
		r.wrong.add(node.Line, "%s has %d bytes, at most %d", column, len(node.Value), CellMax)
		return nil, false
	}
	switch node.Tag {
	case "!!null":
		return nil, true
	case "!!bool":
		return strings.EqualFold(node.Value, "true"), true
	case "!!int", "!!float":
		return number(node), true
	}
	return node.Value, true
}

// number is a number, or the text of one that is too large to be exact.
func number(node *yaml.Node) any {
	var whole int
	if node.Tag == "!!int" {
		if node.Decode(&whole) == nil {
			return whole
		}
		return node.Value
	}
	var broken float64
	if node.Decode(&broken) == nil {
		return broken
	}
	return node.Value
}

var (
	// yamlLine finds the line in an error of the YAML reader.
	yamlLine = regexp.MustCompile(`line (\d+): (.*)`)
	// yamlFromZero are the errors in which it counts lines from 0.
	yamlFromZero = regexp.MustCompile(`^did not find expected ([',]|key|node|'-'|<)`)
)

func (f *faults) addYAML(err error) {
	message, line := strings.TrimPrefix(err.Error(), "yaml: "), 0
	if m := yamlLine.FindStringSubmatch(message); m != nil {
		line, _ = strconv.Atoi(m[1])
		if message = m[2]; yamlFromZero.MatchString(message) {
			line++
		}
	}
	f.add(line, "not YAML: %s", message)
}
