package lint

import (
	"slices"
	"strings"

	"github.com/ariapp/ariapp/flows/source"
)

func missingLanguage() Rule {
	return Rule{
		Name: "missing-language", Severity: source.Warning, Beside: true,
		Summary: "A prompt of your own that is not there in a language that the flows speak.",
		Doc: "A number or a `language` step names a language, and the prompt is in the folder in others only. Callers " +
			"hear it in the default language (`prompts.language`), or, where it is not there either, Asterisk's own " +
			"sound of that name, or nothing.\n\nPut the prompt " +
			"into the language's folder, `prompts/fr/welcome.wav`, or beside the folders, `prompts/music.wav`, where " +
			"it is for all languages. What is right in one language only: " +
			"`# ariapp:ignore missing-language only in English`.",
		Bad:  "    - play: welcome      # prompts/en/welcome.wav, while a number has language: fr\n",
		Good: "    - play: welcome      # prompts/en/welcome.wav, prompts/fr/welcome.wav\n",
		Check: func(p *Pass) {
			if p.Outside.Prompts == nil {
				return
			}
			told := map[string]bool{}
			for _, use := range soundsPlayed(p.Program) {
				lacking := p.lacking(use)
				if use.Computed || !use.bare || told[use.name] || len(lacking) == 0 {
					continue
				}
				told[use.name] = true
				p.AtNode(use.Node, "the prompt %s is not there in %s, which the flows speak: callers hear %s; put it into "+
					"the folder of the language, or beside the folders", use.name, strings.Join(lacking, " and "),
					p.Outside.Prompts.instead(use.name))
			}
		},
	}
}

// lacking are the languages of the program in which a prompt of one's own is not there.
func (p *Pass) lacking(use played) []string {
	prompts := p.Outside.Prompts
	if len(prompts.Own[use.name]) == 0 {
		return nil
	}
	languages := p.Program.Languages()
	if use.Language != "" {
		languages = []string{use.Language}
	}
	return slices.DeleteFunc(languages, func(language string) bool { return prompts.has(use.name, language) })
}
