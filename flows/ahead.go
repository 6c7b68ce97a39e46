package flows

import (
	"strconv"
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows/digits"
)

// keyWas tells a key, and numbers one that is hidden only since nobody has asked
// for it: it may belong to a secret question that is yet to come.
func (r *Run) keyWas(event *Event) {
	w := r.walker
	w.pressed++
	f := Fact{Text: event.Key.String()}
	switch {
	case w.masked():
		f.Text, f.Outcome = "*", Masked
	case w.program.secretive && !r.asking:
		f.Text, f.Outcome = "*", Masked
		event.ahead = w.pressed
	}
	w.observeStep(KeyWas, r.step, f)
}

// ahead are hidden keys in a row that a question has taken, and the number of the first.
type ahead struct {
	keys  strings.Builder
	first int
}

// PopAhead takes the oldest key that was typed ahead, as an answer to the step's question; ok is false
// when there is none. If the key was hidden only since nobody had asked for it, and nothing that is under
// way is secret, [Run.TellAhead] tells it.
func (r *Run) PopAhead() (key digits.Key, ok bool) {
	number := r.Keys().First()
	if key, ok = r.Keys().Pop(); ok {
		r.took(key, number)
	}
	return key, ok
}

// Swallow is [digits.Buffer.Swallow]; a key that is there already is one that the question has taken.
func (r *Run) Swallow(set digits.KeySet, until time.Time) {
	keys, number := r.Keys().Keys(), r.Keys().First()
	if r.Keys().Swallow(set, until) {
		r.took(digits.Key(keys[0]), number)
	}
}

// took notes a key that a question has taken out of those that were typed ahead.
func (r *Run) took(key digits.Key, number int) {
	if r.ahead.first+r.ahead.keys.Len() != number {
		r.TellAhead()
	}
	if number == 0 || r.walker.masked() {
		return
	}
	if r.ahead.keys.Len() == 0 {
		r.ahead.first = number
	}
	r.ahead.keys.WriteString(key.String())
}

// TellAhead tells the keys that the question has taken since the last time.
func (r *Run) TellAhead() {
	if r.ahead.keys.Len() > 0 {
		r.walker.observeStep(KeysTaken, r.step,
			Fact{Text: r.ahead.keys.String(), Outcome: strconv.Itoa(r.ahead.first)})
	}
	r.ahead = ahead{}
}
