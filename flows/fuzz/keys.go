package fuzz

import (
	"slices"
	"strconv"
	"strings"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/digits"
	"github.com/ariapp/ariapp/flows/source"
)

// keysAt makes up what a caller presses at a step.
func (f *fuzzer) keysAt(step *flows.Placed) string {
	if step == nil {
		return f.anyKeys(1)
	}
	n := f.random.IntN(100)
	switch {
	case n < 8:
		return f.anyKeys(1 + f.random.IntN(4))
	case n < 16:
		if keys := f.hotkey(step.Flow()); keys != "" {
			return keys
		}
	case n < 22 && len(f.known.words) > 0:
		return asKeys(pick(f.random, f.known.words))
	}
	fields := f.known.fields[step.Address]
	var keys string
	switch step.Step.(type) {
	case flows.Handling:
		if keys = f.choice(step, fields); keys == "" {
			keys = f.entry(fields)
		}
	case flows.Secretive:
		if step.Kind != "agent" { // whose PINs stand elsewhere, see below
			keys = f.pin(fields.Get("pin"))
		}
	}
	switch {
	case keys != "":
	case dials(step.Kind), waits(step.Kind):
		keys = f.dialKey(fields)
	case step.Kind == "agent" && len(f.known.logins) > 0:
		keys = pick(f.random, f.known.logins) + "#"
	}
	if keys == "" {
		return f.anyKeys(1 + f.random.IntN(2))
	}
	return asKeys(keys)
}

// asKeys is what of a text can be pressed.
func asKeys(text string) string {
	keys := strings.Map(func(r rune) rune {
		if _, err := digits.ParseKey(r); err != nil {
			return -1
		}
		return r
	}, text)
	return keys[:min(len(keys), wordMax)]
}

func (f *fuzzer) anyKeys(n int) string {
	const keys = "0123456789*#0123456789*#A"
	var all strings.Builder
	for range n {
		all.WriteByte(keys[f.random.IntN(len(keys))])
	}
	return all.String()
}

// hotkey is one of those that hold in a flow, "" when there are none.
func (f *fuzzer) hotkey(flow *flows.Flow) string {
	all := f.known.program.Hotkeys(nil)
	if flow != nil {
		all = append(all, f.known.program.Hotkeys(flow)...)
	}
	if len(all) == 0 {
		return ""
	}
	return pick(f.random, all).Keys
}

// choice is a key of a menu, rather one that nobody has pressed yet; "" for other questions.
func (f *fuzzer) choice(step *flows.Placed, fields *source.Node) string {
	var labels, untaken []string
	for _, way := range f.known.program.Ways(step) {
		if way.Label == "direct_dial" || strings.HasPrefix(way.Label, "choices.") {
			labels = append(labels, way.Label)
			if !f.corpus.took(step.Address, way.Label) {
				untaken = append(untaken, way.Label)
			}
		}
	}
	if len(labels) == 0 {
		return ""
	}
	if door := fields.Get("pin"); door != nil && f.chance(35) {
		return f.pin(door)
	}
	if len(untaken) > 0 && f.chance(70) {
		labels = untaken
	}
	label := pick(f.random, labels)
	if label == "direct_dial" {
		return f.matching(scalars(fields.Get("direct_dial").Get("allow")))
	}
	return f.matching([]string{strings.TrimPrefix(label, "choices.")})
}

// matching is an entry that one of the patterns takes; rather a word of the file, if there is one.
func (f *fuzzer) matching(patterns []string) string {
	if len(patterns) == 0 {
		return ""
	}
	pattern, err := digits.Parse(pick(f.random, patterns))
	if err != nil {
		return ""
	}
	if pattern.IsLiteral() {
		return pattern.String()
	}
	if fitting := f.words(pattern.Match); len(fitting) > 0 && f.chance(50) {
		return pick(f.random, fitting)
	}
	return sample(pattern, f.random.IntN)
}

// words are those of the file that will do.
func (f *fuzzer) words(fits func(string) bool) []string {
	return slices.DeleteFunc(slices.Clone(f.known.words), func(word string) bool { return !fits(word) })
}

// entry is an answer to a question for digits.
func (f *fuzzer) entry(fields *source.Node) string {
	if confirm := fields.Get("confirm"); confirm != nil && f.chance(40) {
		return f.verdict(confirm)
	}
	end := f.terminator(fields)
	if patterns := append(scalars(fields.Get("pattern")), scalars(fields.Get("values"))...); len(patterns) > 0 {
		if keys := f.matching(patterns); keys != "" {
			return keys + end
		}
	}
	least, most := bounds(fields)
	fits := func(word string) bool {
		return len(word) >= least && len(word) <= most && strings.Trim(word, "0123456789") == ""
	}
	if fitting := f.words(fits); len(fitting) > 0 && f.chance(65) {
		keys := pick(f.random, fitting)
		if len(keys) < most {
			keys += end
		}
		return keys
	}
	var keys strings.Builder
	for range least + f.random.IntN(most-least+1) {
		keys.WriteByte("0123456789"[f.random.IntN(10)])
	}
	if keys.Len() < most || f.chance(20) {
		keys.WriteString(end)
	}
	return keys.String()
}

// verdict is an answer to the question whether an entry is right.
func (f *fuzzer) verdict(confirm *source.Node) string {
	accept, retry := "1", "2"
	if n := confirm.Get("accept"); n != nil {
		accept = n.Value
	}
	if n := confirm.Get("retry"); n != nil {
		retry = n.Value
	}
	if f.chance(75) {
		return accept
	}
	return retry
}

// terminator is a key that ends an entry, "" where there is none.
func (f *fuzzer) terminator(fields *source.Node) string {
	keys := "#"
	if n := fields.Get("terminators"); n != nil {
		keys = strings.Join(scalars(n), "")
	}
	if keys == "none" || keys == "" {
		return ""
	}
	return string(keys[f.random.IntN(len(keys))])
}

// bounds are how many keys an entry has at least and at most.
func bounds(fields *source.Node) (least, most int) {
	number := func(name string, otherwise int) int {
		if n := fields.Get(name); n != nil {
			if value, err := strconv.Atoi(n.Value); err == nil && value >= 0 {
				return min(value, keysMax)
			}
		}
		return otherwise
	}
	if length := number("length", 0); length > 0 {
		return length, length
	}
	least = max(1, number("min", 1))
	most = max(least, number("max", min(least+5, keysMax)))
	return least, most
}

// pin is an answer to the question for a PIN: mostly the right one, where the file tells it.
func (f *fuzzer) pin(door *source.Node) string {
	end := "#"
	if f.chance(20) {
		end = "" // the timeout ends it
	}
	right := ""
	if n := door.Get("value"); n != nil {
		right = f.constant(n.Value)
	}
	if right != "" && f.chance(75) {
		return right + end
	}
	if fitting := f.words(func(w string) bool { return len(w) >= secretLeast }); len(fitting) > 0 && f.chance(40) {
		return pick(f.random, fitting) + end
	}
	return f.anyDigits(secretLeast+f.random.IntN(3)) + end
}

func (f *fuzzer) anyDigits(n int) string {
	var all strings.Builder
	for range n {
		all.WriteByte("0123456789"[f.random.IntN(10)])
	}
	return all.String()
}

// constant is the text that a field gives: as it stands, or `${config.name}`.
func (f *fuzzer) constant(text string) string {
	name, isName := strings.CutPrefix(strings.Trim(text, "${} "), "config.")
	if !isName {
		return text
	}
	_, config := f.known.program.Declared()
	value, _ := config[name].(string)
	return value
}
