package media

import "fmt"

// Resolver turns prompts into media. The zero value has no prefix and knows
// the sounds of Asterisk only.
type Resolver struct {
	// Prefix, such as "acme/", is put before bare names.
	Prefix string
	// Own, when it is there, is asked first for the media of a bare name; what
	// it gives is played as sound:uri.
	Own func(language, name string) (uri string, ok bool)
	// Text, when it is there, gives the rendered sound of a text: prompt.
	Text func(language, text string) (uri string, ok bool)
}

// Resolve gives the media of prompts, in order, for one play request. Values
// are spelled in the language ("en", "pt-BR"), or in the one that Speller
// names for it.
func (r Resolver) Resolve(language string, prompts []string) ([]string, error) {
	var list []string
	for _, prompt := range prompts {
		pieces, err := r.one(language, prompt)
		if err != nil {
			return nil, err
		}
		list = append(list, pieces...)
		if len(list) > PiecesMax {
			return nil, fmt.Errorf("%w: a list of %d or more sounds; at most %d are played at once",
				ErrPrompt, len(list), PiecesMax)
		}
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("%w: nothing to play", ErrPrompt)
	}
	return list, nil
}

func (r Resolver) one(language, prompt string) ([]string, error) {
	p, err := read(prompt)
	if err != nil {
		return nil, err
	}
	switch p.Scheme {
	case "":
		return []string{r.named(language, p.Value)}, nil
	case "sound", "recording", "tone":
		return []string{p.Scheme + ":" + p.Value}, nil
	case "text":
		return r.text(language, p.Value)
	}
	names, err := p.spell(spellerOf(language))
	if err != nil {
		return nil, err
	}
	for i, name := range names {
		names[i] = "sound:" + name
	}
	return names, nil
}

// named is the sound of a bare name.
func (r Resolver) named(language, name string) string {
	if r.Own != nil {
		if uri, ok := r.Own(language, name); ok {
			return "sound:" + uri
		}
	}
	return "sound:" + r.Prefix + name
}

func (r Resolver) text(language, text string) ([]string, error) {
	if r.Text != nil {
		if uri, ok := r.Text(language, text); ok {
			return []string{"sound:" + uri}, nil
		}
	}
	return nil, fmt.Errorf("%w: the text %q was not rendered for the language %q", ErrPrompt, clip(text), language)
}
