package hand

import (
	"context"
	"slices"
	"strings"

	"github.com/ariapp/ariapp/ari"
)

// SoundsOrder says which sounds: of a language, in a format, with a text in their names.
type SoundsOrder struct {
	Language string `json:"-" query:"language"`
	Format   string `json:"-" query:"format"`
	Match    string `json:"-" query:"match"`
}

// Sounds are those that an Asterisk knows.
func Sounds() Operation[SoundsOrder, []ari.Sound] {
	return Operation[SoundsOrder, []ari.Sound]{Route{"GET", "/sounds", "The sounds that an Asterisk knows.", false},
		func(ctx context.Context, c *ari.Client, o SoundsOrder) ([]ari.Sound, error) {
			all, err := c.Sounds.List(ctx, ari.SoundsListParams{Lang: unlessEmpty(o.Language), Format: unlessEmpty(o.Format)})
			if err != nil {
				return nil, err
			}
			fit := []ari.Sound{}
			for _, one := range all {
				if strings.Contains(one.ID, o.Match) {
					fit = append(fit, one)
				}
			}
			slices.SortFunc(fit, func(a, b ari.Sound) int { return strings.Compare(a.ID, b.ID) })
			return fit, nil
		}}
}

// SoundOrder names a sound.
type SoundOrder struct {
	ID string `json:"-" path:"id"`
}

// Sound is one.
func Sound() Operation[SoundOrder, *ari.Sound] {
	return Operation[SoundOrder, *ari.Sound]{Route{"GET", "/sounds/{id}", "One sound.", false},
		func(ctx context.Context, c *ari.Client, o SoundOrder) (*ari.Sound, error) {
			return c.Sounds.Get(ctx, o.ID)
		}}
}

// SoundTable is sounds for people.
func SoundTable(sounds []ari.Sound) [][]string {
	rows := [][]string{{"SOUND", "LANGUAGES", "FORMATS", "TEXT"}}
	for _, s := range sounds {
		var languages, formats []string
		for _, pair := range s.Formats {
			languages, formats = append(languages, pair.Language), append(formats, pair.Format)
		}
		text := ""
		if s.Text != nil {
			text = *s.Text
		}
		rows = append(rows, []string{s.ID, distinct(languages), distinct(formats), text})
	}
	return rows
}

func distinct(names []string) string {
	slices.Sort(names)
	return strings.Join(slices.Compact(names), ",")
}
