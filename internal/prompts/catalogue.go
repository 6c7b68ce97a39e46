package prompts

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/ariapp/ariapp/internal/audio"
	"github.com/ariapp/ariapp/internal/speech"
)

// Prompt is one sound of the catalogue.
type Prompt struct {
	// Name is what flows call it; Language is "" where it is for all.
	Name, Language string
	// Source is the file that it was made of.
	Source string
	// Path is the path of its address.
	Path string
	// Analysis is what is known of its sound.
	Analysis audio.Analysis

	key     string
	size    int64
	changed time.Time
}

// place is where a prompt is looked up.
type place struct{ language, name string }

// Catalogue is what one load found. It never changes.
type Catalogue struct {
	base      string
	byDefault string
	cache     audio.Cache
	prompts   map[place]*Prompt
	spoken    map[speech.Text]speech.Spoken
	// sources are the prompts by their file, and when it was looked at.
	sources map[string]*Prompt
	loaded  time.Time
	ffmpeg  string
}

// Own gives the address of a prompt for a caller of that language: in the
// language itself, its parent (pt for pt-BR), the default language, or for all
// languages. ok is false where the name is none of ours.
func (c *Catalogue) Own(language, name string) (uri string, ok bool) {
	if prompt := c.find(language, name); prompt != nil {
		return c.base + prompt.Path, true
	}
	return "", false
}

func (c *Catalogue) find(language, name string) *Prompt {
	for _, one := range chain(language, c.byDefault) {
		if prompt, found := c.prompts[place{one, name}]; found {
			return prompt
		}
	}
	return nil
}

// Text gives the address of a text that was rendered when the catalogue was
// loaded, by the same order of languages as [Catalogue.Own].
func (c *Catalogue) Text(language, text string) (uri string, ok bool) {
	for _, one := range chain(language, c.byDefault) {
		if spoken, found := c.spoken[speech.Text{Language: one, Text: text}]; found {
			return c.base + textPath(spoken.Key), true
		}
	}
	// A text that stands in the file in none of these was spoken in a language of its own.
	others := slices.SortedFunc(maps.Keys(c.spoken), func(a, b speech.Text) int {
		return strings.Compare(a.Language, b.Language)
	})
	for _, one := range others {
		if one.Text == text {
			return c.base + textPath(c.spoken[one].Key), true
		}
	}
	return "", false
}

// Sweep removes from the cache what no catalogue has used since a time, and gives how many.
func (c *Catalogue) Sweep(before time.Time) (int, error) { return c.cache.Sweep(before) }

// List gives the prompts, ordered by name and language.
func (c *Catalogue) List() []Prompt {
	var list []Prompt
	for _, prompt := range c.prompts {
		list = append(list, *prompt)
	}
	slices.SortFunc(list, func(a, b Prompt) int {
		if order := strings.Compare(a.Name, b.Name); order != 0 {
			return order
		}
		return strings.Compare(a.Language, b.Language)
	})
	return list
}

// route is the head of every address.
const route = "/prompts/"

// promptPath is the path of a prompt's address: its language, its name, and what tells its content.
func promptPath(at place, key string) string {
	path := route
	if at.language != "" {
		path += at.language + "/"
	}
	return path + at.name + "-" + key[:urlDigits] + ".wav"
}

func textPath(key string) string { return route + "text/" + key[:textDigits] + ".wav" }

// files are the catalogue's keys by the paths of their addresses.
func (c *Catalogue) files() map[string]string {
	list := map[string]string{}
	for _, prompt := range c.prompts {
		list[prompt.Path] = prompt.key
	}
	for _, spoken := range c.spoken {
		list[textPath(spoken.Key)] = spoken.Key
	}
	return list
}
