package replay

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/digits"
	"github.com/ariapp/ariapp/flows/source"
)

// ErrSecret tells that keys were given for a step that do not fit what is recorded of it.
var ErrSecret = errors.New("they do not fit the recorded call")

// entry is a run of keys that were not to be seen: a PIN, or what was typed ahead
// where secrets are asked for.
type entry struct {
	// first is the number of its first act, size how many keys it has.
	first, size int
	step        string
	// tries are the keys that it may have been.
	tries [][]digits.Key
}

// hiddenKeys are the keys of a call that the journal does not have.
type hiddenKeys struct {
	script *script
	// given tells of each act that its key was given.
	given   []bool
	keys    []digits.Key
	guesses []string
	entries []*entry
}

func newHiddenKeys(s *script, given map[string]string, guesses []string) (*hiddenKeys, error) {
	h := &hiddenKeys{script: s, given: make([]bool, len(s.acts)),
		keys: make([]digits.Key, len(s.acts)), guesses: guesses}
	for i, a := range s.acts {
		h.keys[i] = a.key
	}
	for _, step := range slices.Sorted(maps.Keys(given)) {
		if err := h.give(step, given[step]); err != nil {
			return nil, err
		}
	}
	h.group()
	return h, nil
}

// give takes the keys that were pressed in a step, all that are hidden there, in their order.
func (h *hiddenKeys) give(step, text string) error {
	keys, err := digits.ParseKeys(text)
	if err != nil {
		return fmt.Errorf("the keys of %s: %w: they are no keys", step, ErrSecret) // not which: they are secret
	}
	var at []int
	for i, a := range h.script.acts {
		if a.hidden && a.step == step {
			at = append(at, i)
		}
	}
	if len(at) != len(keys) {
		return fmt.Errorf("the keys of %s: %w: %s given, and %s hidden there", step, ErrSecret,
			counted(len(keys), "key")+areOf(len(keys)), counted(len(at), "key")+areOf(len(at)))
	}
	for i, n := range at {
		h.keys[n], h.given[n] = keys[i], true
	}
	return nil
}

func areOf(n int) string {
	if n == 1 {
		return " is"
	}
	return " are"
}

// open tells that a key is not known.
func (h *hiddenKeys) open(i int) bool { return h.script.acts[i].hidden && !h.given[i] }

// group puts together the keys that make one entry.
func (h *hiddenKeys) group() {
	h.entries = nil
	var last *entry
	for i, a := range h.script.acts {
		if !h.open(i) {
			last = nil
			continue
		}
		if before := i - 1; last != nil && h.script.acts[before].stretch == a.stretch &&
			h.script.acts[before].begun == a.begun {
			last.size++
			continue
		}
		last = &entry{first: i, size: 1, step: a.step}
		h.entries = append(h.entries, last)
	}
	for _, e := range h.entries {
		e.tries = h.triesOf(e)
		h.set(e, 0)
	}
}

// set takes one of the keys that an entry may have been.
func (h *hiddenKeys) set(e *entry, try int) { copy(h.keys[e.first:], e.tries[try]) }

// triesOf are the keys that an entry may have been, the likely ones first: the
// choices that were taken, what is surely wrong, what stands in the file; with and without #.
func (h *hiddenKeys) triesOf(e *entry) [][]digits.Key {
	texts := []string{}
	choices, zeros := h.choicesBehind(e), strings.Repeat("0", e.size-1)
	if len(choices) == e.size {
		texts = append(texts, choices)
	}
	texts = append(texts, zeros+"0", zeros+"#")
	for _, guess := range h.guesses {
		switch len(guess) {
		case e.size:
			texts = append(texts, guess)
		case e.size - 1:
			texts = append(texts, guess+"#")
		}
		if len(texts) >= guessesMax {
			break
		}
	}
	var tries [][]digits.Key
	for i, text := range texts {
		keys, err := digits.ParseKeys(text)
		if err == nil && !slices.Contains(texts[:i], text) {
			tries = append(tries, keys)
		}
	}
	return tries
}

// choicesBehind are the keys of the choices and hotkeys that were taken next, as many as the entry has keys.
func (h *hiddenKeys) choicesBehind(e *entry) (keys string) {
	for _, mark := range h.script.marks[h.script.acts[e.first].stretch:] {
		label, ok := strings.CutPrefix(mark.Text, "choices.")
		switch {
		case mark.Kind == flows.HotkeyWas:
			keys += mark.Text
		case mark.Kind == flows.WayTaken && ok:
			keys += label
		}
		if len(keys) >= e.size {
			break
		}
	}
	return keys
}

var guessable = regexp.MustCompile(`^[0-9]+$`)

// guessed are the parts of a file that may hold what callers key in; secrets are not tried.
func guessed() []string { return []string{"config", "vars", "tables", "defaults", "flows"} }

// Guesses are what a file holds that callers may have keyed in where it was not
// to be seen: the digits among the texts of its flows, each once.
func Guesses(doc *source.Document) []string {
	var all []string
	var visit func(n *source.Node)
	visit = func(n *source.Node) {
		if n == nil {
			return
		}
		if n.Kind == source.Scalar && len(n.Value) <= guessMax && guessable.MatchString(n.Value) &&
			!slices.Contains(all, n.Value) {
			all = append(all, n.Value)
		}
		for _, value := range n.All() {
			visit(value)
		}
		for _, item := range n.Items {
			visit(item)
		}
	}
	for _, key := range guessed() {
		visit(doc.Root.Get(key))
	}
	return all
}
