package scenario

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows/flowtest"
)

// meetsPrompt looks at the prompts that are not dealt with: the next of them
// must be the expected one; an awaited one may come later.
func (c *caller) meetsPrompt(act *Act) (time.Time, bool) {
	for c.heard < len(c.begun) {
		one := c.begun[c.heard]
		at := c.run.result.began.Add(one.At)
		if act.Within > 0 && at.After(c.since.Add(act.Within)) {
			return at, c.inTime(act, at)
		}
		c.heard++
		fits, whole := c.hears(&act.Want, one)
		switch {
		case fits && whole:
			return at, true
		case fits:
		case act.Kind == Await && c.spelled > 0: // it may be the first of what is awaited
			c.spelled = 0
			c.heard--
		case act.Kind == Await:
			c.near = "heard " + c.told(&act.Want, one)
		default:
			c.unmet(act, "heard "+c.told(&act.Want, one)+c.when(one.At))
			return at, false
		}
	}
	return time.Time{}, false
}

// hears tells whether a prompt is what is wanted, and whether it is all of it.
func (c *caller) hears(want *Want, one flowtest.Heard) (fits, whole bool) {
	if want.Language != "" && want.Language != one.Language {
		return false, false
	}
	switch want.Sort {
	case Sounds:
		sounds := c.spell(one)
		rest := want.Sounds[c.spelled:]
		if len(sounds) == 0 || len(sounds) > len(rest) || !slices.Equal(sounds, rest[:len(sounds)]) {
			return false, false
		}
		c.spelled += len(sounds)
		return true, c.spelled == len(want.Sounds)
	case Said:
		fits = saysSame(want.Text, one.Media)
	default:
		fits = want.Text == one.Media
	}
	return fits, fits
}

// told is a prompt as it reads in a failure: with its language or its sounds, where these count.
func (c *caller) told(want *Want, one flowtest.Heard) string {
	text := shown(one.Media)
	if want.Language != "" {
		text += " in " + shown(one.Language)
	}
	if want.Sort == Sounds {
		text += " (" + shown(strings.Join(c.spell(one), ", ")) + ")"
	}
	return text
}

// spell is the sounds of a prompt that is heard, by their names.
func (c *caller) spell(one flowtest.Heard) []string {
	if c.run.setting.Spell == nil {
		return []string{one.Media}
	}
	spelled, err := c.run.setting.Spell(one.Language, one.Media)
	if err != nil {
		return nil // what cannot be spelled is not played
	}
	sounds := make([]string, len(spelled))
	for i, sound := range spelled {
		sounds[i] = strings.TrimPrefix(sound, "sound:")
	}
	return sounds
}

func isSilence(media string) bool { return strings.HasPrefix(media, "silence:") }

// saysSame tells whether a prompt says what is wanted: the same sort of value,
// the same value, and at least the options that are wanted.
func saysSame(want, prompt string) bool {
	wanted, wantedValue := promptParts(want)
	parts, value := promptParts(prompt)
	if wanted[0] != parts[0] || !sameSaid(wantedValue, value) {
		return false
	}
	for _, option := range wanted[1:] {
		if !slices.Contains(parts[1:], option) {
			return false
		}
	}
	return true
}

// promptParts are the scheme and the options of a prompt, and its value.
func promptParts(prompt string) (parts []string, value string) {
	head, value, _ := strings.Cut(prompt, ":")
	return strings.Split(head, ";"), value
}

// sameSaid compares values: numbers as numbers, all others as texts.
func sameSaid(a, b string) bool {
	if a == b {
		return true
	}
	x, errX := strconv.ParseFloat(a, 64)
	y, errY := strconv.ParseFloat(b, 64)
	return errX == nil && errY == nil && x == y && !strings.HasPrefix(a, "0") == !strings.HasPrefix(b, "0")
}
