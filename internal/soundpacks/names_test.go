package soundpacks

import (
	"slices"
	"strings"
	"testing"

	"github.com/ariapp/ariapp/internal/media"
)

// Law: the lists are sorted and name each sound once; no language has what is not among all.
func TestNamesAreSortedAndOfAll(t *testing.T) {
	all := Names("")
	if !slices.IsSorted(all) || len(slices.Compact(slices.Clone(all))) != len(all) || len(all) < 600 {
		t.Errorf("the %d names of all packs are unsorted, double or few", len(all))
	}
	for _, language := range Languages() {
		names := Names(language)
		if len(names) < 500 || !slices.IsSorted(names) {
			t.Errorf("%s: %d names, or unsorted", language, len(names))
		}
		for _, name := range names {
			if _, found := slices.BinarySearch(all, name); !found || strings.ContainsAny(name, " .") {
				t.Errorf("%s: %q is among no pack's names", language, name)
			}
		}
	}
	if got := Names("xx"); got != nil {
		t.Errorf("a language without a pack has %d sounds", len(got))
	}
}

// Law: what is said in a language is among the sounds of its pack.
func TestPacksHaveWhatIsSaid(t *testing.T) {
	for _, language := range media.Languages() {
		names := Names(language)
		for _, sound := range media.Sounds(language) {
			if _, found := slices.BinarySearch(names, sound); !found {
				t.Errorf("%s: the pack has no %s", language, sound)
			}
		}
	}
}
