package endpoint

import (
	"slices"
	"strings"
	"testing"
)

// Law: what is read is one target; all else is refused with the reason.
func TestParse(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"PJSIP/100", ""},
		{"PJSIP/0123@trunk", ""},
		{"Local/100@internal/n", ""},
		{"PJSIP/trunk/sip:+4412@carrier.example;transport=tcp", ""},
		{"", "there is nobody to call"},
		{"PJSIP/100&PJSIP/0900", `"PJSIP/100&PJSIP/0900" has an &, which would call several at once`},
		{"100", `"100" is no technology with an address behind it`},
		{"PJSIP/", `"PJSIP/" is no technology with an address behind it`},
		{"/100", `"/100" is no technology with an address behind it`},
		{"PJ SIP/100", `"PJ SIP/100" is no technology with an address behind it`},
		{"PJSIP/100,30,tT", `"PJSIP/100,30,tT" has characters that no address has`},
		{"PJSIP/100\n", `"PJSIP/100\n" has characters that no address has`},
		{"PJSIP/${SHELL(ls)}", `"PJSIP/${SHELL(ls)}" has characters that no address has`},
		{"PJSIP/1@a@b", `"PJSIP/1@a@b" has more than one @`},
		{"PJSIP/" + strings.Repeat("1", textMax), "an endpoint has at most 256 characters"},
	} {
		_, err := Parse(c.text)
		got := ""
		if err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("Parse(%q) = %q, want %q", c.text, got, c.want)
		}
	}
}

// Law: the trunk and the numbers of what is dialled are found in every way that it is written.
func TestParts(t *testing.T) {
	for _, c := range []struct{ text, trunk, numbers string }{
		{"PJSIP/100", "100", "100"},
		{"PJSIP/alice", "alice", ""},
		{"PJSIP/phone-1900", "phone-1900", ""},
		{"PJSIP/0123@trunk", "trunk", "0123"},
		{"PJSIP/00441-23@trunk", "trunk", "0044123 +44123"},
		{"PJSIP/+44.12@trunk", "trunk", "+4412"},
		{"PJSIP/trunk/sip:01144123@10.0.0.1:5060", "10.0.0.1:5060", "01144123 +44123"},
		{"DAHDI/g1/w0900123", "g1", "0900123"},
		{"Local/0123@internal/n", "internal", "0123"},
	} {
		e, err := Parse(c.text)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(e.Numbers(), " "); e.Trunk() != c.trunk || got != c.numbers {
			t.Errorf("%s: the trunk %q and the numbers %q, want %q and %q", c.text, e.Trunk(), got, c.trunk, c.numbers)
		}
	}
}

// Law: a rule matches the endpoints it names; a pattern stands for a number and never for a piece of an address.
func TestRuleMatch(t *testing.T) {
	for _, c := range []struct {
		rule      string
		yes, no   []string
		loosely   []string
		wantsWide bool
	}{
		{rule: "PJSIP/100", yes: []string{"PJSIP/100", "pjsip/100"}, no: []string{"PJSIP/1000", "SIP/100", "PJSIP/100@trunk"}},
		{rule: "PJSIP/Alice", yes: []string{"PJSIP/Alice"}, no: []string{"PJSIP/alice"}, loosely: []string{"PJSIP/alice"}},
		{rule: "PJSIP/_1XX", yes: []string{"PJSIP/100", "PJSIP/1-99"}, no: []string{"PJSIP/1000", "PJSIP/100@trunk", "PJSIP/1@2"}, wantsWide: true},
		{rule: "PJSIP/_0X.@trunk", yes: []string{"PJSIP/0123@trunk"}, no: []string{"PJSIP/0123", "PJSIP/0123@other", "PJSIP/012@other@trunk",
			"PJSIP/01/sip:x@trunk", "PJSIP/01.2@trunk", "PJSIP/0@trunk", "PJSIP/0123@TRUNK", "PJSIP/0w12@trunk"},
			loosely: []string{"PJSIP/0123@TRUNK", "PJSIP/01.2@trunk", "PJSIP/0w12@trunk"}, wantsWide: true},
		{rule: "PJSIP/_00X.@trunk", yes: []string{"PJSIP/0044123@trunk"}, no: []string{"PJSIP/+44123@trunk", "PJSIP/00_44123@trunk"},
			loosely: []string{"PJSIP/+44123@trunk", "PJSIP/00_44123@trunk", "PJSIP/01144123@trunk"}, wantsWide: true},
		{rule: "Local/_2XX@internal/n", yes: []string{"Local/200@internal/n"}, no: []string{"Local/200@internal", "Local/200@secret/n"}, wantsWide: true},
		{rule: "PJSIP/trunk/sip:_0X.@carrier.example", yes: []string{"PJSIP/trunk/sip:0123@carrier.example"},
			no: []string{"PJSIP/trunk/sip:0123@other.example"}, wantsWide: true},
		{rule: "Local/100@_inner", yes: []string{"Local/100@_inner"}, no: []string{"Local/100@inner"}},
	} {
		rule, err := ParseRule(c.rule)
		if err != nil {
			t.Fatal(err)
		}
		if rule.IsWide() != c.wantsWide || rule.String() != c.rule {
			t.Errorf("%s: wide is %v, it prints as %s", c.rule, rule.IsWide(), rule)
		}
		for _, text := range slices.Concat(c.yes, c.no, c.loosely) {
			e, err := Parse(text)
			want := slices.Contains(c.yes, text)
			if got := err == nil && rule.Match(e); got != want {
				t.Errorf("%s matches %s: %v, want %v", c.rule, text, got, want)
			}
			want = want || slices.Contains(c.loosely, text)
			if got := err == nil && rule.MatchLoosely(e); got != want {
				t.Errorf("%s loosely matches %s: %v, want %v", c.rule, text, got, want)
			}
		}
	}
	if e, err := Parse("PJSIP/100"); err != nil || (Rule{}).Match(e) {
		t.Error("the zero rule matches")
	}
}

// Law: a rule that can match nothing is refused.
func TestParseRuleRefuses(t *testing.T) {
	for _, text := range []string{"", "100", "PJSIP/_", "PJSIP/_1[", "PJSIP/_0X.&PJSIP/1", "PJSIP/_0X.@a@b", "_0X.", "PJSIP/_1.2"} {
		if rule, err := ParseRule(text); err == nil {
			t.Errorf("ParseRule(%q) = %v", text, rule)
		}
	}
}

// Law: whatever is dialled, an endpoint that a wide rule matches has the rule's
// trunk, one number, and nothing that leads elsewhere.
func FuzzRule(f *testing.F) {
	for _, text := range []string{"PJSIP/0123@trunk", "PJSIP/0@x@trunk", "PJSIP/0123&PJSIP/1@trunk", "PJSIP/0/1@trunk", "pjsip/0-1@trunk"} {
		f.Add(text)
	}
	rule, err := ParseRule("PJSIP/_0X.@trunk")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		e, err := Parse(text)
		if err != nil {
			return
		}
		_ = e.Numbers()
		if !rule.Match(e) {
			return
		}
		inside := strings.TrimSuffix(e.Address, "@trunk")
		if e.Trunk() != "trunk" || strings.ContainsAny(inside, "@/:;&,. ") || !strings.HasPrefix(inside, "0") {
			t.Errorf("%q is let through", text)
		}
	})
}

// Law: no text breaks the reading of a rule, and one that is taken can be read again.
func FuzzParseRule(f *testing.F) {
	for _, text := range []string{"PJSIP/_0X.@trunk", "PJSIP/_[1-3]X/n", "Local/100@_a", "PJSIP/a:_1/_2"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		rule, err := ParseRule(text)
		if err != nil {
			return
		}
		if again, err := ParseRule(rule.String()); err != nil || again.String() != text {
			t.Errorf("%q: %v", text, err)
		}
	})
}

// Law: a rule covers another one if every endpoint of that is its own too.
func TestCovers(t *testing.T) {
	for _, c := range []struct {
		wide, narrow string
		want         bool
	}{
		{"PJSIP/100", "pjsip/100", true}, {"PJSIP/100", "PJSIP/101", false}, {"PJSIP/_1XX", "PJSIP/100", true}, {"PJSIP/_1XX", "PJSIP/1000", false},
		{"PJSIP/100", "PJSIP/_100", false}, {"PJSIP/_X.@trunk", "PJSIP/_0X.@trunk", true}, {"PJSIP/_0X.@trunk", "PJSIP/_X.@trunk", false},
		{"PJSIP/_X.@trunk", "PJSIP/_X.@other", false}, {"PJSIP/_X.", "PJSIP/trunk/sip:_X.", false}, {"Local/_2XX@in/n", "Local/_20X@in/n", true}, {"Local/_2XX@in", "Local/_20X@in/n", false},
	} {
		wide, err := ParseRule(c.wide)
		if err != nil {
			t.Fatal(err)
		}
		narrow, err := ParseRule(c.narrow)
		if err != nil {
			t.Fatal(err)
		}
		if got := wide.Covers(narrow); got != c.want || !wide.Covers(wide) || (Rule{}).Covers(narrow) || wide.Covers(Rule{}) {
			t.Errorf("%s covers %s: %v, want %v", c.wide, c.narrow, got, c.want)
		}
	}
}
