package fuzz

import (
	"strings"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/scenario"
)

// leak looks for secrets in what anybody may read: facts, and with them prompts
// and the log, what is stored, and the addresses of requests.
//
// Secrets are those of the file, and what callers key in at questions for a
// secret. Digits may stand in a text by chance: what is keyed in counts only if it
// is nowhere when the same caller keys in something else.
func (f *fuzzer) leak(c *call) *Break {
	for _, secret := range f.known.secrets {
		if found, sure := traces(c, secret.value); len(found) > 0 {
			b := f.leaked(found[0], "a secret of the file can be read in "+found[0].String())
			b.leaked, b.sure = scenario.Never{Secret: secret.name, UnlessSent: true}, sure
			return b
		}
	}
	if b := f.unmasked(c); b != nil {
		return b
	}
	for i := range c.scene.Acts {
		secret := f.keyedInSecret(c, i)
		if secret == "" {
			continue
		}
		found, _ := traces(c, secret)
		if len(found) == 0 {
			continue
		}
		other := clone(c.scene)
		other.Acts[i].Keys = strings.Map(otherDigit, other.Acts[i].Keys)
		if chance, _ := traces(f.run(other), secret); len(chance) < len(found) {
			b := f.leaked(found[0], "what was keyed in as a secret can be read in "+found[0].String())
			b.leaked, b.sure = scenario.Never{Text: secret, UnlessSent: true}, len(chance) == 0
			return b
		}
	}
	return nil
}

// leaked is a break at the place where something could be read.
func (f *fuzzer) leaked(at scenario.Telling, message string) *Break {
	b := &Break{Kind: Leak, Step: at.Step, Message: message}
	if at.Sort == scenario.InAddress {
		b.request = at.Request
	}
	if step := f.known.steps[at.Step]; step != nil {
		b.Pos = step.Pos
	}
	return b
}

// otherDigit is a digit for each, never the same.
func otherDigit(r rune) rune {
	if r >= '0' && r <= '9' {
		return '0' + (r-'0'+5)%10
	}
	return r
}

// traces are the places of a call where anybody can read a text; sure unless the caller keyed it in openly, too.
func traces(c *call, text string) (found []scenario.Telling, sure bool) {
	sure = true
	for _, one := range c.result.Tellings(text) {
		if one.Sort == scenario.InKeys {
			sure = false
		} else if !one.Sent() {
			found = append(found, one)
		}
	}
	return found, sure
}

// unmasked is a key that can be read though it answers a question for nothing but a secret.
func (f *fuzzer) unmasked(c *call) *Break {
	for _, fact := range c.result.Facts {
		if fact.Kind == flows.KeyWas && fact.Text != "*" && onlySecret(f.known.steps[fact.Step]) {
			return f.leaked(scenario.Telling{Step: fact.Step},
				"a key that answers a question for a secret can be read in the fact "+string(fact.Kind))
		}
	}
	return nil
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
