package digits_test

import (
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/ariapp/ariapp/flows/digits"
)

const (
	bruteKeys  = "123"
	bruteEntry = 5 // longest entry that is judged
	bruteLegal = 7 // longest entry that is tried as a continuation
)

// brute knows a rule by the list of all its legal entries.
type brute struct {
	rule    digits.Rule
	legal   map[string]bool
	awaited map[string]bool // beginnings of what is worth waiting for
	begun   map[string]bool // beginnings of what is legal
}

func newBrute(rule digits.Rule, entries []string) *brute {
	b := &brute{rule: rule, legal: map[string]bool{}, awaited: map[string]bool{}, begun: map[string]bool{}}
	var texts []string
	for _, p := range slices.Concat(rule.Choices, rule.Patterns) {
		texts = append(texts, p.String())
	}
	texts = append(texts, rule.Values...)
	if len(texts) == 0 {
		texts = []string{"_."}
	}
	least := max(rule.Min, 1)
	for _, text := range texts {
		re := regexp.MustCompile(expression(text))
		places := len(regexp.MustCompile(`\[[^]]*\]|[^_!]`).FindAllString(text, -1))
		for _, entry := range entries {
			if len(entry) < least || rule.Max > 0 && len(entry) > rule.Max || !re.MatchString(entry) {
				continue
			}
			b.legal[entry] = true
			patient := !strings.HasSuffix(text, "!") || len(entry) == max(places, least)
			for end := range entry {
				b.begun[entry[:end]] = true
				b.awaited[entry[:end]] = b.awaited[entry[:end]] || patient
			}
		}
	}
	return b
}

// verdict is the law of the package, said once more in the plainest way.
func (b *brute) verdict(entry string) digits.Verdict {
	legal, awaited, begun := b.legal[entry], b.awaited[entry], b.begun[entry]
	atMax := b.rule.Max > 0 && len(entry) == b.rule.Max
	switch {
	case b.rule.Policy == digits.PolicyStrict && legal && atMax:
		return digits.Full
	case b.rule.Policy == digits.PolicyStrict && legal:
		return digits.Ambiguous
	case b.rule.Policy == digits.PolicyStrict:
		return digits.More
	case !legal && !begun:
		return digits.NoMatch
	case !legal:
		return digits.More
	case b.rule.Policy == digits.PolicyFirst:
		return digits.Complete
	case awaited:
		return digits.Ambiguous
	default:
		return digits.Complete
	}
}

func randomRule(t testing.TB, r *rand.Rand) digits.Rule {
	parts := []string{"1", "2", "3", "X", "Z", "N", "[12]", "[1-3]", "[13]", "[2]"}
	patterns := func(most int) []digits.Pattern {
		var out []digits.Pattern
		for range r.IntN(most + 1) {
			out = append(out, must(t, randomPattern(r, parts, 4)))
		}
		return out
	}
	rule := digits.Rule{
		Max: r.IntN(6), Choices: patterns(3), Patterns: patterns(2), Policy: digits.Policy(r.IntN(3)),
	}
	if rule.Max > 0 {
		rule.Min = r.IntN(rule.Max + 1)
	} else {
		rule.Min = r.IntN(4)
	}
	for range r.IntN(3) {
		var value strings.Builder
		for range 1 + r.IntN(4) {
			value.WriteByte(bruteKeys[r.IntN(len(bruteKeys))])
		}
		rule.Values = append(rule.Values, value.String())
	}
	if r.IntN(2) == 0 {
		rule.Terminators = keySet(t, "#")
		rule.KeepTerminatorIfAlone = r.IntN(2) == 0
	}
	return rule
}

// For random rules and all short entries the matcher says what a list of all legal entries says.
func TestVerdictAgainstBruteForce(t *testing.T) {
	r := random(15)
	entries := every(bruteKeys, bruteLegal)
	seen := map[digits.Verdict]int{}
	for range 400 {
		rule := randomRule(t, r)
		m := matcher(t, rule)
		oracle := newBrute(rule, entries)
		for _, entry := range entries[1:] {
			if len(entry) > bruteEntry {
				break
			}
			got, want := m.Verdict(entry), oracle.verdict(entry)
			fullByLength := got == digits.Full && want == digits.Complete && len(entry) == rule.Max &&
				!rule.Terminators.Empty()
			if got != want && !fullByLength {
				t.Fatalf("%+v: %q is %v, not %v", rule, entry, got, want)
			}
			seen[got]++
			bruteEndings(t, m, oracle, entry)
		}
		for _, key := range bruteKeys {
			want := oracle.legal[string(key)] || oracle.begun[string(key)]
			if m.Viable(digits.Key(key)) != want {
				t.Fatalf("%+v: viable %c is %v", rule, key, !want)
			}
		}
	}
	for _, verdict := range []digits.Verdict{
		digits.More, digits.Ambiguous, digits.Full, digits.Complete, digits.NoMatch,
	} {
		if seen[verdict] == 0 {
			t.Errorf("%v never came up", verdict)
		}
	}
}

// bruteEndings holds what ends an entry, and what it turned out to be, against the list.
func bruteEndings(t *testing.T, m *digits.Matcher, oracle *brute, entry string) {
	t.Helper()
	legal := oracle.legal[entry]
	match, ok := m.Matched(entry)
	if ok != legal || m.Legal(entry) != legal {
		t.Fatalf("%+v: %q matched %+v (%v), legal %v", oracle.rule, entry, match, ok, legal)
	}
	want := digits.Partial
	if legal {
		want = digits.Complete
	}
	if got := m.AtTimeout(entry); got != want {
		t.Fatalf("%+v: timeout at %q is %v", oracle.rule, entry, got)
	}
	if oracle.rule.Terminators.Empty() {
		return
	}
	outcome := m.Press(entry, '#')
	if outcome.Entry != entry || outcome.Terminator != '#' || (outcome.Verdict == digits.Complete) != legal ||
		outcome.Verdict.Waiting() {
		t.Fatalf("%+v: terminator at %q is %+v", oracle.rule, entry, outcome)
	}
}

// What is called unreachable is never what a caller's keys turn out to be; and a rule of one choice that is
// not called so can be entered.
func TestUnreachableAgainstBruteForce(t *testing.T) {
	r := random(16)
	entries := every(bruteKeys, bruteEntry+1)
	found := 0
	for range 300 {
		rule := randomRule(t, r)
		m := matcher(t, rule)
		type place struct {
			source digits.Source
			index  int
		}
		gone := map[place]bool{}
		for _, u := range m.Unreachable() {
			gone[place{u.Source, u.Index}] = true
			found++
		}
		reached := 0
		for _, entry := range entries[1:] {
			if !finishes(m, entry) {
				continue
			}
			match, _ := m.Matched(entry)
			if gone[place{match.Source, match.Index}] {
				t.Fatalf("%+v: %q is %+v, which is called unreachable", rule, entry, match)
			}
			reached++
		}
		total := len(rule.Choices) + len(rule.Values) + len(rule.Patterns)
		if total == 1 && (reached > 0) == (len(gone) > 0) {
			t.Fatalf("%+v: %d entries reach it, unreachable %v", rule, reached, m.Unreachable())
		}
	}
	if found == 0 {
		t.Error("nothing unreachable came up")
	}
}

// finishes reports whether a caller who presses these keys, and then waits, ends with this very entry.
func finishes(m *digits.Matcher, entry string) bool {
	for end := 1; end < len(entry); end++ {
		if !m.Verdict(entry[:end]).Waiting() {
			return false
		}
	}
	return m.AtTimeout(entry) == digits.Complete
}
