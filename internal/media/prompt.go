package media

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// ErrPrompt is wrapped by every refusal of a prompt.
var ErrPrompt = errors.New("no prompt")

// Prompt is a prompt in its parts: scheme;option=value:value. A bare name has
// no scheme; a flag, such as ordinal, is an option with the value "yes".
type Prompt struct {
	Scheme  string
	Options map[string]string
	Value   string
}

// Parse takes a prompt to pieces and checks all that can be checked without
// playing it: the scheme, its options, and its value. What is refused wraps
// ErrPrompt and says what would have been accepted.
func Parse(prompt string) (Prompt, error) {
	p, err := read(prompt)
	if err != nil {
		return Prompt{}, err
	}
	if p.spelled() {
		// No language refuses what another one says.
		if _, err := p.spell(english{}); err != nil {
			return Prompt{}, err
		}
	}
	return p, nil
}

// Schemes are the schemes of prompts, in the order of the manual.
func Schemes() []string {
	return []string{"sound", "recording", "tone", "silence", "text", "digits", "characters", "phone", "number",
		"ordinal", "date", "time", "datetime", "duration", "money"}
}

// Options are the options that a scheme has, in alphabetical order.
func Options(scheme string) []string {
	switch scheme {
	case "number":
		return []string{"gender", "ordinal"}
	case "ordinal":
		return []string{"gender"}
	case "date":
		return []string{"weekday", "year", "zone"}
	case "time":
		return []string{"clock", "zone"}
	case "datetime":
		return []string{"clock", "weekday", "year", "zone"}
	case "money":
		return []string{"currency"}
	}
	return nil
}

// read takes a prompt to pieces. The value of a spelled scheme is not yet looked at.
func read(prompt string) (Prompt, error) {
	head, value, found := strings.Cut(prompt, ":")
	if !found {
		return Prompt{Value: prompt}, checkName(prompt)
	}
	scheme, rest, more := strings.Cut(head, ";")
	if !slices.Contains(Schemes(), scheme) {
		return Prompt{}, fmt.Errorf("%w: %q; write a sound's name, or one of %s:", ErrPrompt, clip(prompt),
			strings.Join(Schemes(), ":, "))
	}
	p := Prompt{Scheme: scheme, Value: value}
	if more {
		options, err := readOptions(scheme, rest)
		if err != nil {
			return Prompt{}, err
		}
		p.Options = options
	}
	switch scheme {
	case "sound", "recording":
		return p, checkName(value)
	case "tone":
		return p, checkText("tone", value, NameMax)
	case "text":
		return p, checkText("text", value, TextMax)
	}
	return p, checkText("value", value, NameMax)
}

// spelled tells a value that is said with a language's sounds.
func (p Prompt) spelled() bool {
	return !slices.Contains([]string{"", "sound", "recording", "tone", "text"}, p.Scheme)
}

func readOptions(scheme, text string) (map[string]string, error) {
	options := map[string]string{}
	for part := range strings.SplitSeq(text, ";") {
		name, value, valued := strings.Cut(part, "=")
		known := Options(scheme)
		switch _, twice := options[name]; {
		case len(known) == 0:
			return nil, fmt.Errorf("%w: %s: has no options, so no %q", ErrPrompt, scheme, clip(part))
		case !slices.Contains(known, name):
			return nil, fmt.Errorf("%w: %s: has no option %q; it has %s", ErrPrompt, scheme, clip(name),
				strings.Join(known, ", "))
		case twice:
			return nil, fmt.Errorf("%w: the option %s stands twice", ErrPrompt, name)
		case name == "ordinal" && !valued:
			value = "yes"
		}
		if err := checkOption(name, value); err != nil {
			return nil, err
		}
		options[name] = value
	}
	return options, nil
}

// checkOption accepts what an option may be.
func checkOption(name, value string) error {
	var accepted []string
	switch name {
	case "gender":
		accepted = []string{"m", "f", "n", "c"}
	case "ordinal", "weekday", "year":
		accepted = []string{"yes", "no"}
	case "clock":
		accepted = []string{"12", "24"}
	case "currency":
		_, err := currencyCode(value)
		return err
	case "zone":
		_, err := zone(value)
		return err
	}
	if !slices.Contains(accepted, value) {
		return fmt.Errorf("%w: %s=%s; write %s=%s", ErrPrompt, name, clip(value), name, strings.Join(accepted, " or "))
	}
	return nil
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

// checkText accepts text in one line: an indication, a list of tones, a value, words.
func checkText(what, text string, most int) error {
	if text == "" || len(text) > most {
		return fmt.Errorf("%w: a %s has 1 to %d characters", ErrPrompt, what, most)
	}
	for _, c := range text {
		if c < ' ' || c == 0x7f {
			return fmt.Errorf("%w: a %s holds the character %q", ErrPrompt, what, c)
		}
	}
	return nil
}

func clip(s string) string {
	if len(s) > clipAt {
		return strings.ToValidUTF8(s[:clipAt-3], "") + "…"
	}
	return s
}
