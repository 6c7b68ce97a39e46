package lint

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
)

func secretOut() Rule {
	return Rule{
		Name: "secret-out", Severity: source.Error,
		Summary: "A secret that comes to a text, a log or a store by a variable.",
		Doc: "A secret has a type of its own, which no text, prompt, URL, store or dialplan takes; where the type is " +
			"known, the compiler says so. A variable or parameter that holds now a secret, now something else, has " +
			"no type. Where it comes to such a place with the secret in it, the step fails, and the call hears the " +
			"apology.\n\nGive the secret a variable of its own. To compare it, use `same(vars.x, …)`; to send it, " +
			"`headers`, `json` or `form` of `http`.",
		Bad: "numbers: {_.: main}\nflows:\n  main:\n    - set: {entry: none}\n" +
			"    - collect: {id: card, prompt: vm-enter-num-to-call, length: 16, secret: true, on_exhausted: hangup}\n" +
			"    - set: {entry: \"${steps.card.value}\"}\n    - log: \"entered: ${vars.entry}\"\n",
		Good: "numbers: {_.: main}\nflows:\n  main:\n" +
			"    - collect: {id: card, prompt: vm-enter-num-to-call, length: 16, secret: true, on_exhausted: hangup}\n" +
			"    - log: \"a card was entered\"\n",
		Check: checkSecretOut,
	}
}

func checkSecretOut(p *Pass) {
	r := newReading(p)
	secrets := r.spreadOf(r.isSecret, handsOnWhole)
	for _, use := range p.Program.Uses() {
		if !isOutlet(use) || isSecretType(use.Type) {
			continue
		}
		for _, read := range use.Reads {
			if len(read.Path) != 2 || comparedOnly(use, read) {
				continue
			}
			if c, ok := secrets.causes[placeOf(use.Flow, read.Path)]; ok {
				p.AtPos(read.Pos, read.Width, "%s may hold a secret, %s, which cannot stand here: the step would fail; "+
					"give the secret a variable of its own", dotted(read.Path), c.what)
			}
		}
	}
}

// isSecret tells the values that are secrets by themselves.
func (r *reading) isSecret(use flows.Use, read flows.Read) (cause, bool) {
	c := cause{path: dotted(read.Path), pos: read.Pos}
	if read.Path[0] == "secrets" && len(read.Path) == 2 {
		c.what = c.path
		return c, true
	}
	step, result := r.stepRead(use, read)
	if step == nil || step.Kind != "collect" || result != "value" || !r.isOn(step, "secret") {
		return cause{}, false
	}
	c.what, c.step = fmt.Sprintf("what is keyed in at %s", step.Address), step
	return c, true
}

// handsOnWhole tells an expression whose value may be that of what it reads,
// rather than something about it.
func handsOnWhole(use flows.Use) bool {
	if isSecretType(use.Type) {
		return true
	}
	mixed := use.Type == nil || use.Type.Kind() == reflect.Interface
	return mixed && use.Whole && len(use.Reads) > 0 && !strings.Contains(use.Source, "same(")
}

func isSecretType(t reflect.Type) bool { return t == reflect.TypeFor[flows.Secret]() }

// isOutlet tells the places that take no secret: all fields of steps but those
// that give variables their values, decide about ways, or send secrets on.
func isOutlet(use flows.Use) bool {
	if use.Step == nil || isCondition(use) {
		return false
	}
	switch use.Step.Kind {
	case "set", "return", "call":
		return !use.Whole
	case "http":
		return !slices.Contains([]string{"headers", "form"}, use.Field) && !(use.Field == "json" && use.Whole)
	}
	return use.Field != "pin"
}

// comparedOnly tells whether an expression does no more with a value than compare it.
func comparedOnly(use flows.Use, read flows.Read) bool {
	path := dotted(read.Path)
	return strings.Contains(use.Source, "same("+path) || strings.Contains(use.Source, ", "+path+")") &&
		strings.Contains(use.Source, "same(")
}
