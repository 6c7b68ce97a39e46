package digits_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ariapp/ariapp/flows/digits"
)

func table(t testing.TB, patterns ...string) *digits.Table[string] {
	t.Helper()
	entries := make([]digits.Entry[string], 0, len(patterns))
	for _, text := range patterns {
		entries = append(entries, digits.Entry[string]{Pattern: must(t, text), Value: text})
	}
	return digits.NewTable(entries)
}

// Whatever the order of the file, Asterisk's preference decides who answers a number.
func TestLookup(t *testing.T) {
	numbers := table(t, "_!", "_9.", "_2XX", "_25X", "_2[5-6]X", "250", "_2XX!", "_NXXXXXX", "+4930", "0-0")
	tests := []struct {
		number, want string
		captures     []string
	}{
		{"250", "250", nil},
		{"2-50", "250", nil},
		{"251", "_25X", []string{"1"}},
		{"261", "_2[5-6]X", []string{"61"}},
		{"271", "_2XX!", []string{"71"}},
		{"2712", "_2XX!", []string{"712"}},
		{"2345678", "_2XX!", []string{"345678"}},
		{"3456789", "_NXXXXXX", []string{"3456789"}},
		{"9", "_!", []string{"9"}},
		{"91", "_9.", []string{"1"}},
		{"+4930", "+4930", nil},
		{"00", "0-0", nil},
		{"", "_!", []string{""}},
	}
	for _, test := range tests {
		value, captures, ok := numbers.Lookup(test.number)
		if !ok || value != test.want {
			t.Errorf("%q leads to %q (%v), not %q", test.number, value, ok, test.want)
		}
		if diff := cmp.Diff(test.captures, captures); diff != "" {
			t.Errorf("%q (-want +got):\n%s", test.number, diff)
		}
	}
}

// A number that nothing matches gives the zero value and not ok.
func TestLookupMisses(t *testing.T) {
	for _, numbers := range []*digits.Table[string]{
		table(t, "200", "_3X"),
		digits.NewTable[string](nil),
		digits.NewTable([]digits.Entry[string]{{Value: "zero pattern"}}),
	} {
		if value, captures, ok := numbers.Lookup("20"); ok || value != "" || captures != nil {
			t.Errorf("got %q, %q, %v", value, captures, ok)
		}
	}
}

// Of two entries that mean the same, the first in the file answers.
func TestLookupFirstOfEqual(t *testing.T) {
	numbers := table(t, "_[0-9]", "_X", "2-0", "20")
	for number, want := range map[string]string{"5": "_[0-9]", "20": "2-0"} {
		if value, _, _ := numbers.Lookup(number); value != want {
			t.Errorf("%s leads to %s, not %s", number, value, want)
		}
	}
}

// All goes from the most to the least preferred and keeps the index of the file.
func TestAll(t *testing.T) {
	numbers := table(t, "_!", "_2X", "_2.", "2", "_2!")
	var got []string
	var indexes []int
	for index, entry := range numbers.All() {
		got = append(got, entry.Value)
		indexes = append(indexes, index)
	}
	if diff := cmp.Diff([]string{"2", "_2X", "_2.", "_2!", "_!"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]int{3, 1, 2, 4, 0}, indexes); diff != "" || numbers.Len() != 5 {
		t.Errorf("length %d (-want +got):\n%s", numbers.Len(), diff)
	}
	for range numbers.All() {
		break // stopping early must be allowed
	}
}

// Entries that a single other one hides are found, and nothing else is called hidden.
func TestShadows(t *testing.T) {
	tests := []struct {
		name     string
		patterns []string
		want     []digits.Shadow
	}{
		{"none", []string{"_2XX", "_2.", "_!", "200", "_20X"}, nil},
		{"twice", []string{"200", "201", "2-00"}, []digits.Shadow{{Index: 2, By: 0}}},
		{"same set", []string{"_X", "_[0-9]"}, []digits.Shadow{{Index: 1, By: 0}}},
		{"the number itself", []string{"_2[0]0", "200"}, []digits.Shadow{{Index: 0, By: 1}}},
		{"'!' goes before the end", []string{"_2XX", "_2XX!"}, []digits.Shadow{{Index: 0, By: 1}}},
		{"'.' leaves the bare prefix", []string{"_2", "_2."}, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, table(t, test.patterns...).Shadows()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// The entry found is never behind another that matches, and a hidden one is never found.
func TestLookupAgainstAll(t *testing.T) {
	r := random(14)
	parts := []string{"0", "1", "2", "X", "Z", "N", "[12]", "[2]"}
	numbers := every("0123", 4)
	for range 200 {
		var patterns []string
		for range 1 + r.IntN(6) {
			patterns = append(patterns, randomPattern(r, parts, 3))
		}
		under := table(t, patterns...)
		hidden := map[int]bool{}
		for _, shadow := range under.Shadows() {
			hidden[shadow.Index] = true
		}
		for _, number := range numbers {
			got, ok := under.Find(number)
			if ok && (hidden[got] || !must(t, patterns[got]).Match(number)) {
				t.Fatalf("%q: %s found for %q, hidden %v", patterns, patterns[got], number, hidden)
			}
			for i, text := range patterns {
				p := must(t, text)
				if !p.Match(number) {
					continue
				}
				if !ok || digits.Compare(p, must(t, patterns[got])) < 0 {
					t.Fatalf("%q: %d is preferred for %q, found %d (%v)", patterns, i, number, got, ok)
				}
			}
		}
	}
}
