package media

import (
	"fmt"
	"strings"
	"time"
)

// spell gives the sounds of a value by their names, without sound: before them.
func (p Prompt) spell(s speller) ([]string, error) {
	switch p.Scheme {
	case "silence":
		return spellSilence(p.Value)
	case "digits":
		return spellDigits(p.Value)
	case "characters":
		return spellCharacters(p.Value)
	case "phone":
		return spellPhone(p.Value)
	case "number":
		if p.Options["ordinal"] == "yes" {
			return p.spellOrdinal(s)
		}
		return p.spellNumber(s)
	case "ordinal":
		return p.spellOrdinal(s)
	case "date", "time", "datetime":
		return p.spellMoment(s)
	case "duration":
		return spellDuration(s, p.Value)
	case "money":
		return p.spellMoney(s)
	}
	return nil, fmt.Errorf("%w: %q is not spelled", ErrPrompt, clip(p.Scheme))
}

func (p Prompt) gender() gender { return gender(p.Options["gender"]) }

func (p Prompt) spellNumber(s speller) ([]string, error) {
	n, err := readAmount(p.Value)
	if err != nil {
		return nil, err
	}
	if len(n.decimals) > DecimalsMax {
		return nil, fmt.Errorf("%w: %q has more than %d decimals; round it first", ErrPrompt, clip(p.Value), DecimalsMax)
	}
	if n.decimals == "" {
		return signed(n, s.cardinal(n.whole, p.gender())), nil
	}
	// What is counted in fractions has no gender of its own.
	list := append(s.cardinal(n.whole, ""), s.point())
	return signed(n, append(list, eachDigit(n.decimals)...)), nil
}

func (p Prompt) spellOrdinal(s speller) ([]string, error) {
	n, err := readAmount(p.Value)
	if err != nil {
		return nil, err
	}
	if n.negative || n.whole == 0 || n.decimals != "" {
		return nil, fmt.Errorf("%w: %q is no ordinal; write a whole number from 1 to %d", ErrPrompt, clip(p.Value), NumberMax)
	}
	return s.ordinal(n.whole, p.gender()), nil
}

// signed says minus before a list when the amount is below zero.
func signed(n amount, list []string) []string {
	if n.negative {
		return append([]string{"digits/minus"}, list...)
	}
	return list
}

// eachDigit says digits one by one.
func eachDigit(digits string) []string {
	var list []string
	for _, c := range digits {
		list = append(list, "digits/"+string(c))
	}
	return list
}

// spellDigits says each key: 0-9, * and #. Blanks and dashes are passed over.
func spellDigits(text string) ([]string, error) {
	var list []string
	for _, c := range text {
		switch {
		case c >= '0' && c <= '9':
			list = append(list, "digits/"+string(c))
		case c == '*':
			list = append(list, "digits/star")
		case c == '#':
			list = append(list, "digits/pound")
		case c >= 'A' && c <= 'D': // keys too, of some telephones: whoever presses them shall hear them
			list = append(list, letters(strings.ToLower(string(c)))...)
		case c == ' ' || c == '-':
		default:
			return nil, fmt.Errorf("%w: %q is no digit; digits: says 0 to 9, *, # and A to D", ErrPrompt, c)
		}
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("%w: %q holds no digit", ErrPrompt, clip(text))
	}
	return list, nil
}

// spellPhone says a telephone number digit by digit, and its leading + as plus.
// What people write between digits is passed over.
func spellPhone(text string) ([]string, error) {
	rest, plus := strings.CutPrefix(strings.TrimSpace(text), "+")
	list, err := spellDigits(strings.Map(func(c rune) rune {
		if strings.ContainsRune("()./", c) {
			return '-'
		}
		return c
	}, rest))
	if err != nil {
		return nil, fmt.Errorf("reading the telephone number %q: %w", clip(text), err)
	}
	if plus {
		return append([]string{"letters/plus"}, list...), nil
	}
	return list, nil
}

// spellSilence fills a duration, rounded up to seconds, with the packs' silences.
func spellSilence(text string) ([]string, error) {
	d, err := time.ParseDuration(text)
	if err != nil || d <= 0 || d > SilenceMax {
		return nil, fmt.Errorf("%w: %q is no silence; write a duration up to %s, such as 1500ms or 2s", ErrPrompt,
			clip(text), SilenceMax)
	}
	var list []string
	for seconds := int((d + time.Second - 1) / time.Second); seconds > 0; {
		piece := min(seconds, silenceLongest)
		list = append(list, fmt.Sprintf("silence/%d", piece))
		seconds -= piece
	}
	return list, nil
}
