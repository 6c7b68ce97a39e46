package digits_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/ariapp/ariapp/flows/digits"
)

// Parse never panics; what it refuses has a place inside the text, what it accepts keeps its laws.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"", "_", "200", "_2XX", "_9.", "_9!", "_[15-7]N-Z", "_*7X*XX", "+49", "_[", "_[]", "_[7-5]", "_2.3",
		"_[a-dA-D*#]!", "alice.smith", "_\xff", "-", "_!", "_.",
	} {
		f.Add(seed, "9123")
	}
	f.Fuzz(func(t *testing.T, text, number string) {
		p, err := digits.Parse(text)
		var fault *digits.PatternError
		if err != nil {
			if !errors.As(err, &fault) || fault.Offset < 0 || fault.Offset > len(text) || fault.Reason == "" {
				t.Fatalf("%q: %#v", text, err)
			}
			return
		}
		again, err := digits.Parse(p.String())
		if err != nil || p.String() != text || !again.Equal(p) || !p.Covers(p) {
			t.Fatalf("%q: again %v, %v", text, again, err)
		}
		if p.MaxLen() >= 0 && p.MaxLen() < p.MinLen() || p.IsLiteral() && p.MinLen() != p.MaxLen() {
			t.Fatalf("%q: from %d to %d", text, p.MinLen(), p.MaxLen())
		}
		state := p.State(number)
		if state.Possible != (state.Match || state.Longer) || state.Match != p.Match(number) {
			t.Fatalf("%q with %q: %+v", text, number, state)
		}
		plain := strings.ReplaceAll(number, "-", "")
		if state != p.State(plain) {
			t.Fatalf("%q: dashes in %q count", text, number)
		}
		if state.Match && (len(p.Captures(number)) != p.CaptureCount() || len(plain) < p.MinLen()) {
			t.Fatalf("%q with %q: %q", text, number, p.Captures(number))
		}
		for end := range plain {
			if state.Possible && !p.State(plain[:end]).Possible {
				t.Fatalf("%q with %q is possible, its beginning %q is not", text, plain, plain[:end])
			}
		}
	})
}

// Whatever is pressed under whatever rule, the matcher keeps its laws.
func FuzzMatcher(f *testing.F) {
	f.Add("1 2 12 0", "", "#", uint8(0), uint8(0), uint8(0), "12")
	f.Add("_2XX _9. _0!", "", "#", uint8(0), uint8(0), uint8(0), "9123#")
	f.Add("", "100 110", "", uint8(0), uint8(0), uint8(1), "110")
	f.Add("", "", "#*", uint8(2), uint8(4), uint8(0), "1234#")
	f.Add("", "", "#", uint8(4), uint8(4), uint8(2), "12345")
	f.Add("# *", "", "#*", uint8(0), uint8(0), uint8(3), "*")
	f.Add("_[a-d]X! x", "A1", "D", uint8(0), uint8(9), uint8(5), "A7")
	f.Fuzz(func(t *testing.T, choices, values, terminators string, least, most, kind uint8, keys string) {
		rule := digits.Rule{
			Min: int(least), Max: int(most), Values: strings.Fields(values),
			Policy: digits.Policy(kind % 3), KeepTerminatorIfAlone: kind/3%2 == 1,
		}
		for _, text := range strings.Fields(choices) {
			if p, err := digits.Parse(text); err == nil {
				rule.Choices = append(rule.Choices, p)
			}
		}
		rule.Terminators, _ = digits.ParseKeySet(terminators)
		m, err := digits.NewMatcher(rule)
		if err != nil {
			return
		}
		for _, u := range m.Unreachable() {
			if u.Reason == 0 || u.Source == digits.SourceAny {
				t.Fatalf("%+v: unreachable %+v", rule, u)
			}
		}
		entry := ""
		for i := range len(keys) {
			before := entry
			outcome := m.Press(entry, digits.Key(keys[i]))
			entry = outcome.Entry
			checkOutcome(t, m, before, digits.Key(keys[i]), outcome)
			if !outcome.Verdict.Waiting() {
				return
			}
		}
	})
}

// checkOutcome holds one answer of the matcher to what must be true of every answer.
func checkOutcome(t *testing.T, m *digits.Matcher, before string, key digits.Key, outcome digits.Outcome) {
	t.Helper()
	rule, entry := m.Rule(), outcome.Entry
	_, legal := m.Matched(entry)
	lone := outcome.Verdict == digits.Complete && outcome.Terminator != 0 && entry == outcome.Terminator.String()
	terminated := outcome.Terminator != 0
	switch {
	case !key.Valid():
		if entry != before || terminated {
			t.Fatalf("%+v: %q after %q gives %+v", rule, byte(key), before, outcome)
		}
		return
	case terminated != rule.Terminators.Has(key):
		t.Fatalf("%+v: %v after %q gives %+v", rule, key, before, outcome)
	case terminated && outcome.Verdict.Waiting():
		t.Fatalf("%+v: open after a terminator: %+v", rule, outcome)
	case !terminated && entry != before+key.String(), terminated && !lone && entry != before:
		t.Fatalf("%+v: %v after %q became %q", rule, key, before, entry)
	case len(entry) > digits.EntryMax && outcome.Verdict != digits.NoMatch:
		t.Fatalf("%+v: %d keys are %v", rule, len(entry), outcome.Verdict)
	}
	isLegal := map[digits.Verdict]bool{digits.Complete: true, digits.Ambiguous: true, digits.Full: true}
	if isLegal[outcome.Verdict] != legal {
		t.Fatalf("%+v: %q is %v, but legal is %v", rule, entry, outcome.Verdict, legal)
	}
	timeout := m.AtTimeout(entry)
	if (timeout == digits.Complete) != legal || (timeout == digits.NoInput) != (entry == "") {
		t.Fatalf("%+v: %q times out as %v, legal %v", rule, entry, timeout, legal)
	}
	if before == "" && legal && !m.Viable(key) {
		t.Fatalf("%+v: %v is legal and not viable", rule, key)
	}
}
