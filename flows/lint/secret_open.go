package lint

import (
	"regexp"
	"slices"
	"strings"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
)

func secretInTheOpen() Rule {
	return Rule{
		Name: "secret-in-the-open", Severity: source.Warning,
		Summary: "A collect that asks for a PIN or password without `secret: true`.",
		Doc: "What the caller keys in is compared with a secret, or with a setting that is called like one (`pin`, " +
			"`password`, …), so it is one itself. Without `secret: true` its digits stand in logs, traces and the " +
			"journal.\n\nWrite `secret: true` beside the collect, and compare with `same(steps.id.value, …)`.",
		Bad: "numbers: {_.: main}\nconfig: {support_pin: \"4711\"}\nflows:\n  main:\n" +
			"    - collect: {id: pin, prompt: agent-pass, length: 4, on_exhausted: hangup}\n" +
			"    - hangup: {when: 'not same(steps.pin.value, config.support_pin)'}\n    - play: hello-world\n",
		Good: "numbers: {_.: main}\nconfig: {support_pin: \"4711\"}\nflows:\n  main:\n" +
			"    - collect: {id: pin, prompt: agent-pass, length: 4, secret: true, on_exhausted: hangup}\n" +
			"    - hangup: {when: 'not same(steps.pin.value, config.support_pin)'}\n    - play: hello-world\n",
		Check: checkSecretInTheOpen,
	}
}

func checkSecretInTheOpen(p *Pass) {
	r := newReading(p)
	told := map[*flows.Placed]bool{}
	for _, use := range p.Program.Uses() {
		for _, read := range use.Reads {
			step, result := r.stepRead(use, read)
			if step == nil || step.Kind != "collect" || result != "value" || r.isOn(step, "secret") || told[step] {
				continue
			}
			with := comparedWith(use, read)
			if with == "" {
				continue
			}
			told[step] = true
			p.AtStep(step, "what is keyed in here is compared with %s, but its digits stand in logs; "+
				"write secret: true, and compare with same()", with)
		}
	}
}

// secretName is a name that tells that something is a secret.
var secretName = regexp.MustCompile(`(?i)(^|_)(pins?|passwords?|passcodes?|passwd|secrets?|tans?)($|_|[0-9])`)

// comparedWith is the secret that a value is compared with in an expression, "" for none.
func comparedWith(use flows.Use, read flows.Read) string {
	own := regexp.QuoteMeta(dotted(read.Path))
	for _, other := range use.Reads {
		known := other.Path[0] == "secrets" || other.Path[0] == "config" && len(other.Path) == 2 &&
			secretName.MatchString(other.Path[1])
		if !known {
			continue
		}
		path := regexp.QuoteMeta(dotted(other.Path))
		between := []string{`same\(\s*` + own + `\s*,\s*` + path + `\s*\)`, `same\(\s*` + path + `\s*,\s*` + own + `\s*\)`,
			own + `\s*[!=]=\s*` + path, path + `\s*[!=]=\s*` + own}
		if slices.ContainsFunc(between, func(form string) bool {
			matched, err := regexp.MatchString(form, use.Source)
			return err == nil && matched
		}) {
			return strings.Join(other.Path, ".")
		}
	}
	return ""
}
