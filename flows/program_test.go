package flows_test

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/steps"
)

// TestRoutes: the more definite pattern wins wherever it stands, and brings its captures.
func TestRoutes(t *testing.T) {
	program := compile(t, `
numbers:
  _2XX: {flow: main, language: de, answer_delay: 2s, vars: {who: x}}
  "200": other
  _9.: main
flows: {main: [log: a], other: [log: b]}
`)
	for number, want := range map[string]string{
		"200": "200 other  -1ns map[] []", "234": "_2XX main de 2s map[who:x] [34]", "9123": "_9. main  -1ns map[] [123]",
		"300": "none", "": "none",
	} {
		route, ok := program.Route(number)
		got := "none"
		if ok {
			got = fmt.Sprint(route.Pattern, " ", route.Flow.Name, " ", route.Language, " ", route.AnswerDelay, " ", route.Vars, " ",
				route.Captures)
		}
		if got != want {
			t.Errorf("%q leads to %s, want %s", number, got, want)
		}
	}
	if program.Flow("none") != nil || len(program.Flows()) != 2 || program.Flows()[0].Name != "main" {
		t.Error("the flows are not those of the file")
	}
}

// TestAddressesAreUnique, of all steps, however their places are named.
func TestAddressesAreUnique(t *testing.T) {
	program := compile(t, `
defaults: {on_error: {log: a}, on_noinput: {log: a}}
flows:
  main: {on_error: [log: a], steps: [answer, {id: on_error, if: {is: "true", then: {log: a}}}, if: {is: "true", then: [log: a]}]}
  defaults: {on_error: [log: a], steps: [log: a]}
`)
	seen := map[string]flows.Placed{}
	program.EachStep(func(p *flows.Placed) {
		if first, twice := seen[p.Address]; twice {
			t.Errorf("%s stands at %s and at %s", p.Address, first.Pos, p.Pos)
		}
		seen[p.Address] = *p
	})
	if len(seen) != 10 {
		t.Errorf("%d steps were visited", len(seen))
	}
}

func TestRegistriesThatAreNone(t *testing.T) {
	step := func(flows.Args) flows.Step { return nil }
	for name, specs := range map[string][]*flows.Spec{
		"no kind":            {{New: step}},
		"no New":             {{Kind: "x"}},
		"twice":              {{Kind: "x", New: step}, {Kind: "x", New: step}},
		"a common field":     {{Kind: "when", New: step}},
		"no short field":     {{Kind: "x", New: step, Short: "y"}},
		"a field of no type": {{Kind: "x", New: step, Fields: []flows.Field{{Name: "y"}}}},
		"a field twice":      {{Kind: "x", New: step, Fields: []flows.Field{{Name: "y", Type: flows.Text}, {Name: "y", Type: flows.Text}}}},
		"a field named id":   {{Kind: "x", New: step, Fields: []flows.Field{{Name: "id", Type: flows.Text}}}},
	} {
		if _, err := flows.NewRegistry(specs...); err == nil {
			t.Errorf("%s: it was taken", name)
		}
	}
	r := registry(t)
	if len(r.Specs()) != len(steps.All()) || r.Lookup("menu") == nil || r.Lookup("nosuch") != nil {
		t.Error("the table is not that of the specs")
	}
}

func TestCauses(t *testing.T) {
	for _, name := range flows.CauseNames() {
		cause, ok := flows.ParseCause(name)
		if !ok || cause.String() != name {
			t.Errorf("%s is %d, called %s", name, cause, cause)
		}
	}
	if !slices.IsSorted(flows.CauseNames()) {
		t.Error("the names are in no order")
	}
	for text, want := range map[string]flows.Cause{"16": 16, "127": 127, "99": 99} {
		if got, ok := flows.ParseCause(text); !ok || got != want {
			t.Errorf("%s is %d", text, got)
		}
	}
	for _, bad := range []string{"", "0", "128", "-1", "Busy"} {
		if _, ok := flows.ParseCause(bad); ok {
			t.Errorf("%q is a cause", bad)
		}
	}
}

// TestASecretPrintsAsStars, whichever way it is printed.
func TestASecretPrintsAsStars(t *testing.T) {
	secret := flows.NewSecret("1234")
	var logged strings.Builder
	slog.New(slog.NewTextHandler(&logged, nil)).Info("x", "secret", secret, "in", []flows.Secret{secret})
	text, _ := secret.MarshalText()
	all := fmt.Sprintf("%v %+v %#v %s %q %d %x", secret, secret, secret, secret, secret, secret, secret) +
		fmt.Sprintf("%v %+v", struct{ S flows.Secret }{secret}, map[string]any{"a": secret}) + logged.String() + string(text)
	if strings.Contains(all, "1234") || strings.Contains(all, "31323334") {
		t.Errorf("it printed as %s", all)
	}
	if flows.Reveal(secret) != "1234" {
		t.Error("it was not kept")
	}
}

// TestTheScopeOfCall: everything that is known of a call can be named.
func TestTheScopeOfCall(t *testing.T) {
	program := compile(t, `
config: {a: {b: [1, 2]}}
flows:
  main:
    - log: "${call.id} ${call.channel} ${call.asterisk} ${call.from} ${call.from_name} ${call.to} ${call.context}"
    - log: "${call.language} ${call.args[0]} ${call.captures[0]} ${call.started} ${config.a.b[1]}"
`)
	p := dialIn(t, program, "", func(o *flows.Options) {
		o.Call = flows.CallInfo{ID: "i", Channel: "c", Asterisk: "a", From: "f", FromName: "n", To: "t", Context: "x",
			Language: "l", Args: []string{"0"}, Captures: []string{"1"}, Started: time.Unix(0, 0).UTC()}
	})
	if p.logged() != "i c a f n t x; l 0 1 1970-01-01T00:00:00Z 2" {
		t.Errorf("logged %q", p.logged())
	}
}

// own is a step of one's own: it enters its steps, or goes back without any.
type own struct{ block *flows.Block }

func (o own) Run(_ context.Context, r *flows.Run) (flows.Next, error) {
	n := 0
	had := r.Load(&n)
	r.Log("info", fmt.Sprintf("%s %v %d %v", r.Address(), had, n, r.Returned()))
	switch {
	case o.block == nil:
		return flows.Back(), nil
	case !r.Returned():
		return flows.Enter(o.block), r.Keep(7)
	}
	err := r.Save(8)
	r.Log("info", fmt.Sprint("saved, ", r.Returned()))
	return flows.Advance(), err
}

// TestAStepOfOnesOwn: Load, Keep, Save, Returned and Back are as documented.
func TestAStepOfOnesOwn(t *testing.T) {
	spec := &flows.Spec{Kind: "own", Bare: true, Fields: []flows.Field{{Name: "steps", Type: flows.Steps}},
		New: func(a flows.Args) flows.Step { return own{flows.Get[*flows.Block](a, "steps")} }}
	p := dialIn(t, compile(t, "flows: {main: [own: {id: o, steps: [own, log: never]}, log: behind]}", spec), "")
	want := "main/o false 0 false; main/o.steps.1 false 0 false; main/o true 7 true; saved, false; behind"
	if p.logged() != want {
		t.Errorf("logged %q, want %q\n%s", p.logged(), want, p)
	}
}
