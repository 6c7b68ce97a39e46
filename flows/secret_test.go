package flows_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/ariapp/ariapp/flows"
)

// compileWithin compiles a file that has other things outside of its flows.
func compileWithin(t testing.TB, outside flows.Outside, text string, own ...*flows.Spec) *flows.Program {
	t.Helper()
	program, findings := flows.Compile(parsed(t, "numbers: {_.: main}\n"+text), registry(t, own...).Within(outside))
	if program == nil {
		t.Fatal(findings)
	}
	return program
}

// TestSecretsAreWipedAfterTheCall, wherever the flow has put them; those of
// ivr.yaml stay for the next call.
func TestSecretsAreWipedAfterTheCall(t *testing.T) {
	token := flows.NewSecret("t0ken")
	seen, hidden := map[string]flows.Secret{}, flows.NewSecret("own")
	see := &flows.Spec{Kind: "see", Bare: true, Fields: []flows.Field{{Name: "x", Type: flows.Any}}, New: func(a flows.Args) flows.Step {
		return working{func(_ context.Context, r *flows.Run) (flows.Next, error) {
			value, err := flows.Get[flows.Value[any]](a, "x").Eval(r)
			list, _ := value.([]any)
			for i, item := range list {
				if secret, ok := item.(flows.Secret); ok {
					seen[fmt.Sprint(i)] = secret
				}
			}
			r.SetResult(map[string]any{"secret": token})
			r.SetVar("hidden", map[string]any{"list": []any{hidden, token}})
			return flows.Advance(), err
		}}
	}}
	program := compileWithin(t, flows.Outside{Secrets: map[string]flows.Secret{"token": token}}, `
flows:
  main:
    - collect: {id: c, prompt: ask, length: 4, secret: true}
    - set: {mine: '${steps.c.value}', theirs: '${secrets.token}', list: '${[steps.c.value]}'}
    - call: {id: f, flow: inner, args: {pin: '${steps.c.value}'}}
    - see: {x: '${[steps.c.value, vars.mine, vars.theirs, vars.list[0], steps.f.values.pin, secrets.token]}'}
    - log: "${same(vars.mine, '7359')} ${same(secrets.token, 't0ken')} ${same(steps.c.value, vars.mine)}"
  inner: {params: {pin: }, steps: [return: {values: {pin: '${flow.pin}'}}]}
`, see)
	p := dialIn(t, program, "@ask 7359")
	if p.logged() != "true true true" || p.outcome.Status != flows.Ended {
		t.Errorf("logged %q, ended %+v", p.logged(), p.outcome)
	}
	for where, want := range map[string]string{"0": "", "1": "", "2": "t0ken", "3": "", "4": "", "5": "t0ken"} {
		if secret, ok := seen[where]; !ok || flows.Reveal(secret) != want {
			t.Errorf("secret %s was %v, then %q, not %q", where, ok, flows.Reveal(secret), want)
		}
	}
	if flows.Reveal(hidden) != "" {
		t.Error("a secret in a list in a mapping is still there")
	}
	told, err := json.Marshal(p.facts)
	if err != nil || strings.Contains(string(told), "7359") || strings.Contains(string(told), "t0ken") {
		t.Errorf("the facts tell a secret: %s", told)
	}
}

// TestSecretsOfTheFile: where they may not stand, and what is no name of theirs.
func TestSecretsOfTheFile(t *testing.T) {
	outside := flows.Outside{Secrets: map[string]flows.Secret{"token": flows.NewSecret("t0ken")}}
	for step, want := range map[string]string{
		"log: '${secrets.token}'":                              "f:2:24: a secret may not stand in a text [wrong-type]",
		"log: 'x ${secrets.token}'":                            "f:2:26: a secret may not stand in a text [wrong-type]",
		"play: 'digits:${secrets.token}'":                      "f:2:32: a secret may not stand in a text [wrong-type]",
		"wait: '${secrets.token}'":                             "f:2:25: a duration is wanted here, this is a secret [wrong-type]",
		"log: '${secrets.tokn}'":                               "f:2:32: secrets has no \"tokn\"; did you mean \"token\"? [unknown-name]",
		"if: {is: 'secrets.token == \"t0ken\"', then: hangup}": "f:2:",
	} {
		_, findings := flows.Compile(parsed(t, "numbers: {_.: main}\nflows: {main: ["+step+"]}"), registry(t).Within(outside))
		if len(findings) != 1 || !strings.HasPrefix(findings[0].Format(), want) {
			t.Errorf("%s: found %v, want %s", step, findings, want)
		}
	}
	if _, findings := flows.Compile(parsed(t, "numbers: {_.: main}\nflows: {main: [log: '${secrets.token}']}"), registry(t)); len(findings) != 1 {
		t.Errorf("without secrets: %v", findings)
	}
}

// TestSecretsOfTheFileInCheckpoints are sealed as those of callers are.
func TestSecretsOfTheFileInCheckpoints(t *testing.T) {
	program := compileWithin(t, flows.Outside{Secrets: map[string]flows.Secret{"token": flows.NewSecret("t0ken")}},
		"flows: {main: [set: {x: '${secrets.token}'}, wait: 1s, log: \"${same(vars.x, 't0ken')}\"]}")
	got := walk(t, program, scripted{flow: "main"}, sealKey, func(_, m int) bool { return m == 3 })
	if told := logged(got.facts); told != "true" {
		t.Errorf("logged %q", told)
	}
	for _, written := range got.written {
		if strings.Contains(string(written), "t0ken") {
			t.Errorf("a checkpoint tells it: %s", written)
		}
	}
}

// TestASecretIsStars in every way of writing it.
func TestASecretIsStars(t *testing.T) {
	secret := flows.NewSecret("t0ken")
	told, err := json.Marshal(map[string]any{"a": secret, "b": []flows.Secret{secret}})
	if err != nil || string(told) != `{"a":"***","b":["***"]}` {
		t.Errorf("as JSON it is %s, %v", told, err)
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		if text := fmt.Sprintf(verb, secret); text != "***" {
			t.Errorf("%s writes %s", verb, text)
		}
	}
	if secret.String() != "***" || secret.LogValue().String() != "***" {
		t.Error("it is told")
	}
	copied := secret
	if flows.Wipe(copied); flows.Reveal(secret) != "" {
		t.Error("a copy keeps what was wiped")
	}
	flows.Wipe(flows.Secret{})
	if flows.Reveal(flows.Secret{}) != "" {
		t.Error("no secret has a value")
	}
}

// TestOutside: names that stand elsewhere in the file are checked where they are known.
func TestOutside(t *testing.T) {
	const text = "flows: {main: [hours: offic, lookup: {table: custmers, key: 1}, http: {url: 'https://a.example/', sign: hok}]}"
	names := map[string][]string{"schedule": {"office"}, "table": {"customers"}, "signing key": {"hook"}}
	for _, c := range []struct {
		outside flows.Outside
		rules   string
	}{
		{flows.Outside{}, ""},
		{flows.Outside{Names: map[string][]string{"schedule": nil}}, "unknown-schedule "},
		{flows.Outside{Names: names}, "unknown-schedule unknown-table unknown-signing-key "},
	} {
		_, findings := flows.Compile(parsed(t, "numbers: {_.: main}\n"+text), registry(t).Within(c.outside))
		rules := ""
		for _, f := range findings {
			rules += f.Rule + " "
			if len(c.outside.Names) == 3 && f.Nearest == "" {
				t.Errorf("%s: nothing is near", f.Format())
			}
		}
		if rules != c.rules {
			t.Errorf("within %v: %v", c.outside.Names, findings)
		}
	}
}

// Operators would compare what a secret prints as, or nothing: they are a finding.
func TestSecretsAreNotComparedByOperators(t *testing.T) {
	for _, condition := range []string{"secrets.a == secrets.a", "steps.c.value != 'x'", "secrets.a in ['x']"} {
		doc := parsed(t, "numbers: {2: main}\nflows: {main: [{collect: {id: c, prompt: x, secret: true}}, "+
			"{if: {is: \""+condition+"\", then: hangup}}]}\n")
		_, findings := flows.Compile(doc, registry(t).Within(flows.Outside{
			Secrets: map[string]flows.Secret{"a": flows.NewSecret("x")}}))
		wants := map[bool]string{true: "same(a, b)", false: "flows.Secret"}[condition == "secrets.a == secrets.a"]
		if len(findings) != 1 || !strings.Contains(findings[0].Message, wants) {
			t.Errorf("%s: %v", condition, findings)
		}
	}
}
