package digits_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ariapp/ariapp/flows/digits"
)

// enter presses the keys one after another until the entry ends, and writes down every verdict.
func enter(m *digits.Matcher, keys string) (verdicts string, last digits.Outcome) {
	var names []string
	for i := range len(keys) {
		last = m.Press(last.Entry, digits.Key(keys[i]))
		names = append(names, last.Verdict.String())
		if !last.Verdict.Waiting() {
			break
		}
	}
	return strings.Join(names, " "), last
}

// Each row is a rule, the keys a caller presses, the verdict after each key, the entry that is left, and
// what the timeout makes of an entry that is still open.
func TestPress(t *testing.T) {
	hash := keySet(t, "#")
	two := keySet(t, "#*")
	plain := digits.Rule{Min: 1, Terminators: hash}
	limited := digits.Rule{Min: 2, Max: 4, Terminators: hash}
	exact := digits.Rule{Min: 4, Max: 4}
	menu := digits.Rule{Choices: mustAll(t, "1", "2", "12", "0")}
	menuHash := digits.Rule{Choices: mustAll(t, "1", "12"), Terminators: hash}
	keep := digits.Rule{Terminators: two, KeepTerminatorIfAlone: true}
	values := digits.Rule{Values: []string{"100", "110", "2"}}
	dialing := digits.Rule{Patterns: mustAll(t, "_2XX", "_9.", "_0!"), Terminators: hash}
	with := func(rule digits.Rule, policy digits.Policy) digits.Rule {
		rule.Policy = policy
		return rule
	}
	tests := []struct {
		name     string
		rule     digits.Rule
		keys     string
		verdicts string
		entry    string
		timeout  digits.Verdict
	}{
		{"nothing pressed", plain, "", "", "", digits.NoInput},
		{"any keys until the terminator", plain, "12#", "ambiguous ambiguous complete", "12", 0},
		{"any keys until the timeout", plain, "12", "ambiguous ambiguous", "12", digits.Complete},
		{"the terminator alone is empty", plain, "#", "empty_terminated", "", 0},
		{"another key is not a terminator", plain, "*#", "ambiguous complete", "*", 0},
		{"letters of the keypad", plain, "AD#", "ambiguous ambiguous complete", "AD", 0},

		{"below the least", limited, "1", "more", "1", digits.Partial},
		{"terminated below the least", limited, "1#", "more nomatch", "1", 0},
		{"between the limits", limited, "12#", "more ambiguous complete", "12", 0},
		{"full waits for a terminator", limited, "1234", "more ambiguous ambiguous full", "1234", digits.Complete},
		{"full and terminated", limited, "1234#", "more ambiguous ambiguous full complete", "1234", 0},
		{"full and one more", limited, "12345", "more ambiguous ambiguous full nomatch", "12345", 0},
		{"exact length without terminator", exact, "1234", "more more more complete", "1234", 0},
		{"exact length cut short", exact, "123", "more more more", "123", digits.Partial},

		{"choice that may grow", menu, "1", "ambiguous", "1", digits.Complete},
		{"choice that grew", menu, "12", "ambiguous complete", "12", 0},
		{"choice that cannot grow", menu, "2", "complete", "2", 0},
		{"no choice begins so", menu, "3", "nomatch", "3", 0},
		{"no choice goes on so", menu, "13", "ambiguous nomatch", "13", 0},
		{"a star is no choice", menu, "*", "nomatch", "*", 0},
		{"choice ended by the terminator", menuHash, "1#", "ambiguous complete", "1", 0},
		{"longest choice is complete, not full", menuHash, "12", "ambiguous complete", "12", 0},

		{"kept terminator", keep, "#", "complete", "#", 0},
		{"the other kept terminator", keep, "*", "complete", "*", 0},
		{"a terminator after a key is not kept", keep, "1*", "ambiguous complete", "1", 0},

		{"value with a common beginning", values, "110", "more more complete", "110", 0},
		{"beginning of a value", values, "11", "more more", "11", digits.Partial},
		{"short value", values, "2", "complete", "2", 0},

		{"pattern of a fixed length", dialing, "234", "more more complete", "234", 0},
		{"pattern with '.'", dialing, "912#", "more ambiguous ambiguous complete", "912", 0},
		{"pattern with '!' does not wait", dialing, "0", "complete", "0", 0},
		{"'.' wants one key at least", dialing, "9#", "more nomatch", "9", 0},

		{"first: the first legal choice", with(menu, digits.PolicyFirst), "1", "complete", "1", 0},
		{"first: least number of keys", with(limited, digits.PolicyFirst), "12", "more complete", "12", 0},
		{"first: no choice", with(menu, digits.PolicyFirst), "3", "nomatch", "3", 0},
		{"first: terminator", with(limited, digits.PolicyFirst), "1#", "more nomatch", "1", 0},

		{"strict: a choice waits", with(menu, digits.PolicyStrict), "2", "ambiguous", "2", digits.Complete},
		{"strict: no choice waits too", with(menu, digits.PolicyStrict), "3", "more", "3", digits.Partial},
		{"strict: too many keys wait", with(menu, digits.PolicyStrict), "123", "ambiguous ambiguous more", "123",
			digits.Partial},
		{"strict: wrong at the terminator", with(menuHash, digits.PolicyStrict), "13#",
			"ambiguous more nomatch", "13", 0},
		{"strict: right at the terminator", with(menuHash, digits.PolicyStrict), "12#",
			"ambiguous ambiguous complete", "12", 0},
		{"strict: full", with(limited, digits.PolicyStrict), "1234", "more ambiguous ambiguous full", "1234",
			digits.Complete},
		{"strict: full without terminators", with(exact, digits.PolicyStrict), "1234", "more more more full",
			"1234", digits.Complete},
		{"strict: more than full", with(exact, digits.PolicyStrict), "12345", "more more more full more",
			"12345", digits.Partial},
		{"strict: empty", with(limited, digits.PolicyStrict), "#", "empty_terminated", "", 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m := matcher(t, test.rule)
			verdicts, last := enter(m, test.keys)
			if verdicts != test.verdicts || last.Entry != test.entry {
				t.Errorf("got %q with entry %q; want %q with entry %q", verdicts, last.Entry, test.verdicts,
					test.entry)
			}
			if last.Verdict.Waiting() && m.AtTimeout(last.Entry) != test.timeout {
				t.Errorf("the timeout gives %v, not %v", m.AtTimeout(last.Entry), test.timeout)
			}
			if m.Legal(last.Entry) != (last.Verdict == digits.Ambiguous || last.Verdict == digits.Full ||
				last.Verdict == digits.Complete) {
				t.Errorf("legal is %v at %v", m.Legal(last.Entry), last.Verdict)
			}
		})
	}
}

// Length limits cut patterns too: what stops a '.' is the limit, so a terminator may follow.
func TestPressPatternWithLimits(t *testing.T) {
	hash := keySet(t, "#")
	tests := []struct {
		name     string
		rule     digits.Rule
		keys     string
		verdicts string
	}{
		{"'.' up to the limit", digits.Rule{Max: 3, Patterns: mustAll(t, "_9."), Terminators: hash},
			"912", "more ambiguous full"},
		{"'.' without terminators", digits.Rule{Max: 3, Patterns: mustAll(t, "_9.")},
			"912", "more ambiguous complete"},
		{"a pattern as long as the limit", digits.Rule{Max: 3, Patterns: mustAll(t, "_9XX"), Terminators: hash},
			"912", "more more complete"},
		{"'!' waits for the least only", digits.Rule{Min: 3, Patterns: mustAll(t, "_9!")},
			"912", "more more complete"},
		{"'!' waits while another may come", digits.Rule{Choices: mustAll(t, "_9!", "912")},
			"912", "ambiguous ambiguous complete"},
		{"'!' does not wait for itself", digits.Rule{Choices: mustAll(t, "_9!", "912")},
			"93", "ambiguous complete"},
		{"a pattern longer than the limit is dead", digits.Rule{Max: 2, Patterns: mustAll(t, "_9XX", "_1X")},
			"9", "nomatch"},
		{"a terminator in a pattern is dead", digits.Rule{Choices: mustAll(t, "_1#2", "11"), Terminators: hash},
			"1#", "more nomatch"},
		{"keypad letters have no case", digits.Rule{Choices: mustAll(t, "_a[bc]")},
			"AC", "more complete"},
		{"other letters cannot be pressed", digits.Rule{Choices: mustAll(t, "1x", "12")},
			"12", "more complete"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got, _ := enter(matcher(t, test.rule), test.keys); got != test.verdicts {
				t.Errorf("got %q, want %q", got, test.verdicts)
			}
		})
	}
}

// No entry grows past EntryMax, under any policy.
func TestEntryMax(t *testing.T) {
	full := strings.Repeat("7", digits.EntryMax)
	for _, test := range []struct {
		rule     digits.Rule
		at, past digits.Verdict
	}{
		{digits.Rule{}, digits.Complete, digits.NoMatch},
		{digits.Rule{Terminators: keySet(t, "#")}, digits.Full, digits.NoMatch},
		{digits.Rule{Policy: digits.PolicyStrict}, digits.Full, digits.NoMatch},
		{digits.Rule{Min: digits.EntryMax, Policy: digits.PolicyFirst}, digits.Complete, digits.NoMatch},
		{digits.Rule{Choices: mustAll(t, "1"), Policy: digits.PolicyStrict}, digits.More, digits.NoMatch},
	} {
		m := matcher(t, test.rule)
		if got := m.Verdict(full); got != test.at {
			t.Errorf("%+v: at the cap %v, not %v", test.rule, got, test.at)
		}
		if got := m.Verdict(full + "7"); got != test.past {
			t.Errorf("%+v: past the cap %v, not %v", test.rule, got, test.past)
		}
	}
}

// A key that is none changes nothing.
func TestPressInvalidKey(t *testing.T) {
	m := matcher(t, digits.Rule{Choices: mustAll(t, "1", "12")})
	for _, key := range []digits.Key{0, 'x', '+', ' ', 0xff} {
		if diff := cmp.Diff(digits.Outcome{Verdict: digits.Ambiguous, Entry: "1"}, m.Press("1", key)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", key, diff)
		}
		if m.Viable(key) {
			t.Errorf("%q is viable", key)
		}
	}
}

// A key is viable when a legal entry begins with it or it is a terminator, whatever the policy.
func TestViable(t *testing.T) {
	for _, policy := range []digits.Policy{digits.PolicyAuto, digits.PolicyFirst, digits.PolicyStrict} {
		m := matcher(t, digits.Rule{
			Choices: mustAll(t, "1", "_[3-4]X"), Terminators: keySet(t, "#"), Policy: policy,
		})
		for _, key := range "0123456789*#ABCD" {
			want := strings.ContainsRune("134#", key)
			if got := m.Viable(digits.Key(key)); got != want {
				t.Errorf("%v: %c is viable: %v, not %v", policy, key, got, want)
			}
		}
	}
}

// An entry is what is exact first, then what matches in the order of the document, with its captures.
func TestMatched(t *testing.T) {
	m := matcher(t, digits.Rule{
		Choices:               mustAll(t, "_2XX", "_[12].", "1", "2-11", "_9!", "#"),
		Terminators:           keySet(t, "#*"),
		KeepTerminatorIfAlone: true,
	})
	tests := []struct {
		entry string
		want  digits.Match
	}{
		{"1", digits.Match{Source: digits.SourceChoice, Index: 2, Key: "1"}},
		{"211", digits.Match{Source: digits.SourceChoice, Index: 3, Key: "2-11"}},
		{"212", digits.Match{Source: digits.SourceChoice, Index: 0, Key: "_2XX", Captures: []string{"12"}}},
		{"21", digits.Match{Source: digits.SourceChoice, Index: 1, Key: "_[12].", Captures: []string{"21"}}},
		{"9", digits.Match{Source: digits.SourceChoice, Index: 4, Key: "_9!", Captures: []string{""}}},
		{"#", digits.Match{Source: digits.SourceChoice, Index: 5, Key: "#"}},
		{"*", digits.Match{Source: digits.SourceTerminator, Key: "*"}},
	}
	for _, test := range tests {
		got, ok := m.Matched(test.entry)
		if diff := cmp.Diff(test.want, got); diff != "" || !ok {
			t.Errorf("%s: ok %v (-want +got):\n%s", test.entry, ok, diff)
		}
	}
	for _, entry := range []string{"", "2", "8", "1#", "##", "12é"} {
		if got, ok := m.Matched(entry); ok {
			t.Errorf("%q matched %+v", entry, got)
		}
	}
}

// Each part of a rule is named as the source of its match.
func TestMatchedSources(t *testing.T) {
	m := matcher(t, digits.Rule{Values: []string{"10", "1B"}, Patterns: mustAll(t, "_1X", "_2X")})
	for entry, want := range map[string]digits.Match{
		"10": {Source: digits.SourceValue, Index: 0, Key: "10"},
		"1B": {Source: digits.SourceValue, Index: 1, Key: "1B"},
		"11": {Source: digits.SourcePattern, Index: 0, Key: "_1X", Captures: []string{"1"}},
		"25": {Source: digits.SourcePattern, Index: 1, Key: "_2X", Captures: []string{"5"}},
	} {
		got, ok := m.Matched(entry)
		if diff := cmp.Diff(want, got); diff != "" || !ok {
			t.Errorf("%s: ok %v (-want +got):\n%s", entry, ok, diff)
		}
	}
	anything := matcher(t, digits.Rule{Max: 2})
	if got, ok := anything.Matched("47"); !ok || got.Source != digits.SourceAny || got.Captures != nil {
		t.Errorf("got %+v, %v", got, ok)
	}
}

// A rule that makes no sense is refused with every fault at once, each with its field and place.
func TestRuleFaults(t *testing.T) {
	_, err := digits.NewMatcher(digits.Rule{
		Min: 5, Max: 4,
		Choices:     []digits.Pattern{must(t, "1"), {}},
		Values:      []string{"1", "", "1x"},
		Patterns:    []digits.Pattern{{}},
		Terminators: keySet(t, "0123456789*#ABCD"),
		Policy:      7,
	})
	for _, want := range []string{
		"Min: the least", "Choices[1]: ", "Values[1]: ", "Values[2]: ", "Patterns[0]: ", "Terminators: ",
		"Policy: ",
	} {
		if err == nil || !strings.Contains(err.Error(), "checking rule: "+want) {
			t.Errorf("%q is missing in: %v", want, err)
		}
	}
	var fault *digits.RuleError
	if !errors.As(err, &fault) || fault.Field != "Min" || fault.Index != -1 {
		t.Errorf("got %+v", fault)
	}
	for _, rule := range []digits.Rule{
		{Min: -1}, {Max: -1}, {Min: digits.EntryMax + 1}, {Max: digits.EntryMax + 1},
	} {
		if _, err := digits.NewMatcher(rule); err == nil {
			t.Errorf("%+v is accepted", rule)
		}
	}
}
