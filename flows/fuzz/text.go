package fuzz

import (
	"fmt"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/scenario"
)

// writes tells whether the next one writes a text in place of a call: not where only some numbers are to be called.
func (f *fuzzer) writes() bool {
	return f.opts.Setting.Texts != "" && len(f.opts.Numbers) == 0 && f.chance(textsOften)
}

// text is somebody who writes a text.
func (f *fuzzer) text() *scenario.Case {
	scene := f.fresh(pick(f.random, f.known.numbers))
	f.otherText(&scene.Given)
	return scene
}

// otherText has somebody write what the flows look for, a word of the file, or something plain.
func (f *fuzzer) otherText(given *scenario.Given) {
	meant := f.known.compared["vars."+flows.TextVariable]
	switch n := f.random.IntN(4); {
	case n < 2 && len(meant) > 0:
		given.Text = fmt.Sprint(pick(f.random, meant))
	case n == 2 && len(f.known.words) > 0:
		given.Text = pick(f.random, f.known.words)
	default:
		given.Text = pick(f.random, []string{plainText, "Stop!",
			"0", "two\nlines", "\u00fc\U0001F642", "${vars.x} 'x' \"y\""})
	}
	if given.Text == "" {
		given.Text = plainText
	}
}

// plainTextFor is the plainest text where there is one.
func plainTextFor(text string) string {
	if text == "" {
		return ""
	}
	return plainText
}
