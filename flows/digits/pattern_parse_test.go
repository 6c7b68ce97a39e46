package digits_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/ariapp/ariapp/flows/digits"
)

// A pattern that Asterisk would read as something else than was meant is refused, with the place of the
// fault.
func TestParseFaults(t *testing.T) {
	tests := []struct {
		text   string
		offset int
		reason string
	}{
		{"", 0, "a number is missing"},
		{"_", 1, "nothing to match"},
		{"-", 1, "nothing to match"},
		{"_--", 3, "nothing to match"},
		{"_[]", 1, "no member"},
		{"_2[", 2, "not closed"},
		{"_2[34", 2, "not closed"},
		{"_2]", 2, "closes no set"},
		{"_[7-5]", 2, "runs backwards"},
		{"_[5-]", 3, "no end"},
		{"_[-5]", 2, "stands between"},
		{"_[1-a]", 2, "digit to digit"},
		{"_[A-z]", 2, "digit to digit"},
		{"_[*-9]", 2, "digit to digit"},
		{"_[*-#]", 2, "digit to digit"},
		{"_[1-/]", 4, "caller's number"},
		{"_[1 2]", 3, "no space"},
		{"_2.3", 3, "nothing may follow"},
		{"_2!.", 3, "nothing may follow"},
		{"_2..", 3, "nothing may follow"},
		{"_2X/100", 3, "caller's number"},
		{"100/200", 3, "caller's number"},
		{"_2 X", 2, "no space"},
		{"2 00", 1, "no space"},
		{"2[34]", 1, "begins with an underscore"},
		{"_2é", 2, "plain letters"},
		{"_2\x00", 2, "plain letters"},
		{"_2X,1", 3, "not part of a number"},
		{"__2", 1, "not part of a number"},
		{"2\"", 1, "not part of a number"},
		{strings.Repeat("1", digits.PatternMax+1), digits.PatternMax, "at most 128"},
	}
	for _, test := range tests {
		t.Run(test.text, func(t *testing.T) {
			got, err := digits.Parse(test.text)
			var fault *digits.PatternError
			if !errors.As(err, &fault) {
				t.Fatalf("Parse(%q) = %v, %v; want a *PatternError", test.text, got, err)
			}
			if !got.IsZero() {
				t.Errorf("a pattern came with the error: %v", got)
			}
			if fault.Offset != test.offset || !strings.Contains(fault.Reason, test.reason) {
				t.Errorf("got offset %d, %q; want offset %d, %q", fault.Offset, fault.Reason,
					test.offset, test.reason)
			}
			if fault.Pattern != test.text || !strings.HasPrefix(err.Error(), "parsing pattern ") {
				t.Errorf("the error does not name the pattern: %v", err)
			}
		})
	}
}

// Whatever Asterisk accepts with a clear meaning is accepted, and keeps its text.
func TestParseAccepts(t *testing.T) {
	tests := []struct {
		text     string
		literal  bool
		min, max int
		captures int
	}{
		{"200", true, 3, 3, 0},
		{"2-0-0", true, 3, 3, 0},
		{"s", true, 1, 1, 0},
		{"alice.smith", true, 11, 11, 0},
		{"a_b", true, 3, 3, 0},
		{"+4930123", true, 8, 8, 0},
		{"*98", true, 3, 3, 0},
		{"2XX", true, 3, 3, 0},
		{"_2XX", false, 3, 3, 1},
		{"_nxz", false, 3, 3, 1},
		{"_NXX-NXX-XXXX", false, 10, 10, 1},
		{"_9.", false, 2, -1, 1},
		{"_9.-", false, 2, -1, 1},
		{"_.", false, 1, -1, 1},
		{"_!", false, 0, -1, 1},
		{"_2XX!", false, 3, -1, 1},
		{"_[15-7]", false, 1, 1, 1},
		{"_[5]", false, 1, 1, 0},
		{"_[5-5]", false, 1, 1, 0},
		{"_[a-dA-D*#+]", false, 1, 1, 1},
		{"_*7X*XX", false, 6, 6, 2},
		{"_+49.", false, 4, -1, 1},
		{"_ABC", false, 3, 3, 0},
	}
	for _, test := range tests {
		t.Run(test.text, func(t *testing.T) {
			p := must(t, test.text)
			if p.String() != test.text || p.IsZero() || p.IsLiteral() != test.literal {
				t.Errorf("got %q, zero %v, literal %v", p, p.IsZero(), p.IsLiteral())
			}
			if p.MinLen() != test.min || p.MaxLen() != test.max || p.CaptureCount() != test.captures {
				t.Errorf("got length %d to %d with %d captures; want %d to %d with %d", p.MinLen(), p.MaxLen(),
					p.CaptureCount(), test.min, test.max, test.captures)
			}
			text, err := p.MarshalText()
			var back digits.Pattern
			if err != nil || back.UnmarshalText(text) != nil || !back.Equal(p) || back.String() != test.text {
				t.Errorf("as text and back: %v (%v)", back, err)
			}
		})
	}
}

// The zero Pattern is nothing, and survives being text.
func TestZeroPattern(t *testing.T) {
	var zero digits.Pattern
	if !zero.IsZero() || zero.Match("") || zero.State("1").Possible || zero.Captures("") != nil {
		t.Error("the zero pattern matches something")
	}
	p := must(t, "_2X")
	if err := p.UnmarshalText(nil); err != nil || !p.IsZero() {
		t.Errorf("the empty text is not the zero pattern: %v, %v", p, err)
	}
	if err := p.UnmarshalText([]byte("_[")); err == nil {
		t.Error("a broken text was taken")
	}
	any := must(t, "_!")
	if zero.Covers(any) || any.Covers(zero) {
		t.Error("the zero pattern covers or is covered")
	}
}

// A literal that would only make sense as a pattern is pointed out.
func TestMissesUnderscore(t *testing.T) {
	tests := map[string]bool{
		"2XX": true, "9.": true, "9!": true, "NXXXXXX": true, "+49X": true, "0-N": true,
		"200": false, "_2XX": false, "alice": false, "alice.smith": false, "fax": false, "NOC": false,
		"*98": false, "A1": false,
	}
	for text, want := range tests {
		if got := must(t, text).MissesUnderscore(); got != want {
			t.Errorf("%s: got %v, want %v", text, got, want)
		}
	}
}
