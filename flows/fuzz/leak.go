package fuzz

import (
	"cmp"
	"strings"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/scenario"
)

// trace is where a text can be read in a call: a fact, or the address of a request.
type trace struct {
	fact    flows.Fact
	request string
	step    string
}

// leak looks for secrets in what anybody may read: facts, and with them prompts
// and the log, and the addresses of requests.
//
// Secrets are those of the file, and what callers key in at questions for a
// secret. Digits may stand in a text by chance: what is keyed in counts only if it
// is nowhere when the same caller keys in something else.
func (f *fuzzer) leak(c *call) *Break {
	for _, secret := range f.known.secrets {
		if found := traces(c, secret); len(found) > 0 {
			return f.leaked(found[0], secret, "a secret of the file")
		}
	}
	if found, ok := f.unmasked(c); ok {
		return f.leaked(found, "", "a key that answers a question for a secret")
	}
	for i := range c.scene.Acts {
		secret := f.keyedInSecret(c, i)
		if secret == "" {
			continue
		}
		found := traces(c, secret)
		if len(found) == 0 {
			continue
		}
		other := clone(c.scene)
		other.Acts[i].Keys = strings.Map(otherDigit, other.Acts[i].Keys)
		if counter := f.run(other); len(traces(counter, secret)) < len(found) {
			return f.leaked(found[0], secret, "what was keyed in as a secret")
		}
	}
	return nil
}

func (f *fuzzer) leaked(at trace, secret, what string) *Break {
	b := &Break{Kind: Leak, Step: at.step, secret: secret, request: at.request}
	if step := f.known.steps[at.step]; step != nil {
		b.Pos = step.Pos
	}
	where := "in the address of a request"
	if at.request == "" {
		where = "in the fact " + string(at.fact.Kind)
	}
	b.Message = what + " can be read " + where
	return b
}

// otherDigit is a digit for each, never the same.
func otherDigit(r rune) rune {
	if r >= '0' && r <= '9' {
		return '0' + (r-'0'+5)%10
	}
	return r
}

// traces are the places of a call where a text can be read.
func traces(c *call, text string) []trace {
	var all []trace
	step := ""
	for _, fact := range c.result.Facts {
		step = cmp.Or(fact.Step, step)
		if strings.Contains(fact.Text, text) || strings.Contains(fact.Outcome, text) {
			all = append(all, trace{fact: fact, step: step})
		}
	}
	for _, made := range c.result.Requests {
		if strings.Contains(made.Request, text) {
			all = append(all, trace{request: made.Request, step: made.Step})
		}
	}
	return all
}

// unmasked is a key that can be read though it answers a question for nothing but a secret.
func (f *fuzzer) unmasked(c *call) (trace, bool) {
	for _, fact := range c.result.Facts {
		if fact.Kind == flows.KeyWas && fact.Text != "*" && onlySecret(f.known.steps[fact.Step]) {
			return trace{fact: fact, step: fact.Step}, true
		}
	}
	return trace{}, false
}

// onlySecret tells whether all keys that a step takes are secret: a menu behind a
// PIN, or what follows one, takes others too.
func onlySecret(step *flows.Placed) bool {
	if !secretive(step) || step.Spec.Asks {
		return false
	}
	_, question := step.Step.(flows.Handling)
	return question
}

// keyedInSecret is what the i-th act gives as an answer to a question for a
// secret: "" when it does not, or when the same digits are known otherwise.
func (f *fuzzer) keyedInSecret(c *call, i int) string {
	act := c.scene.Acts[i]
	secret := strings.Trim(act.Keys, "*#ABCD")
	if act.Kind != scenario.Press || len(secret) < secretLeast || strings.Trim(secret, "0123456789") != "" {
		return ""
	}
	asked := false
	for _, fact := range c.keysOf(i) {
		if fact.Text != "*" {
			return ""
		}
		asked = asked || secretive(f.known.steps[fact.Step])
	}
	given := &c.scene.Given
	if !asked || strings.Contains(given.To+" "+given.From+" "+scenario.DefaultFrom, secret) {
		return ""
	}
	for j, other := range c.scene.Acts {
		if j != i && strings.Contains(other.Keys, secret) {
			return ""
		}
	}
	return secret
}

// keysOf are the facts of the keys of the i-th act, as far as the call took them.
func (c *call) keysOf(i int) []flows.Fact {
	first := 0
	for _, act := range c.scene.Acts[:i] {
		first += len(act.Keys)
	}
	var keys []flows.Fact
	for _, fact := range c.result.Facts {
		if fact.Kind == flows.KeyWas {
			keys = append(keys, fact)
		}
	}
	first = min(first, len(keys))
	return keys[first:min(first+len(c.scene.Acts[i].Keys), len(keys))]
}
