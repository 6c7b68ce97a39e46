package digits_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ariapp/ariapp/flows/digits"
)

// Each pattern character means what it means to Asterisk.
func TestMatch(t *testing.T) {
	tests := []struct {
		pattern string
		yes, no string
	}{
		{"200", "200 2-00", "20 2000 201 _200"},
		{"2-00", "200 20-0", "20"},
		{"alice", "alice", "Alice alic"},
		{"2XX", "2XX", "200 2xx"},
		{"_2XX", "200 299 2-0-0", "20 2000 2A0 2*0 300 2XX"},
		{"_2xx", "200 299", "20 2000"},
		{"_Z", "1 9", "0 * A"},
		{"_N", "2 9", "0 1 #"},
		{"_X", "0 9", "* # + A"},
		{"_[15-7]", "1 5 6 7", "0 2 4 8 -"},
		{"_[N]", "N", "2 n"},
		{"_*9#", "*9#", "*9 *9##"},
		{"_[a-c]X", "a1 c9", "A1 d1"},
		{"_9.", "91 9123456 9abc", "9 8 9-"},
		{"_9!", "9 91 9123 9-", "8 1"},
		{"_+49.", "+4930", "+49 4930"},
		{"_s", "s", "S 1"},
	}
	for _, test := range tests {
		p := must(t, test.pattern)
		for _, number := range strings.Fields(test.yes) {
			if !p.Match(number) {
				t.Errorf("%s does not match %s", test.pattern, number)
			}
		}
		for _, number := range append(strings.Fields(test.no), "") {
			if p.Match(number) {
				t.Errorf("%s matches %q", test.pattern, number)
			}
		}
	}
	if !must(t, "_!").Match("") {
		t.Error("_! does not match the empty number")
	}
}

// State tells a match from a beginning, and '.' waits where '!' does not.
func TestState(t *testing.T) {
	const (
		match    = 1
		longer   = 2
		possible = 4
	)
	tests := []struct {
		pattern, prefix string
		want            int
	}{
		{"200", "", longer | possible},
		{"200", "20", longer | possible},
		{"200", "2-0", longer | possible},
		{"200", "200", match | possible},
		{"200", "2000", 0},
		{"200", "21", 0},
		{"_2X", "2", longer | possible},
		{"_2X", "25", match | possible},
		{"_2X", "255", 0},
		{"_9.", "9", longer | possible},
		{"_9.", "91", match | longer | possible},
		{"_9.", "8", 0},
		{"_9!", "", longer | possible},
		{"_9!", "9", match | possible},
		{"_9!", "91", match | possible},
		{"_9!", "8", 0},
		{"_!", "", match | possible},
		{"_.", "", longer | possible},
	}
	for _, test := range tests {
		want := digits.State{
			Match:    test.want&match != 0,
			Longer:   test.want&longer != 0,
			Possible: test.want&possible != 0,
		}
		if diff := cmp.Diff(want, must(t, test.pattern).State(test.prefix)); diff != "" {
			t.Errorf("%s with %q (-want +got):\n%s", test.pattern, test.prefix, diff)
		}
	}
}

// Every unbroken run of wildcards gives one capture, and only they do.
func TestCaptures(t *testing.T) {
	tests := []struct {
		pattern, number string
		want            []string
	}{
		{"200", "200", nil},
		{"_200", "200", nil},
		{"_2[0]0", "200", nil},
		{"_2XX", "234", []string{"34"}},
		{"_2XX", "3", nil},
		{"_9.", "9123", []string{"123"}},
		{"_9X.", "9123", []string{"123"}},
		{"_00!", "00", []string{""}},
		{"_00!", "0049", []string{"49"}},
		{"_0X!", "04", []string{"4"}},
		{"_*7X*XX", "*71*23", []string{"1", "23"}},
		{"_NXX-NXX-XXXX", "212-555-0100", []string{"2125550100"}},
		{"_[15-7]9N", "692", []string{"6", "2"}},
		{"_!", "12", []string{"12"}},
	}
	for _, test := range tests {
		got := must(t, test.pattern).Captures(test.number)
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s with %s (-want +got):\n%s", test.pattern, test.number, diff)
		}
	}
}

// Match and State agree with a regular expression over all short numbers.
func TestStateAgainstExpressions(t *testing.T) {
	r := random(11)
	parts := []string{"1", "2", "#", "X", "Z", "N", "[12]", "[0-1]", "[2#]", "[2]"}
	numbers := every("012#", 5)
	for range 150 {
		text := randomPattern(r, parts, 3)
		p := must(t, text)
		re := regexp.MustCompile(expression(text))
		grows := map[string]bool{} // beginnings of longer matches
		for _, number := range numbers {
			if re.MatchString(number) {
				for end := range number {
					grows[number[:end]] = true
				}
			}
		}
		for _, number := range numbers {
			if len(number) > 4 {
				continue
			}
			state := p.State(number)
			match := re.MatchString(number)
			longer := grows[number]
			if state.Match != match || state.Possible != (match || longer) {
				t.Fatalf("%s with %q: %+v; want match %v, longer %v", text, number, state, match, longer)
			}
			patient := longer && (!match || !strings.HasSuffix(text, "!"))
			if state.Longer != patient {
				t.Fatalf("%s with %q: %+v; want longer %v", text, number, state, patient)
			}
			if match && len(p.Captures(number)) != p.CaptureCount() {
				t.Fatalf("%s with %q: captures %q, not %d", text, number, p.Captures(number), p.CaptureCount())
			}
		}
	}
}
