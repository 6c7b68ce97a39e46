package fuzz

import (
	"math/rand/v2"
	"testing"

	"github.com/ariapp/ariapp/flows/digits"
)

// Law: what is made up for a pattern matches it, and for a pattern that telephones can dial something is made up.
func TestSamplesMatch(t *testing.T) {
	for _, text := range []string{"200", "_2XX", "_NXXXXXX", "_[15-7]Z", "_9.", "_00!", "_+X.", "_*7X*XX", "_X.", "_!", "_[*#]1"} {
		pattern, err := digits.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		for try := range 50 {
			if number := firstSample(pattern, try); !pattern.Match(number) {
				t.Errorf("%q was made up for %s", number, text)
			}
		}
	}
}

// Law: whatever the pattern, what is made up for it matches, or is nothing.
func FuzzSample(f *testing.F) {
	f.Add("_2XX", uint64(1))
	f.Add("_[15-7].", uint64(2))
	f.Add("office", uint64(3))
	f.Fuzz(func(t *testing.T, text string, seed uint64) {
		pattern, err := digits.Parse(text)
		if err != nil {
			return
		}
		number := sample(pattern, rand.New(rand.NewPCG(seed, 0)).IntN)
		if number != "" && !pattern.Match(number) {
			t.Errorf("%q was made up for %q", number, text)
		}
	})
}
