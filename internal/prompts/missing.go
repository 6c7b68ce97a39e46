package prompts

import (
	"fmt"
	"strings"

	"github.com/ariapp/ariapp/flows/source"
)

// Use is a bare name that a flow plays, and where it stands.
type Use struct {
	source.Pos
	Name string
}

// Gap is a use that would be silence for callers of some languages.
type Gap struct {
	Use
	// Languages are those in which there is nothing of the name.
	Languages []string
	// Nearest is a prompt of ours that may be meant, "" for none.
	Nearest string
}

// Missing finds the uses that are neither in the catalogue nor, as has tells,
// among Asterisk's sounds of a language. has may be nil: then Asterisk has none.
func (c *Catalogue) Missing(uses []Use, languages []string, has func(sound, language string) bool) []Gap {
	if len(languages) == 0 {
		languages = []string{c.byDefault}
	}
	var gaps []Gap
	for _, use := range uses {
		gap := Gap{Use: use}
		for _, language := range languages {
			if c.find(language, use.Name) == nil && (has == nil || !has(use.Name, language)) {
				gap.Languages = append(gap.Languages, language)
			}
		}
		if len(gap.Languages) > 0 {
			if nearest := source.Nearest(use.Name, c.names()); nearest != use.Name { // it may be there in another language
				gap.Nearest = nearest
			}
			gaps = append(gaps, gap)
		}
	}
	return gaps
}

// Finding says the gap of a user's file.
func (g Gap) Finding(severity source.Severity) source.Finding {
	message := fmt.Sprintf("no prompt is called %q, neither in the folder nor among Asterisk's sounds", g.Name)
	if languages := strings.Join(g.Languages, ", "); languages != "" {
		message += " (language " + languages + ")"
	}
	return source.Finding{Pos: g.Pos, Rule: "prompt-missing", Severity: severity, Message: message, Nearest: g.Nearest}
}
