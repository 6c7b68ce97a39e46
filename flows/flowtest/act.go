package flowtest

import (
	"fmt"
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/digits"
)

// KeyGap is the time between the keys of one [Press], that of a quick thumb.
const KeyGap = 200 * time.Millisecond

// Act is one thing that a caller does, after the one before.
type Act struct {
	wait   time.Duration
	hear   string
	key    digits.Key
	hangup flows.Cause
	refer  *flows.Transfer
}

// Wait lets time pass before the next act.
func Wait(d time.Duration) Act { return Act{wait: d} }

// Hear waits until a prompt of that name begins.
func Hear(media string) Act { return Act{hear: media} }

// Press presses keys one after the other; it panics on what is no key.
func Press(keys string) []Act {
	parsed, err := digits.ParseKeys(keys)
	if err != nil {
		panic(fmt.Sprintf("flowtest: pressing %q: %v", keys, err))
	}
	acts := make([]Act, 0, 2*len(parsed))
	for i, key := range parsed {
		if i > 0 {
			acts = append(acts, Wait(KeyGap))
		}
		acts = append(acts, Act{key: key})
	}
	return acts
}

// HangUp ends the call from the caller's side.
func HangUp() Act { return Act{hangup: flows.CauseNormal} }

// Script joins acts: each argument is an Act or a []Act; anything else panics.
func Script(parts ...any) []Act {
	var script []Act
	for _, part := range parts {
		switch part := part.(type) {
		case Act:
			script = append(script, part)
		case []Act:
			script = append(script, part...)
		default:
			panic(fmt.Sprintf("flowtest: %T is no act", part))
		}
	}
	return script
}

// ParseScript reads a script as one would type it: durations wait, keys are
// pressed, @name waits for that prompt, "hangup" hangs up; parted by commas or
// blanks: "3s 1, @enter-account 1234# 500ms hangup".
func ParseScript(text string) ([]Act, error) {
	var script []Act
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(", \t\n", r) }) {
		switch {
		case word == "hangup":
			script = append(script, HangUp())
		case strings.HasPrefix(word, "@"):
			script = append(script, Hear(word[1:]))
		default:
			if _, err := digits.ParseKeys(word); err == nil {
				script = append(script, Press(word)...)
				continue
			}
			span, err := time.ParseDuration(word)
			if err != nil || span < 0 {
				return nil, fmt.Errorf("reading %q: write keys (12#), a wait (3s), @prompt or hangup", word)
			}
			script = append(script, Wait(span))
		}
	}
	return script, nil
}
