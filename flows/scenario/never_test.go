package scenario_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/scenario"
	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/flows/steps"
)

// told is a file whose flows tell a PIN in many ways, by the number dialled.
const told = `numbers: {1: kept, 2: open, 3: logged, 4: said, 5: asked, 6: sent, 7: stored, 8: key, 9: failed, 10: crm, 11: twice, 12: aside}
config: {pin: "4711", odd: 'a b"c'}
vars: {n: 0}
flows:
  kept:
    - collect: {id: pin, prompt: pin, length: 4, secret: true}
    - log: "${same(steps.pin.value, config.pin)}"
  open:
    - collect: {id: pin, prompt: pin, length: 4}
  logged:
    - wait: 3s
    - log: "pin ${config.pin}"
  said: [{play: "digits:${config.pin}"}]
  asked: [{http: {url: "https://example.com/", query: {q: "${config.odd}"}}}]
  sent: [{http: {url: "https://example.com/", headers: {X-Pin: "${config.pin}"}, json: {odd: "${config.odd}"}}}]
  stored: [{store: {key: k, set: "${config.odd}"}}, {store: {key: k, delete: true}}]
  key: [{store: {key: "pin/${config.pin}", add: 1}}]
  failed: [{set: {n: '${int("x" + config.pin)}'}, on_error: hangup}]
  crm: [{http: {url: "https://example.com/", headers: {token: "${secrets.token}"}}}]
  aside: [{play: hello}, {mumble: }]
  twice:
    - collect: {id: a, prompt: a, length: 2}
    - collect: {id: b, prompt: b, length: 2}
`

// mumbling is a step in Go that plays a prompt of which no fact tells.
type mumbling struct{}

func (mumbling) Run(ctx context.Context, r *flows.Run) (flows.Next, error) {
	if _, err := r.Port().Play(ctx, "en", []string{"digits:4711"}); err != nil {
		return flows.Next{}, err
	}
	_, err := r.Next(ctx, r.Now().Add(5*time.Second))
	return flows.Advance(), err
}

// Law: a text that nobody may read is found wherever it can be read, as it is
// written there, and the failure says where first, in the test and in the flows, but not what.
func TestNever(t *testing.T) {
	mumble := &flows.Spec{Kind: "mumble", Bare: true, New: func(flows.Args) flows.Step { return mumbling{} }}
	registry, err := flows.NewRegistry(append(steps.All(), mumble)...)
	if err != nil {
		t.Fatal(err)
	}
	secrets := map[string]flows.Secret{"token": flows.NewSecret("s3cr3t")}
	doc, findings := source.Parse("ivr.yaml", told)
	program, more := flows.Compile(doc, registry.Within(flows.Outside{Secrets: secrets}))
	if findings = append(findings, more...); findings.HasErrors() {
		t.Fatal(findings)
	}
	const http = "http: [ANY https://**: 200]"
	for name, c := range map[string]struct{ given, acts, never, want string }{
		"keys of a secret":       {"to: 1", "expect: pin, press: 4711", `["4711"]`, ""},
		"keys that are seen":     {"to: 2", "expect: pin, press: 4711", `["4711"]`, "4/9: wanted this text never to be told, instead it can be read in the keys pressed after 600ms, at open/pin\n"},
		"some of the keys":       {"to: 2", "expect: pin, press: 4711", `["71"]`, "4/9: wanted this text never to be told, instead it can be read in the keys pressed after 400ms, at open/pin\n"},
		"keys of two questions":  {"to: 11", "expect: a, press: 4711", `["4711"]`, ""},
		"the log":                {"to: 3", "", `["4711"]`, "4/12: wanted this text never to be told, instead it can be read in a line of the log after 3s, at logged/2\n"},
		"another text":           {"to: 3", "", `["4712", PIN]`, ""},
		"each text":              {"to: 3", "", `[pin, "1", x, "4711"]`, strings.Repeat("4/12: wanted this text never to be told, instead it can be read in a line of the log after 3s, at logged/2\n", 3)},
		"one text alone":         {"to: 3", "", `"4711"`, "4/12: wanted this text never to be told, instead it can be read in a line of the log after 3s, at logged/2\n"},
		"a prompt":               {"to: 4", "", `["4711"]`, "4/13: wanted this text never to be told, instead it can be read in a prompt after 0s, at said/1\n"},
		"a prompt beside":        {"to: 12", "", `["4711"]`, "4/20: wanted this text never to be told, instead it can be read in a prompt after 2s, at aside/2\n"},
		"an address":             {"to: 5, " + http, "", `['a b"c']`, "4/14: wanted this text never to be told, instead it can be read in the address of a request after 0s, at asked/1\n"},
		"an address is not sent": {"to: 5, " + http, "", `[{text: 'a b"c', unless: sent}]`, "4/14: wanted this text never to be told, instead it can be read in the address of a request after 0s, at asked/1\n"},
		"a header":               {"to: 6, " + http, "", `["4711"]`, "4/15: wanted this text never to be told, instead it can be read in the header X-Pin of a request after 0s, at sent/1\n"},
		"a body":                 {"to: 6, " + http, "", `['a b"c']`, "4/15: wanted this text never to be told, instead it can be read in the body of a request after 0s, at sent/1\n"},
		"sent, as it may be":     {"to: 6, " + http, "", `[{text: "4711", unless: sent}, {text: 'a b"c', unless: sent}]`, ""},
		"stored and forgotten":   {"to: 7", "", `['a b"c']`, "4/16: wanted this text never to be told, instead it can be read in what is stored after 0s, at stored/1\n"},
		"stored before":          {"to: 7, store: {x: \"4711\"}", "", `["4711"]`, ""},
		"a key of the store":     {"to: 8", "", `["4711"]`, "4/17: wanted this text never to be told, instead it can be read in what is stored after 0s, at key/1\n"},
		"why a step failed":      {"to: 9", "", `["4711"]`, "4/18: wanted this text never to be told, instead it can be read in the fact step-failed after 0s, at failed/1\n"},
		"a secret":               {"to: 10, " + http, "", `[{secret: token}]`, "4/19: wanted the secret token never to be told, instead it can be read in the header token of a request after 0s, at crm/1\n"},
		"a secret that goes out": {"to: 10, " + http, "", `{secret: token, unless: sent}`, ""},
		"a secret that is kept":  {"to: 1", "", `[{secret: token}]`, ""},
	} {
		text := fmt.Sprintf("tests:\n- name: x\n  given: {%s}\n  end: {never: %s}\n  acts: [%s]\n", c.given, c.never, c.acts)
		file := parsed(t, program, text)
		var got strings.Builder
		for _, f := range scenario.Run(t.Context(), scenario.Setting{Program: program, Spell: spell, Secrets: secrets}, file.Cases[0]).Failures {
			fmt.Fprintf(&got, "%d/%d: %s\n", f.Pos.Line, f.Flow.Line, f.Message)
		}
		if got.String() != c.want {
			t.Errorf("%s: got\n%swant\n%s", name, got.String(), c.want)
		}
	}
}
