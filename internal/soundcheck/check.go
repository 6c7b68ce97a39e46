package soundcheck

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/internal/media"
)

// Options say what is compared with what.
type Options struct {
	Program *flows.Program
	// Resolver finds the media of prompts, those of one's own too.
	Resolver media.Resolver
	// Languages are those that calls are led in.
	Languages []string
	// Has tells whether Asterisk has a sound in a language.
	Has func(language, sound string) bool
	// Asterisk is its name, for findings.
	Asterisk string
}

// Check finds what callers would not hear. Each finding is a warning at the
// prompt: what is there may be in a folder that Asterisk does not list.
func Check(o Options) source.Findings {
	report := source.NewReport(nil)
	spelled := map[string]bool{} // languages whose spelled sounds were told
	for _, use := range o.Program.Prompts() {
		for _, language := range o.languagesOf(use) {
			missing := o.missing(use, language)
			if len(missing) == 0 {
				continue
			}
			if use.Computed {
				if spelled[language] {
					continue
				}
				spelled[language] = true
			}
			report.Add(source.Finding{Pos: use.Node.Pos, Width: len(use.Node.Value), Rule: "missing-sound",
				Severity: source.Warning, Message: fmt.Sprintf("the Asterisk %q has no %s in %s", o.Asterisk,
					listed(missing), language)})
		}
	}
	o.Program.EachStep(func(step *flows.Placed) {
		if sounding, ok := step.Step.(flows.Sounding); ok {
			o.checkStep(report, step, sounding.Sounds(), spelled)
		}
	})
	return report.Findings().Sorted()
}

// checkStep looks for what a step brings along, in each language; where it stands in a flow is the finding's place.
func (o Options) checkStep(report *source.Report, step *flows.Placed, sounds []string, spelled map[string]bool) {
	for _, language := range o.Languages {
		var lacking []string
		for _, sound := range sounds {
			use := flows.PromptUse{Text: sound, Computed: strings.HasSuffix(sound, ":")}
			missing := o.missing(use, language)
			if use.Computed && len(missing) > 0 {
				if spelled[language] {
					continue
				}
				spelled[language] = true
			}
			for _, name := range missing {
				if !slices.Contains(lacking, name) {
					lacking = append(lacking, name)
				}
			}
		}
		if len(lacking) > 0 {
			report.Add(source.Finding{Pos: step.Pos, Width: len(step.Kind), Rule: "missing-sound", Severity: source.Warning,
				Message: fmt.Sprintf("the Asterisk %q has no %s in %s, which %s plays", o.Asterisk, listed(lacking), language,
					step.Kind)})
		}
	}
}

func (o Options) languagesOf(use flows.PromptUse) []string {
	if use.Language != "" {
		return []string{use.Language}
	}
	return o.Languages
}

// missing are the sounds of a prompt that Asterisk lacks.
func (o Options) missing(use flows.PromptUse, language string) []string {
	var names []string
	if use.Computed {
		if !isSpelled(use.Text) {
			return nil
		}
		names = media.Sounds(language)
	} else {
		pieces, _ := o.Resolver.Resolve(language, []string{use.Text}) // what cannot be said is check's to find
		for _, piece := range pieces {
			name, isSound := strings.CutPrefix(piece, "sound:")
			if isSound && !strings.Contains(name, "://") {
				names = append(names, name)
			}
		}
	}
	var lacking []string
	for _, name := range names {
		if !o.Has(language, name) && !slices.Contains(lacking, name) {
			lacking = append(lacking, name)
		}
	}
	return lacking
}

// isSpelled tells whether a prompt that begins so is spelled into sounds.
func isSpelled(text string) bool {
	scheme, _, found := strings.Cut(text, ":")
	scheme, _, _ = strings.Cut(scheme, ";")
	return found && slices.Contains(media.Schemes(), scheme) &&
		!slices.Contains([]string{"sound", "recording", "tone", "silence", "text"}, scheme)
}

// listed are the first few of many names.
func listed(names []string) string {
	if len(names) > listedMax {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:listedMax], ", "), len(names)-listedMax)
	}
	return strings.Join(names, ", ")
}
