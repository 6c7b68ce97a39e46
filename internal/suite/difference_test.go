package suite

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// numbered are lines, some of them replaced.
func numbered(n int, other map[int]string) string {
	var b strings.Builder
	for i := range n {
		if text, ok := other[i]; ok {
			b.WriteString(text)
		} else {
			fmt.Fprintf(&b, "%d\n", i)
		}
	}
	return b.String()
}

// Law: a difference shows what went and what came, with some lines around, and
// says where lines are left out.
func TestDifference(t *testing.T) {
	for _, c := range []struct{ name, old, now, want string }{
		{"the same", "a\nb\n", "a\nb\n", "  …\n"},
		{"one line", "a\nb\nc\n", "a\nx\nc\n", "  a\n- b\n+ x\n  c\n"},
		{"a line more", "a\nc\n", "a\nb\nc\n", "  a\n+ b\n  c\n"},
		{"a line less", "a\nb\nc", "a\nc", "  a\n- b\n  c\n"},
		{"all", "a\n", "b\n", "- a\n+ b\n"},
		{"far apart", numbered(20, nil), numbered(20, map[int]string{2: "two\n", 15: ""}),
			"  0\n  1\n- 2\n+ two\n  3\n  4\n  5\n  …\n  12\n  13\n  14\n- 15\n  16\n  17\n  18\n  …\n"},
		{"near each other", numbered(12, nil), numbered(12, map[int]string{3: "", 8: ""}),
			"  0\n  1\n  2\n- 3\n  4\n  5\n  6\n  7\n- 8\n  9\n  10\n  11\n"},
	} {
		if diff := cmp.Diff(c.want, difference(c.old, c.now)); diff != "" {
			t.Errorf("%s:\n%s", c.name, diff)
		}
	}
}

// Law: the lines without plus are the first text, those without minus the second.
func FuzzCompare(f *testing.F) {
	f.Add("a\nb\nc", "a\nx\nc")
	f.Add("", "\n\n")
	f.Add(strings.Repeat("a\nb\n", 2000), strings.Repeat("b\na\n", 2000))
	f.Fuzz(func(t *testing.T, old, now string) {
		var a, b []string
		for _, line := range compare(splitLines(old), splitLines(now)) {
			if line.sign != '+' {
				a = append(a, line.text)
			}
			if line.sign != '-' {
				b = append(b, line.text)
			}
		}
		if diff := cmp.Diff(splitLines(old), a) + cmp.Diff(splitLines(now), b); diff != "" {
			t.Error(diff)
		}
	})
}
