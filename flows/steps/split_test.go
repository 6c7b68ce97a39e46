package steps

import (
	"fmt"
	"testing"

	"github.com/ariapp/ariapp/flows"
)

// TestSplitDealsByWeight: of ten thousand callers each way gets its share, one
// of no weight nobody, and the deal by another name is another one.
func TestSplitDealsByWeight(t *testing.T) {
	for _, c := range []struct {
		weights []int
		most    int
	}{{[]int{90, 10}, 150}, {[]int{1, 1}, 250}, {[]int{0, 1}, 0}, {[]int{1, 0, 1, 2}, 250}, {[]int{1000000}, 0}} {
		s, sum := split{}, 0
		for _, weight := range c.weights {
			s.ways = append(s.ways, way{weight: weight})
			sum += weight
		}
		const callers = 10000
		got, moved := make([]int, len(c.weights)), 0
		for i := range callers {
			way := s.choose("a", fmt.Sprint(i))
			got[way]++
			if way != s.choose("a", fmt.Sprint(i)) {
				t.Fatalf("caller %d takes two ways", i)
			}
			if way != s.choose("b", fmt.Sprint(i)) {
				moved++
			}
		}
		for i, n := range got {
			want := callers * c.weights[i] / sum
			if n < want-c.most || n > want+c.most {
				t.Errorf("of weights %v way %d got %d callers, not about %d", c.weights, i+1, n, want)
			}
		}
		if c.most > 0 && moved < callers/10 {
			t.Errorf("by another name only %d callers of weights %v moved", moved, c.weights)
		}
	}
}

// TestSplit has a row for what deals the callers.
func TestSplit(t *testing.T) {
	way := func(fields, from, id string) string {
		p := line{call: flows.CallInfo{ID: id, From: from}}.dial(t, "flows: {main: [split: {id: s, "+fields+
			"ways: [{weight: 1, steps: {log: a}}, {weight: 1, steps: {log: b}}, {weight: 1}, {weight: 0, steps: {log: never}}]}, log: '${steps.s.way}']}", "")
		return p.logged()
	}
	seen := map[string]int{}
	for i := range 60 {
		from := fmt.Sprint(i)
		got := way("", from, "c1")
		seen[got]++
		if again := way("", from, "c2"); again != got {
			t.Errorf("caller %s heard %q, then %q", from, got, again)
		}
	}
	if len(seen) != 3 || seen["a; 1"] == 0 || seen["b; 2"] == 0 || seen["3"] == 0 {
		t.Errorf("the ways were %v", seen)
	}
	withheld, named, by := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for i := range 30 {
		withheld[way("", "", fmt.Sprint(i))] = true
		named[way(fmt.Sprintf("name: n%d, ", i), "100", "c")] = true
		by[way("by: '${call.id}', ", "100", fmt.Sprint(i))] = true
	}
	if len(withheld) != 3 || len(named) != 3 || len(by) != 3 {
		t.Errorf("callers who withhold their numbers: %v, by name: %v, by id: %v", withheld, named, by)
	}
}

func TestSplitFindings(t *testing.T) {
	line{}.findings(t, [][2]string{
		{"split: []", "17: ways must be a list of mappings with weight and steps, with weights from 0 to 1000000 that are not all 0, found a list [wrong-type]"},
		{"split: x", "17: ways must be a list of mappings with weight and steps, with weights from 0 to 1000000 that are not all 0, found \"x\" [wrong-type]"},
		{"split: [x]", "18: a way must be a mapping with weight and steps, found \"x\" [wrong-type]"},
		{"split: [{steps: hangup}]", "18: a way must be a mapping with weight and steps, found a mapping [wrong-type]"},
		{"split: [{weight: 0}, {weight: 0}]", "17: ways must be a list of mappings with weight and steps, with weights from 0 to 1000000 that are not all 0, found a list [wrong-type]"},
		{"split: [{weight: 1.5}]", "27: weight must be a whole number from 0 to 1000000, found \"1.5\" [wrong-type]"},
		{"split: [{weight: -1}, {weight: 2}]", "27: weight must be a whole number from 0 to 1000000, found \"-1\" [wrong-type]"},
		{"split: [{weight: 1000001}]", "27: weight must be a whole number from 0 to 1000000, found \"1000001\" [wrong-type]"},
		{"split: [{weight: 1, step: hangup}]", "30: unknown key of a way \"step\"; did you mean \"steps\"? [unknown-key]"},
		{"split: {by: x}", "10: split needs ways: a list of mappings with weight and steps, with weights from 0 to 1000000 that are not all 0 [missing-field]"},
	})
}
