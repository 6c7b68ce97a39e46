package media

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

// said expands the shorthand of the tables: a bare word is a sound in digits/,
// /word one in the folder above, and words with another slash are whole names.
func said(shorthand string) string {
	words := strings.Fields(shorthand)
	for i, word := range words {
		switch {
		case strings.HasPrefix(word, "/"):
			words[i] = "sound:" + word[1:]
		case strings.Contains(word, "/"):
			words[i] = "sound:" + word
		default:
			words[i] = "sound:digits/" + word
		}
	}
	return strings.Join(words, " ")
}

// check resolves one prompt and compares it with the shorthand.
func check(t *testing.T, language, prompt, shorthand string) {
	t.Helper()
	got, err := Resolver{}.Resolve(language, []string{prompt})
	if want := said(shorthand); err != nil || strings.Join(got, " ") != want {
		t.Errorf("%s in %s\n is  %s, %v\nnot  %s", prompt, language, strings.Join(got, " "), err, want)
	}
}

// Law: names, sounds, recordings and tones are passed on; keys, characters,
// telephone numbers and silence are the same in every language.
func TestWhatNoLanguageChanges(t *testing.T) {
	for _, row := range []struct{ prompt, want string }{
		{"welcome", "sound:acme/welcome"},
		{"menus/main", "sound:acme/menus/main"},
		{"sound:beep", "sound:beep"},
		{"recording:a/b", "recording:a/b"},
		{"tone:busy", "tone:busy"},
		{"tone:!350+440/100", "tone:!350+440/100"},
		{"tone:ring;tonezone=de", "tone:ring;tonezone=de"},
		{"digits:40*#", said("4 0 star pound")},
		{"digits:1A1", said("1 letters/a 1")},
		{"digits:1 2-3", said("1 2 3")},
		{"characters:aB2.", said("letters/a letters/b 2 letters/dot")},
		{"characters:é_:", said("letters/e letters/ascii95 letters/ascii58")},
		{"characters:ß", said("letters/s letters/s")},
		{"phone:+49 (30) 12-3.4/5", said("letters/plus 4 9 3 0 1 2 3 4 5")},
		{"phone:110", said("1 1 0")},
		{"silence:1500ms", said("silence/2")},
		{"silence:10s", said("silence/10")},
		{"silence:25s", said("silence/10 silence/10 silence/5")},
		{"silence:1m", said("silence/10 silence/10 silence/10 silence/10 silence/10 silence/10")},
		{"silence:1ms", said("silence/1")},
	} {
		for _, language := range append(Languages(), "", "pt-BR") {
			got, err := Resolver{Prefix: "acme/"}.Resolve(language, []string{row.prompt})
			if err != nil || strings.Join(got, " ") != row.want {
				t.Errorf("%s in %q is %v, %v; want %s", row.prompt, language, got, err, row.want)
			}
		}
	}
}

// Law: a list of prompts is one list of media, in order, and never empty.
func TestAListInOrder(t *testing.T) {
	got, err := Resolver{}.Resolve("en", []string{"you-have", "number:21", "sound:beep"})
	want := []string{"sound:you-have", "sound:digits/20", "sound:digits/1", "sound:beep"}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%v, %v; want %v", got, err, want)
	}
	if got, err := (Resolver{}).Resolve("en", nil); !errors.Is(err, ErrPrompt) {
		t.Errorf("nothing to play is %v, %v", got, err)
	}
}

// Law: a list may have PiecesMax sounds and not one more.
func TestListsAreBounded(t *testing.T) {
	full := "digits:" + strings.Repeat("1", PiecesMax)
	if got, err := (Resolver{}).Resolve("en", []string{full}); err != nil || len(got) != PiecesMax {
		t.Errorf("a full list has %d sounds, %v", len(got), err)
	}
	if got, err := (Resolver{}).Resolve("en", []string{full, "one-more"}); !errors.Is(err, ErrPrompt) {
		t.Errorf("one more gives %d sounds, %v", len(got), err)
	}
}

// Law: a bare name is looked for among the program's own prompts first, in the
// language; a name with a scheme is not.
func TestOwnPromptsComeFirst(t *testing.T) {
	r := Resolver{Prefix: "acme/", Own: func(language, name string) (string, bool) {
		return "own/" + language + "/" + name, name == "welcome"
	}}
	got, err := r.Resolve("pt-BR", []string{"welcome", "other", "sound:welcome"})
	want := []string{"sound:own/pt-BR/welcome", "sound:acme/other", "sound:welcome"}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%v, %v; want %v", got, err, want)
	}
}

// Law: a name that leaves the folder is not even asked for.
func TestOwnPromptsAreNotAskedForBadNames(t *testing.T) {
	r := Resolver{Own: func(_, name string) (string, bool) {
		t.Errorf("asked for %q", name)
		return "x", true
	}}
	if got, err := r.Resolve("en", []string{"../secret"}); !errors.Is(err, ErrPrompt) {
		t.Errorf("%v, %v", got, err)
	}
}

// Law: a text is the sound that was rendered for it, or an error that says that none was.
func TestTexts(t *testing.T) {
	r := Resolver{Text: func(language, text string) (string, bool) {
		return "tts/" + language, text == "Good day: welcome."
	}}
	got, err := r.Resolve("en", []string{"text:Good day: welcome."})
	if err != nil || !slices.Equal(got, []string{"sound:tts/en"}) {
		t.Errorf("a rendered text is %v, %v", got, err)
	}
	for _, r := range []Resolver{r, {}} {
		got, err = r.Resolve("fr", []string{"text:Bonjour"})
		if !errors.Is(err, ErrPrompt) || !strings.Contains(err.Error(), "not rendered") {
			t.Errorf("a text that was not rendered is %v, %v", got, err)
		}
	}
}

// Law: regions do not matter, and what is not spoken here is spelled in English.
func TestSpeller(t *testing.T) {
	for language, want := range map[string]string{
		"en": "en", "en-GB": "en", "en_US": "en", "es": "es", "es-MX": "es", "fr": "fr", "fr_CA": "fr", "FR-ca": "fr",
		"it": "it", "ru": "ru", "ru-RU": "ru", "pt-BR": "en", "pt": "en", "de": "en", "": "en", "rum": "en",
	} {
		if got := Speller(language); got != want {
			t.Errorf("%q is spelled as %s, not %s", language, got, want)
		}
	}
}
