package doctor

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/ariapp/ariapp/ari"
)

// SoundIndex is what Asterisk has: names of sounds by language.
type SoundIndex map[string]map[string]bool

// lookSounds tells whether Asterisk has the sounds in every language that is spoken.
func lookSounds(x *examination) Verdict {
	if x.target.Sounds == nil {
		return ok("no sounds are played that are known beforehand")
	}
	index, err := Sounds(x.ctx, x.target.Client)
	if err != nil {
		return unknown("which sounds there are: "+cause(err), Remedy{Run: "asterisk -rx 'core show sounds'"})
	}
	var silent, partly []string
	for _, language := range x.languages() {
		missing := index.missing(language, x.target.Sounds(language))
		switch {
		case len(missing) > 0 && !index.speaks(language):
			silent = append(silent, language)
		case len(missing) > 0:
			partly = append(partly, fmt.Sprintf("%s lacks %s", language, listed(missing)))
		}
	}
	install := Remedy{Note: "install the language's sounds, in a folder of its name below Asterisk's sounds " +
		"(Debian: asterisk-core-sounds-LANGUAGE-gsm, asterisk-prompt-LANGUAGE)", Run: reloadAll}
	switch {
	case len(silent) > 0:
		seen := "no sounds for " + strings.Join(silent, ", ") + "; Asterisk has " + listed(index.languages())
		return fail(strings.Join(append([]string{seen}, partly...), "; "), install)
	case len(partly) > 0:
		return warn(strings.Join(partly, "; ")+" (sounds outside of the languages' folders cannot be seen)", install)
	}
	return ok("all sounds are there in " + strings.Join(x.languages(), ", "))
}

// languages are those to be spoken.
func (x *examination) languages() []string {
	if len(x.target.Languages) > 0 {
		return x.target.Languages
	}
	if x.info.Config != nil && x.info.Config.DefaultLanguage != "" {
		return []string{x.info.Config.DefaultLanguage}
	}
	return []string{"en"}
}

// Sounds asks an Asterisk for its sounds.
func Sounds(ctx context.Context, client *ari.Client) (SoundIndex, error) {
	list, err := client.Sounds.List(ctx, ari.SoundsListParams{})
	if err != nil {
		return nil, err
	}
	return indexOf(list), nil
}

func indexOf(list []ari.Sound) SoundIndex {
	index := SoundIndex{}
	for _, sound := range list {
		for _, format := range sound.Formats {
			if index[format.Language] == nil {
				index[format.Language] = map[string]bool{}
			}
			index[format.Language][sound.ID] = true
		}
	}
	return index
}

func (s SoundIndex) languages() []string { return slices.Sorted(maps.Keys(s)) }

// missing are the sounds that a language lacks.
func (s SoundIndex) missing(language string, names []string) []string {
	var missing []string
	for _, name := range names {
		if !s.Has(language, name) {
			missing = append(missing, name)
		}
	}
	return missing
}

// Has tells whether a sound is there in a language. A folder of one's own below
// the sounds, acme/welcome, is a language to Asterisk's list.
func (s SoundIndex) Has(language, name string) bool {
	for _, one := range fallbacks(language) {
		if s[one][name] {
			return true
		}
	}
	folder, rest, found := strings.Cut(name, "/")
	return found && s[folder][rest]
}

// speaks tells whether there is any sound in a language.
func (s SoundIndex) speaks(language string) bool {
	return slices.ContainsFunc(fallbacks(language), func(one string) bool { return len(s[one]) > 0 })
}

// fallbacks are the folders in which Asterisk looks for a language: en_GB, then en.
func fallbacks(language string) []string {
	list := []string{language}
	for cut := strings.LastIndexByte(language, '_'); cut > 0; cut = strings.LastIndexByte(language, '_') {
		language = language[:cut]
		list = append(list, language)
	}
	return list
}
