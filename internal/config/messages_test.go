package config

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ariapp/ariapp/flows/source"
)

// Law: no texts are taken without a flow, and with one as the file says.
func TestMessages(t *testing.T) {
	for text, want := range map[string]Messages{
		"vars: {}":               {"", []string{"PJSIP"}, 100},
		"messages:":              {"", []string{"PJSIP"}, 100},
		"messages: {flow: none}": {"", []string{"PJSIP"}, 100},
		"messages: {flow: texts, technologies: [PJSIP, XMPP], at_once: 3}": {"texts", []string{"PJSIP", "XMPP"}, 3},
	} {
		doc, findings := source.Parse("f", "asterisk: {password: x}\n"+text)
		c, more := Read(doc, func(string) (string, bool) { return "", false })
		if len(findings)+len(more) > 0 {
			t.Errorf("%s: %v %v", text, findings, more)
		}
		if diff := cmp.Diff(want, c.Messages); diff != "" {
			t.Errorf("%s: %s", text, diff)
		}
	}
}

// Law: what is wrong with it is one finding at its place.
func TestWrongMessages(t *testing.T) {
	for text, want := range map[string]string{
		"messages: {flows: a}":                `f:2:12: unknown key of messages "flows"; did you mean "flow"? [unknown-key]`,
		"messages: {technologies: []}":        "f:2:26: technologies must be technologies of Asterisk, such as PJSIP, found a list [wrong-type]",
		"messages: {technologies: PJSIP/100}": `f:2:26: a technology must be a name of letters and digits, such as PJSIP, found "PJSIP/100" [wrong-type]`,
		"messages: {at_once: 0}":              `f:2:21: the value must be a whole number from 1 to 10000, found "0" [wrong-type]`,
		"messages: texts":                     `f:2:11: messages must be a mapping, found "texts" [wrong-type]`,
	} {
		doc, _ := source.Parse("f", "asterisk: {password: x}\n"+text)
		_, findings := Read(doc, func(string) (string, bool) { return "", false })
		if len(findings) != 1 || findings[0].String() != want {
			t.Errorf("%s: found %v, want %s", text, findings, want)
		}
	}
}
