package flows

import (
	"slices"

	"github.com/ariapp/ariapp/flows/source"
)

// PromptUse is a prompt that stands in a flow.
type PromptUse struct {
	// Text is the prompt: a sound's name, or what is to be said as in "number:42".
	Text string
	// Language is the language that it stands for, "" for every one that the program speaks.
	Language string
	// Computed tells that expressions make the rest of it: Text is what stands before the first.
	Computed bool
	// Node is its place in the file.
	Node *source.Node
}

// Prompts are the prompts of the flows, in the order in which they were read;
// those that are nothing but an expression are not among them.
func (p *Program) Prompts() []PromptUse { return slices.Clone(p.prompts) }

// Languages are the languages that numbers and language steps name, in the order in which they were read.
func (p *Program) Languages() []string { return slices.Clone(p.languages) }

func (c *compiler) prompt(n *source.Node, text string) {
	c.program.prompts = append(c.program.prompts, PromptUse{Text: text, Node: n})
}

func (c *compiler) speaks(language string) {
	if language != "" && !slices.Contains(c.program.languages, language) {
		c.program.languages = append(c.program.languages, language)
	}
}

// Prompt tells the compiler that the step plays a prompt, in one language or, for "", in any.
func (p Parser) Prompt(n *source.Node, text, language string) {
	p.c.program.prompts = append(p.c.program.prompts, PromptUse{Text: text, Language: language, Node: n})
}

// ComputedPrompt tells the compiler that the step plays a prompt that begins with text.
func (p Parser) ComputedPrompt(n *source.Node, text string) {
	p.c.program.prompts = append(p.c.program.prompts, PromptUse{Text: text, Computed: true, Node: n})
}

// Speaks tells the compiler that calls may be led in a language.
func (p Parser) Speaks(language string) { p.c.speaks(language) }

// SetLanguage is the language of the call's prompts from now on: `call.language`.
func (r *Run) SetLanguage(language string) {
	r.walker.opts.Call.Language = language
	r.walker.scopeIsStale()
}
