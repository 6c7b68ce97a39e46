package config

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/ariapp/ariapp/flows/digits"
)

const hash = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

// Law: whom one may call, who may use the API and how jobs are made is read as it stands.
func TestCalls(t *testing.T) {
	_, findings := read(t, "asterisk: {password: x}\n"+
		"server: {tls_cert: c.pem, tls_key: k.pem}\n"+
		"api: {tokens: {crm: '"+strings.ToUpper(hash[7:])+"'}}\n")
	if len(findings) != 1 || !strings.Contains(findings[0].String(), "a token is kept as sha256:") || strings.Contains(findings[0].String(), "9F86") {
		t.Error(findings)
	}
	c, findings := read(t, "asterisk: {password: x}\n"+
		"server: {tls_cert: c.pem, tls_key: k.pem}\n"+
		"api: {tokens: {crm: '"+hash+"', web: {hash: '"+hash+"', scopes: originate}}, per_minute: 5, sign: '0123456789abcdef', url: 'https://a.example'}\n"+
		"outbound:\n  allow: [PJSIP/_1XX, {endpoint: PJSIP/_0X.@trunk, per_minute: 5, per_day: 100, at_once: 2, premium: true}]\n"+
		"  deny: PJSIP/199\n  premium: _0900X.\n  per_day: 9\n  trunks: {trunk: {per_second: 0.5, at_once: 2}}\n"+
		"jobs: {folder: spool, at_once: 3, per_second: 1.5, keep: 7}\n")
	if len(findings) != 0 {
		t.Fatal(findings)
	}
	o := c.Outbound
	switch {
	case !o.IsSet() || len(o.Allow) != 2 || o.Allow[0].Rule.String() != "PJSIP/_1XX" || !o.Allow[1].Premium || o.Allow[1].PerDay != 100:
		t.Errorf("allow is %+v", o.Allow)
	case len(o.Deny) != 1 || len(o.Premium) != 1 || o.PerDay != 9 || o.Trunks[0] != (Trunk{"trunk", 0.5, 2}):
		t.Errorf("outbound is %+v", o)
	case !c.API.IsSet() || len(c.API.Tokens) != 2 || c.API.Tokens[1].Scopes[0] != "originate" || c.API.PerMinute != 5 || c.API.Sign == "":
		t.Errorf("api is %+v", c.API)
	case c.Jobs != Jobs{"spool", 3, 1.5, 7} || c.Jobs.SpoolFolder("/etc") != "/etc/spool" || c.Server.TLSKey != "k.pem":
		t.Errorf("jobs are %+v", c.Jobs)
	}
	if d := Default(); d.Outbound.IsSet() || d.Outbound.Premium != nil || d.API.IsSet() || d.Jobs.SpoolFolder("/etc") != "" {
		t.Error("the defaults allow something")
	}
	if c, _ := read(t, "outbound: {premium: none}\n"); c.Outbound.Premium == nil || len(c.Outbound.Premium) != 0 {
		t.Errorf("premium: none is %v", c.Outbound.Premium)
	}
}

// Law: what is wrong with these parts is a finding that says what would have been accepted.
func TestCallsFaults(t *testing.T) {
	for text, want := range map[string]string{
		"server: {tls_cert: c.pem}\n":                                    "tls_cert and tls_key go together",
		"api: {tokens: [a]}\n":                                           "tokens must be a mapping of names to hashes",
		"api: {tokens: {crm: {scopes: [read]}}}\n":                       "a token needs its hash; `ariapp token new` makes one",
		"api: {tokens: {crm: {hash: '" + hash + "', scopes: [reed]}}}\n": `unknown scope "reed"`,
		"api: {tokens: {crm: {hash: '" + hash + "', scopes: []}}}\n":     "scopes lists none",
		"api: {tokens: {'1 2': '" + hash + "'}}\n":                       "a name of a token must be letters",
		"api: {sign: short}\n":                                           "at least 16 characters",
		"api: {per_minute: 0}\n":                                         "a whole number from 1 to 1000000",
		"outbound: {allow: '100'}\n":                                     `"100" is no technology with an address behind it; a rule looks like PJSIP/100 or PJSIP/_0X.@trunk`,
		"outbound: {allow: [{per_day: 1}]}\n":                            "a rule needs an endpoint",
		"outbound: {deny: 'PJSIP/_1['}\n":                                "has no pattern of numbers",
		"outbound: {allow: 'PJSIP/1&PJSIP/2'}\n":                         "would call several at once",
		"outbound: {premium: ['_1[']}\n":                                 "a pattern looks like _0900X.",
		"outbound: {premium: [XX]}\n":                                    `unknown country "XX"`,
		"outbound: {premium: '0900'}\n":                                  "only none, usual, countries and patterns may stand here",
		"api: {proxies: [10.0.0.0/40]}\n":                                "a proxy must be an address such as 127.0.0.1, or a network such as 10.0.0.0/8",
		"outbound: {trunks: x}\n":                                        "trunks must be a mapping",
		"outbound: {trunks: {t: {per_second: 0}}}\n":                     "the value must be a number from 0.001 to 1000",
		"outbound: {trunks: {t: {per_second: NaN}}}\n":                   "the value must be a number from 0.001 to 1000",
		"outbound: {allowed: []}\n":                                      `unknown key of outbound "allowed"; did you mean "allow"?`,
		"jobs: {keep: -1}\n":                                             "a whole number from 1",
	} {
		_, findings := read(t, "asterisk: {password: x}\n"+text)
		if len(findings) != 1 || !strings.Contains(findings[0].String(), want) {
			t.Errorf("%s: %v, want %q", text, findings, want)
		}
	}
}

// Law: premium is a list of the usual numbers, of countries and of patterns, and proxies are addresses and networks.
func TestPremiumAndProxies(t *testing.T) {
	c, findings := read(t, "asterisk: {password: x}\nserver: {tls_cert: c, tls_key: k}\napi: {proxies: [127.0.0.1, 10.1.2.3/8, '::1']}\noutbound: {premium: [usual, GB, _0190X.]}\n")
	if len(findings) != 0 || fmt.Sprint(c.API.Proxies) != "[127.0.0.1/32 10.0.0.0/8 ::1/128]" {
		t.Errorf("%v, %v", c.API.Proxies, findings)
	}
	for number, want := range map[string]bool{"09098790000": true, "+49900123456": true, "019012": true, "0137123456": false, "118118": true} {
		if got := slices.ContainsFunc(c.Outbound.Premium, func(p digits.Pattern) bool { return p.Match(number) }); got != want {
			t.Errorf("%s is dear: %v, want %v", number, got, want)
		}
	}
}

// Law: a rule whose endpoints a wider one before it takes with other caps is found where it stands; one that is left something is not.
func TestShadowedRules(t *testing.T) {
	for _, c := range []struct{ allow, want string }{
		{"[PJSIP/_0X.@trunk, {endpoint: PJSIP/_01X.@trunk, per_day: 5}]", "f:3:40: warning: the caps of PJSIP/_01X.@trunk never count: PJSIP/_0X.@trunk in line 3 takes all its endpoints; put the narrower rule first [shadowed-rule]"},
		{"[{endpoint: PJSIP/_0X.@trunk, per_day: 5}, PJSIP/_01X.@trunk]", "f:3:53: warning: the caps of PJSIP/_01X.@trunk never count"},
		{"[{endpoint: PJSIP/_0X.@trunk, per_day: 5}, {endpoint: pjsip/0123@trunk, at_once: 1}]", "f:3:64: warning: the caps of pjsip/0123@trunk never count"},
		{"[{endpoint: PJSIP/100, per_day: 5}, PJSIP/100]", "the caps of PJSIP/100 never count"},
		{"[{endpoint: PJSIP/_0X.@trunk, premium: true}, {endpoint: PJSIP/0900123456@trunk, per_day: 1}]", "the caps of PJSIP/0900123456@trunk never count"},
		{"[PJSIP/_0X.@trunk, PJSIP/_01X.@trunk]", ""},
		{"[{endpoint: PJSIP/_01X.@trunk, per_day: 5}, PJSIP/_0X.@trunk]", ""},
		{"[PJSIP/_0X.@trunk, {endpoint: PJSIP/_01X.@other, per_day: 5}]", ""},
		{"[PJSIP/_0X.@trunk, {endpoint: SIP/_01X.@trunk, per_day: 5}]", ""},
		{"[PJSIP/_0X.@trunk, {endpoint: PJSIP/_0900X.@trunk, per_day: 5, premium: true}]", ""},
		{"[PJSIP/_0X.@trunk, {endpoint: PJSIP/0900123456@trunk, per_day: 5}]", ""},
		{"[PJSIP/_1XX, {endpoint: PJSIP/_1X., per_day: 5}]", ""},
	} {
		_, findings := read(t, "asterisk: {password: x}\noutbound:\n  allow: "+c.allow+"\n")
		switch {
		case c.want == "" && len(findings) > 0, c.want != "" && (len(findings) != 1 || !strings.Contains(findings[0].String(), c.want)):
			t.Errorf("%s: %v, want %q", c.allow, findings, c.want)
		}
	}
}
