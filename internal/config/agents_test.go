package config

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/ariapp/ariapp/flows/source"
)

// Law: an agent who is made while the daemon runs is read as those of the file are, and stands behind them; what is wrong
// is a finding that says what would have been accepted.
func TestReadAgent(t *testing.T) {
	doc, _ := source.Parse("f", richQueues)
	c, _ := Read(doc, func(string) (string, bool) { return "", false })
	one, findings := ReadAgent(&c, "2001", `{"name": "Eva", "endpoint": "PJSIP/2001", "pin": "12", "skills": {"lang_en": 3},
 "logged_in": true, "queues": [{"queue": "sales", "level": 2}]}`)
	want := Agent{ID: "2001", Name: "Eva", Endpoint: "PJSIP/2001", PIN: "12", Skills: map[string]int{"lang_en": 3}, LoggedIn: true,
		Members: []Membership{{Queue: "sales", Level: 2, Position: 3, Weight: 1}}}
	if diff := cmp.Diff(want, one, cmpopts.IgnoreTypes((*source.Node)(nil))); diff != "" || len(findings) > 0 {
		t.Errorf("%s\n%v", diff, findings)
	}
	for _, c2 := range []struct{ number, text, says string }{
		{"20 01", "{}", "1 to 60 letters, digits"}, {"", "{}", "1 to 60 letters"}, {strings.Repeat("1", 61), "{}", "1 to 60"},
		{"1", "[]", "a mapping"}, {"1", "{", ""}, {"1", `{"nmae": "x"}`, `unknown key of the agent 1 "nmae"`},
		{"1", `{"endpoint": "PJSIP"}`, "PJSIP/1001"}, {"1", `{"pin": "12a"}`, "a PIN must be digits"}, {"1", `{"skills": {"a": -1}}`, "0 to 1000"},
		{"1", `{"skills": {"0": 1}}`, "the name of a skill"}, {"1", `{"wrapup": "-1s"}`, "0s to 24h"}, {"1", `{"wrapup": 5}`, "0s to 24h"},
		{"1", `{"queues": [{"queue": "slaes"}]}`, `unknown queue "slaes"`}, {"1", `{"queues": [{"level": 1}]}`, "a membership needs a queue"},
		{"1", `{"queues": [{"queue": "sales"}, {"queue": "sales"}]}`, "in the queue sales already"},
		{"1", `{"queues": [{"queue": "sales", "level": 1001}]}`, "0 to 1000"}, {"1", `{"queues": [{"queue": "sales", "ring_timeout": "0s"}]}`, "1s to 24h"},
		{"1", `{"logged_in": true}`, "needs an endpoint"}, {"1", `{"asterisk": "c"}`, `unknown asterisk "c"`},
		{"1", `{"name": "` + strings.Repeat("x", 101) + `"}`, "at most 100 characters"}, {"1", `{"name": "${env.HOME}"}`, "has no HOME"},
		{"1", `{"name": {}}`, "a text"}, {"1", `{"queues": [[]]}`, ""},
	} {
		one, findings := ReadAgent(&c, c2.number, c2.text)
		if len(findings) == 0 || !strings.Contains(findings[0].String(), c2.says) {
			t.Errorf("%s %s: %+v, %v, want %q", c2.number, c2.text, one, findings, c2.says)
		}
	}
}

// Law: no text breaks the reading of an agent, and what has no findings keeps the bounds.
func FuzzReadAgent(f *testing.F) {
	doc, _ := source.Parse("f", richQueues)
	c, _ := Read(doc, func(string) (string, bool) { return "", false })
	f.Add("2001", `{"name": "Eva", "endpoint": "PJSIP/2001", "queues": ["sales", {"queue": "support", "level": 3}]}`)
	f.Add("x", `{"skills": {"a": 1}, "wrapup": "5s"}`)
	f.Fuzz(func(t *testing.T, number, text string) {
		one, findings := ReadAgent(&c, number, text)
		if len(findings) > 0 {
			return
		}
		if !queueName.MatchString(one.ID) || len(one.Members) > len(c.Queues) {
			t.Errorf("%q %q: %+v", number, text, one)
		}
	})
}
