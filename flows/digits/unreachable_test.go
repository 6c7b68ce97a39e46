package digits_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ariapp/ariapp/flows/digits"
)

// Each reason for which a choice can never be entered is found, with a sentence that names both parties.
func TestUnreachable(t *testing.T) {
	hash := keySet(t, "#")
	tests := []struct {
		name string
		rule digits.Rule
		want []digits.Unreachable
		says string
	}{
		{"nothing", digits.Rule{Choices: mustAll(t, "1", "12", "_2XX", "_9.")}, nil, ""},
		{"plain digits", digits.Rule{Min: 1, Max: 4, Terminators: hash}, nil, ""},
		{"too long", digits.Rule{Max: 2, Patterns: mustAll(t, "_2XX", "_3X")},
			[]digits.Unreachable{{Source: digits.SourcePattern, Key: "_2XX", Reason: digits.ReasonLength}},
			"no length between min and max"},
		{"too short", digits.Rule{Min: 2, Choices: mustAll(t, "11", "1")},
			[]digits.Unreachable{{Source: digits.SourceChoice, Index: 1, Key: "1", Reason: digits.ReasonLength}},
			"no length between min and max"},
		{"no such key", digits.Rule{Choices: mustAll(t, "1", "2XX")},
			[]digits.Unreachable{{Source: digits.SourceChoice, Index: 1, Key: "2XX", Reason: digits.ReasonKeypad}},
			"no telephone key"},
		{"terminator inside", digits.Rule{Values: []string{"1#", "11"}, Terminators: hash},
			[]digits.Unreachable{{Source: digits.SourceValue, Key: "1#", Reason: digits.ReasonTerminator}},
			"a key that ends the entry"},
		{"terminator as a choice", digits.Rule{Choices: mustAll(t, "#", "1"), Terminators: hash},
			[]digits.Unreachable{{Source: digits.SourceChoice, Key: "#", Reason: digits.ReasonTerminator}},
			"a key that ends the entry"},
		{"kept terminator as a choice",
			digits.Rule{Choices: mustAll(t, "#", "1"), Terminators: hash, KeepTerminatorIfAlone: true}, nil, ""},
		{"kept terminator twice",
			digits.Rule{Choices: mustAll(t, "#", "_#"), Terminators: hash, KeepTerminatorIfAlone: true},
			[]digits.Unreachable{{Source: digits.SourceChoice, Index: 1, Key: "_#", Reason: digits.ReasonTerminator}},
			"a key that ends the entry"},
		{"pattern before pattern", digits.Rule{Choices: mustAll(t, "_2.", "_2XX", "211")},
			[]digits.Unreachable{
				{Source: digits.SourceChoice, Index: 1, Key: "_2XX", Reason: digits.ReasonHidden, By: "_2."}},
			"_2. takes all it matches"},
		{"a tail takes more than digits", digits.Rule{Max: 2, Choices: mustAll(t, "_XX", "_1.")},
			nil, ""},
		{"the keypad makes them the same", digits.Rule{Max: 2, Choices: mustAll(t, "_[0-9*#A-D]!", "_1.")},
			[]digits.Unreachable{{Source: digits.SourceChoice, Index: 1, Key: "_1.", Reason: digits.ReasonHidden,
				By: "_[0-9*#A-D]!"}}, "takes all it matches"},
		{"first: the shorter is in the way",
			digits.Rule{Choices: mustAll(t, "12", "1", "_3XX", "_[23]X"), Policy: digits.PolicyFirst},
			[]digits.Unreachable{
				{Source: digits.SourceChoice, Index: 0, Key: "12", Reason: digits.ReasonCutOff, By: "1"},
				{Source: digits.SourceChoice, Index: 2, Key: "_3XX", Reason: digits.ReasonCutOff, By: "_[23]X"}},
			"always the shorter 1"},
		{"first: only in part in the way",
			digits.Rule{Choices: mustAll(t, "_1", "_[12]X"), Policy: digits.PolicyFirst}, nil, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := matcher(t, test.rule).Unreachable()
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Fatalf("(-want +got):\n%s", diff)
			}
			if len(got) > 0 && (!strings.HasPrefix(got[0].String(), got[0].Key+" can never be ") ||
				!strings.Contains(got[0].String(), test.says)) {
				t.Errorf("it says %q", got[0])
			}
		})
	}
}
