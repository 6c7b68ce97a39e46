package digits_test

import (
	"testing"

	"github.com/ariapp/ariapp/flows/digits"
)

// Asterisk's order of preference, pair by pair.
func TestCompare(t *testing.T) {
	tests := []struct{ before, after, why string }{
		{"299", "_200", "a literal before any pattern"},
		{"200", "201", "literals by their characters"},
		{"20", "200", "the shorter literal first"},
		{"A", "a", "literals by their characters"},
		{"_200", "_2X0", "a character before a set"},
		{"_2[34]X", "_2[3-5]X", "the smaller set first"},
		{"_2N", "_2Z", "N has eight members, Z nine"},
		{"_2Z", "_2X", "Z has nine members, X ten"},
		{"_X[1-3]", "_X[1-4]", "a set beyond the first place"},
		{"_[25]", "_[3-4]", "equal size: the lowest character that is not in both"},
		{"_[13]", "_[14]", "equal size, same first: the next difference"},
		{"_[1-8]", "_N", "equal size: 1 is lower than 2"},
		{"_N", "_[3-9A]", "equal size: 2 is lower than 3"},
		{"_1X9", "_X11", "from the left, the first difference decides"},
		{"_12X", "_1X2", "the same beyond the first place"},
		{"_X", "_.", "any set before '.'"},
		{"_[0-9A-Z*#]", "_.", "a set of any size before '.'"},
		{"_2.", "_2!", "'.' before '!'"},
		{"_2!", "_2", "'!' before the end"},
		{"_2.", "_2", "'.' before the end"},
		{"_2X", "_2", "a further place before the end"},
		{"_2XX", "_2.", "a place before '.'"},
		{"_2X.", "_2.", "a place before '.'"},
		{"_1", "_2", "single characters by their order"},
		{"_#", "_*", "single characters by their order"},
	}
	for _, test := range tests {
		a, b := must(t, test.before), must(t, test.after)
		if got := digits.Compare(a, b); got >= 0 {
			t.Errorf("%s is not before %s (%d): %s", a, b, got, test.why)
		}
		if got := digits.Compare(b, a); got <= 0 {
			t.Errorf("%s is not after %s (%d): %s", b, a, got, test.why)
		}
	}
}

// What is written differently but means the same compares as equal.
func TestCompareEqual(t *testing.T) {
	pairs := [][2]string{
		{"200", "2-00"}, {"_X", "_[0-9]"}, {"_n", "_N"}, {"_Z", "_[91-8]"}, {"_2-X", "_2X"},
		{"_[5]", "_5"}, {"_[1123]", "_[1-3]"}, {"_9.-", "_9."},
	}
	for _, pair := range pairs {
		a, b := must(t, pair[0]), must(t, pair[1])
		if digits.Compare(a, b) != 0 || digits.Compare(b, a) != 0 || !a.Equal(b) {
			t.Errorf("%s and %s are not equal", a, b)
		}
		if !a.Covers(b) || !b.Covers(a) {
			t.Errorf("%s and %s do not cover each other", a, b)
		}
	}
	if must(t, "5").Equal(must(t, "_5")) {
		t.Error("a literal equals a pattern, although it is preferred")
	}
}

// Compare is an order: total, antisymmetric, transitive; and equal patterns match the same numbers.
func TestCompareIsAnOrder(t *testing.T) {
	r := random(12)
	parts := []string{"0", "2", "#", "X", "[0-9]", "N", "[12]", "[21]", "[02]", "[2]", "[2#]"}
	numbers := every("0123#", 4)
	pattern := func() digits.Pattern { return must(t, randomPattern(r, parts, 3)) }
	equal := 0
	for range 20000 {
		a, b, c := pattern(), pattern(), pattern()
		ab, bc, ac := digits.Compare(a, b), digits.Compare(b, c), digits.Compare(a, c)
		if digits.Compare(b, a) != -ab {
			t.Fatalf("%s and %s are not antisymmetric", a, b)
		}
		if ab <= 0 && bc <= 0 && ac > 0 || ab <= 0 && bc < 0 && ac >= 0 {
			t.Fatalf("%s, %s, %s are not transitive", a, b, c)
		}
		if ab != 0 || a.String() == b.String() {
			continue
		}
		equal++
		for _, number := range numbers {
			if a.Match(number) != b.Match(number) {
				t.Fatalf("%s and %s are equal but differ on %s", a, b, number)
			}
		}
	}
	if equal == 0 {
		t.Error("no pair of equal patterns came up")
	}
}

// Covers says exactly whether one pattern matches all that another matches.
func TestCoversAgainstNumbers(t *testing.T) {
	r := random(13)
	parts := []string{"0", "1", "2", "X", "Z", "N", "[12]", "[02]", "[0-2]"}
	// 3 stands for the rest of the digits, # for what only a tail takes.
	numbers := every("0123#", 5)
	covered := 0
	for range 1500 {
		a, b := must(t, randomPattern(r, parts, 3)), must(t, randomPattern(r, parts, 3))
		want := true
		for _, number := range numbers {
			if b.Match(number) && !a.Match(number) {
				want = false
				break
			}
		}
		if got := a.Covers(b); got != want {
			t.Fatalf("%s covers %s: got %v, want %v", a, b, got, want)
		}
		if want {
			covered++
		}
	}
	if covered == 0 {
		t.Error("no pattern that covers another came up")
	}
}
