package lint

import (
	"slices"
	"strings"

	"github.com/ariapp/ariapp/flows"
)

// Prompts are the sounds that flows may play.
type Prompts struct {
	// Own are the prompts of the folder by name, each with its languages; "" is for all.
	Own map[string][]string
	// Default is the language of a call that has no other, and of what is not there in the call's.
	Default string
	// Prefix is the folder put before bare names of Asterisk's sounds.
	Prefix string
	// Sounds are the names of the sounds that Asterisk brings along.
	Sounds []string
	// Beside are prompts that are played beside the flows, such as the apology.
	Beside []string
}

// played is a sound that stands in a flow by its name, or by the beginning of it.
type played struct {
	flows.PromptUse
	name string
	// bare tells that it is looked for among the prompts of one's own first; "sound:name" is Asterisk's alone.
	bare bool
}

// soundsPlayed are the sounds that flows play by name; what is spelled or spoken is none.
func soundsPlayed(program *flows.Program) []played {
	var all []played
	for _, use := range program.Prompts() {
		scheme, name, found := strings.Cut(use.Text, ":")
		switch {
		case !found:
			all = append(all, played{use, use.Text, true})
		case scheme == "sound":
			all = append(all, played{use, name, false})
		}
	}
	return all
}

// instead is what callers hear of a prompt that is not there in their language.
func (p *Prompts) instead(name string) string {
	if p.Default != "" && p.has(name, p.Default) {
		return "it in " + p.Default
	}
	return "Asterisk's sound of that name, if there is one"
}

// has tells whether a prompt is there for a caller of a language: in the
// language itself, in one that it is a form of (pt for pt-BR), or for all.
func (p *Prompts) has(name, language string) bool {
	canonical := func(tag string) string { return strings.ToLower(strings.ReplaceAll(tag, "_", "-")) }
	return slices.ContainsFunc(p.Own[name], func(one string) bool {
		return one == "" || strings.HasPrefix(canonical(language)+"-", canonical(one)+"-")
	})
}
