package digits_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/ariapp/ariapp/flows/digits"
)

// must parses a pattern that the test knows to be right.
func must(t testing.TB, text string) digits.Pattern {
	t.Helper()
	p, err := digits.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func mustAll(t testing.TB, texts ...string) []digits.Pattern {
	t.Helper()
	out := make([]digits.Pattern, 0, len(texts))
	for _, text := range texts {
		out = append(out, must(t, text))
	}
	return out
}

func matcher(t testing.TB, rule digits.Rule) *digits.Matcher {
	t.Helper()
	m, err := digits.NewMatcher(rule)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func keySet(t testing.TB, keys string) digits.KeySet {
	t.Helper()
	set, err := digits.ParseKeySet(keys)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// random makes the same numbers in every run.
func random(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 1)) }

// every lists all strings over the alphabet with up to longest characters, the empty one first.
func every(alphabet string, longest int) []string {
	out := []string{""}
	for from := 0; longest > 0; longest-- {
		to := len(out)
		for _, s := range out[from:to] {
			for _, c := range alphabet {
				out = append(out, s+string(c))
			}
		}
		from = to
	}
	return out
}

// randomPattern writes a pattern of the parts, with up to longest places and perhaps a tail.
func randomPattern(r *rand.Rand, parts []string, longest int) string {
	var out strings.Builder
	places := 1 + r.IntN(longest)
	literal := r.IntN(3) == 0
	if !literal {
		out.WriteByte('_')
	}
	for range places {
		part := parts[r.IntN(len(parts))]
		for literal && (len(part) > 1 || strings.Contains("XZN", part)) {
			part = parts[r.IntN(len(parts))]
		}
		out.WriteString(part)
	}
	if !literal {
		out.WriteString([]string{"", "", ".", "!"}[r.IntN(4)])
	}
	return out.String()
}

// expression is a second, simple reading of a pattern: a regular expression.
func expression(pattern string) string {
	if pattern[0] != '_' {
		return "^" + pattern + "$"
	}
	body := strings.NewReplacer(
		"X", "[0-9]", "Z", "[1-9]", "N", "[2-9]", ".", ".+", "!", ".*",
	).Replace(pattern[1:])
	return "^" + body + "$"
}
