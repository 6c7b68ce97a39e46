package media

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// ErrPrompt is wrapped by every refusal of a prompt's name.
var ErrPrompt = errors.New("no prompt")

// Resolver turns prompts into media. Prefix, such as "acme/", is put before
// bare names; the zero value has none.
type Resolver struct{ Prefix string }

// Resolve gives the media of prompts, in order, for one play request. A bare
// name is a sound; sound:, recording: and tone: are passed on; digits:,
// characters: and number: are spelled. Names come from callers too (a digit
// string, a caller's name), so what could leave the sound folder is refused.
func (r Resolver) Resolve(prompts []string) ([]string, error) {
	var list []string
	for _, prompt := range prompts {
		pieces, err := r.one(prompt)
		if err != nil {
			return nil, err
		}
		list = append(list, pieces...)
	}
	switch {
	case len(list) == 0:
		return nil, fmt.Errorf("%w: nothing to play", ErrPrompt)
	case len(list) > PiecesMax:
		return nil, fmt.Errorf("%w: a list of %d sounds; at most %d are played at once", ErrPrompt, len(list), PiecesMax)
	}
	return list, nil
}

func (r Resolver) one(prompt string) ([]string, error) {
	scheme, rest, found := strings.Cut(prompt, ":")
	if !found {
		if err := checkName(prompt); err != nil {
			return nil, err
		}
		return []string{"sound:" + r.Prefix + prompt}, nil
	}
	switch scheme {
	case "sound", "recording":
		return []string{prompt}, checkName(rest)
	case "tone":
		return []string{prompt}, checkTone(rest)
	case "digits":
		return spellDigits(rest)
	case "characters":
		return spellCharacters(rest)
	case "number":
		n, err := strconv.Atoi(rest)
		if err != nil || n > numberMax || n < -numberMax {
			return nil, fmt.Errorf("%w: %q is no number between -%d and %d", ErrPrompt, clip(rest), numberMax, numberMax)
		}
		return spellNumber(n), nil
	}
	return nil, fmt.Errorf("%w: %q; write a sound's name, or sound:, recording:, tone:, digits:, characters: or number:",
		ErrPrompt, clip(prompt))
}

// checkName accepts what may be a sound's or recording's name below Asterisk's folders.
func checkName(name string) error {
	switch {
	case name == "" || len(name) > NameMax:
		return fmt.Errorf("%w: a name has 1 to %d characters", ErrPrompt, NameMax)
	case strings.Contains(name, ".."):
		return fmt.Errorf("%w: %q leaves the folder of sounds", ErrPrompt, clip(name))
	}
	for _, c := range name {
		if c <= ' ' || c == 0x7f || strings.ContainsRune(`&|;"'\`, c) {
			return fmt.Errorf("%w: %q holds the character %q", ErrPrompt, clip(name), c)
		}
	}
	return nil
}

// checkTone accepts an indication's name or a list of tones.
func checkTone(tone string) error {
	if tone == "" || len(tone) > NameMax {
		return fmt.Errorf("%w: a tone has 1 to %d characters", ErrPrompt, NameMax)
	}
	for _, c := range tone {
		if c < ' ' || c == 0x7f {
			return fmt.Errorf("%w: a tone holds the character %q", ErrPrompt, c)
		}
	}
	return nil
}

func clip(s string) string {
	if len(s) > 60 {
		return s[:57] + "…"
	}
	return s
}
