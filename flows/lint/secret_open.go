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
		Doc: "What the caller keys in is compared with a secret, or with a setting, a variable or a column that is called " +
			"like one (`pin`, `password`, …), or is given to a service or a table under such a name; or the collect or its " +
			"prompt is called so. Then it is a secret itself. Without `secret: true` its digits stand in logs, traces and the " +
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
	tell := func(step *flows.Placed, what string) {
		if what != "" && step != nil && step.Kind == "collect" && !r.isOn(step, "secret") && !told[step] {
			told[step] = true
			p.AtStep(step, "what is keyed in here is %s, but its digits stand in logs; "+
				"write secret: true, and compare with same()", what)
		}
	}
	for _, use := range p.Program.Uses() {
		for _, read := range use.Reads {
			if step, result := r.stepRead(use, read); result == "value" {
				tell(step, comparedWith(use, read))
			}
		}
	}
	for _, step := range p.Graph.Steps() {
		tell(step, r.askedAsSecret(step))
	}
	r.givenAsSecret(p.Doc.Root.Get("flows"), tell)
}

// askedAsSecret tells a step whose id or prompt says that it asks for a secret, "" for any other.
func (r *reading) askedAsSecret(step *flows.Placed) string {
	if step.Kind != "collect" {
		return ""
	}
	if named(step) && secretName.MatchString(step.ID) {
		return "called " + step.ID
	}
	for _, item := range r.Field(step, "prompt").Elements() {
		if secretPrompt.MatchString(item.Value) {
			return "asked for by " + item.Value
		}
	}
	return ""
}

// givenAsSecret tells of steps whose value stands at a key that is called like a secret: of
// a request, a table, a conference.
func (r *reading) givenAsSecret(n *source.Node, tell func(step *flows.Placed, what string)) {
	for key, value := range n.All() {
		if secretName.MatchString(key.Value) {
			for _, use := range r.byNode[value] {
				for _, read := range use.Reads {
					if step, result := r.stepRead(use, read); result == "value" && use.Whole {
						tell(step, "given as "+key.Value)
					}
				}
			}
		}
		r.givenAsSecret(value, tell)
	}
	if n != nil {
		for _, item := range n.Items {
			r.givenAsSecret(item, tell)
		}
	}
}

// secretPrompt is the name of a prompt that asks for a secret.
var secretPrompt = regexp.MustCompile(`(?i)^(\S*[-_/])?(\w*pin|pass|passwords?|passcode|passwd)([-_/0-9]\S*)?$`)

// secretName is a name that tells that something is a secret.
var secretName = regexp.MustCompile(`(?i)(^|_)(pins?|pass|passwords?|passcodes?|passwd|secrets?|tans?)($|_|[0-9])`)

// comparedWith is the secret that a value is compared with in an expression, "" for none.
func comparedWith(use flows.Use, read flows.Read) string {
	own := regexp.QuoteMeta(dotted(read.Path))
	for _, other := range use.Reads {
		last := other.Path[len(other.Path)-1]
		if other.Path[0] != "secrets" && (len(other.Path) < 2 || !secretName.MatchString(last)) {
			continue
		}
		path := regexp.QuoteMeta(dotted(other.Path))
		between := []string{`same\(\s*` + own + `\s*,\s*` + path + `\s*\)`, `same\(\s*` + path + `\s*,\s*` + own + `\s*\)`,
			own + `\s*[!=]=\s*` + path, path + `\s*[!=]=\s*` + own}
		if slices.ContainsFunc(between, func(form string) bool {
			matched, err := regexp.MatchString(form, use.Source)
			return err == nil && matched
		}) {
			return "compared with " + strings.Join(other.Path, ".")
		}
	}
	return ""
}
