package scenario

import (
	"slices"
	"strconv"
	"strings"

	"github.com/ariapp/ariapp/flows/source"
)

// rowTest is a test with the values of one row put in.
type rowTest struct {
	name string
	test *source.Node
	// at is the row, or the test that has none.
	at *source.Node
}

// rows gives a test once for each of its rows, or as it is when it has none.
func (r *reader) rows(test *source.Node) []rowTest {
	rows := test.Get("rows")
	if rows == nil {
		if n := firstRowValue(test); n != nil {
			r.errorf(n, "unknown-name", "%q stands for a row's value, and the test has no rows", n.Value)
			return nil
		}
		return []rowTest{{"", test, test}}
	}
	if rows.Kind != source.List || len(rows.Items) == 0 {
		r.wrongType(rows, "rows", "a list of mappings of names to values")
		return nil
	}
	bare := *test
	bare.Pairs = slices.DeleteFunc(slices.Clone(test.Pairs), func(p source.Pair) bool { return p.Key.Value == "rows" })
	if size(&bare) > substitutedNodesMax/len(rows.Items) {
		r.errorf(rows, "too-large", "with all rows the test has more than %d values", substitutedNodesMax)
		return nil
	}
	var tests []rowTest
	used := map[string]bool{"name": true}
	for i, row := range rows.Items {
		if row.Kind != source.Map {
			r.wrongType(row, "a row", "a mapping of names to values")
			continue
		}
		name := strconv.Itoa(i + 1)
		if n := row.Get("name"); n != nil {
			name = r.text(n, "name", "the name of a row")
		}
		put, faults := &substitution{reader: r, row: row, rows: rows.Items, used: used}, r.faults
		if filled := put.into(&bare); r.faults == faults {
			tests = append(tests, rowTest{name, filled, row})
		}
	}
	for _, row := range rows.Items {
		for key := range row.All() {
			if row.Kind == source.Map && !used[key.Value] {
				r.errorf(key, "unused", "the test has no ${row.%s}", key.Value)
			}
		}
	}
	return tests
}

// size is how many values a node holds.
func size(n *source.Node) int {
	sum := 1
	for _, item := range n.Items {
		sum += size(item)
	}
	for _, value := range n.All() {
		sum += 1 + size(value)
	}
	return sum
}

const rowMark = "${row."

// firstRowValue is the first text in which a row's value stands, nil for none.
func firstRowValue(n *source.Node) *source.Node {
	if n.Kind == source.Scalar && strings.Contains(n.Value, rowMark) {
		return n
	}
	for _, item := range n.Items {
		if found := firstRowValue(item); found != nil {
			return found
		}
	}
	for key, value := range n.All() {
		for _, part := range []*source.Node{key, value} {
			if found := firstRowValue(part); found != nil {
				return found
			}
		}
	}
	return nil
}

// substitution puts a row's values into a copy of a test.
type substitution struct {
	reader *reader
	row    *source.Node
	rows   []*source.Node
	used   map[string]bool
}

// into copies a node. A text that is nothing but ${row.x} becomes the row's value itself, whatever it is.
func (s *substitution) into(n *source.Node) *source.Node {
	if n.Kind == source.Scalar {
		return s.scalar(n)
	}
	copied := *n
	copied.Items = slices.Clone(n.Items)
	for i, item := range copied.Items {
		copied.Items[i] = s.into(item)
	}
	copied.Pairs = slices.Clone(n.Pairs)
	for i, pair := range copied.Pairs {
		copied.Pairs[i] = source.Pair{Key: s.into(pair.Key), Value: s.into(pair.Value)}
	}
	return &copied
}

func (s *substitution) scalar(n *source.Node) *source.Node {
	if !strings.Contains(n.Value, rowMark) {
		return n
	}
	if name, whole := strings.CutPrefix(n.Value, rowMark); whole && strings.IndexByte(name, '}') == len(name)-1 {
		if value := s.value(n, name[:len(name)-1]); value != nil {
			return value
		}
		return n
	}
	var text strings.Builder
	for rest := n.Value; ; {
		before, behind, found := strings.Cut(rest, rowMark)
		text.WriteString(before)
		if !found {
			break
		}
		name, after, closed := strings.Cut(behind, "}")
		if !closed {
			s.reader.errorf(n, "unknown-name", "%q has a ${ without its }", n.Value)
			return n
		}
		value := s.value(n, name)
		if value == nil {
			return n
		}
		if value.Kind == source.List || value.Kind == source.Map {
			s.reader.wrongType(value, "row."+name, "a single value, as it stands in a text")
			return n
		}
		text.WriteString(value.Value)
		if rest = after; text.Len() > substitutedMax {
			s.reader.errorf(n, "too-large", "with the row's values it has more than %d bytes", substitutedMax)
			return n
		}
	}
	copied := *n
	copied.Value, copied.Quoted = text.String(), true
	return &copied
}

// value is what the row has under a name, nil after a finding.
func (s *substitution) value(at *source.Node, name string) *source.Node {
	s.used[name] = true
	value := s.row.Get(name)
	others := slices.ContainsFunc(s.rows, func(row *source.Node) bool { return row.Get(name) != nil })
	if value == nil && others { // it is this row that lacks it
		s.reader.errorf(s.row, "missing-field", "the row has no %q, which other rows have and the test puts in", name)
		return nil
	}
	if value == nil {
		var accepted []string
		for key := range s.row.All() {
			accepted = append(accepted, key.Value)
		}
		s.reader.unknown(&source.Node{Pos: at.Pos, Kind: source.Scalar, Value: name}, "unknown-name",
			"name of a row's value", accepted)
	}
	return value
}
