package steps

import (
	"context"
	"slices"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/digits"
	"github.com/ariapp/ariapp/flows/source"
)

// review asks the caller what is to become of a recording.
type review struct {
	asking                           asking
	accept, listen, rerecord, cancel string
	attempts                         int
	// accepts tells what a caller means who presses nothing.
	accepts                  bool
	saved, deleted, tooShort []flows.Value[string]
}

type reviewVerdict int

const (
	reviewTimeout reviewVerdict = iota
	reviewAccepted
	reviewCanceled
	reviewAnew
)

// reviewFields are the keys of review.
func reviewFields() []flows.Field {
	return []flows.Field{
		{Name: "prompt", Type: flows.Media, Default: "vm-review", Doc: "What is asked."},
		{Name: "accept", Type: flows.Text, Default: "1", Doc: "The key for a recording that is right."},
		{Name: "listen", Type: flows.Text, Default: "2", Doc: "The key that plays it."},
		{Name: "rerecord", Type: flows.Text, Default: "3", Doc: "The key for another try."},
		{Name: "cancel", Type: flows.Text, Default: "*", Doc: "The key that deletes it."},
		{Name: "timeout", Type: flows.Duration, Default: "5s", Doc: "How long to wait for the key."},
		{Name: "attempts", Type: flows.Whole, Default: "3",
			Doc: "How often to ask, and to have what was too short said again."},
		{Name: "otherwise", Type: flows.OneOf("accept", "cancel"), Default: "accept",
			Doc: "What a caller means who presses none of them."},
		{Name: "saved", Type: flows.Media, Default: "vm-msgsaved", Doc: "What is said when it is accepted."},
		{Name: "deleted", Type: flows.Media, Default: "vm-deleted", Doc: "What is said when it is deleted."},
		{Name: "too_short", Type: flows.Media, Default: "vm-tooshort", Doc: "What is said when it is too short."},
	}
}

func newReview() *review {
	fixed := func(name string) []flows.Value[string] { return []flows.Value[string]{flows.Fixed(name)} }
	v := &review{accept: "1", listen: "2", rerecord: "3", cancel: "*", attempts: 3, accepts: true,
		saved: fixed("vm-msgsaved"), deleted: fixed("vm-deleted"), tooShort: fixed("vm-tooshort")}
	v.asking = asking{bargein: bargeinAny, first: flows.Fixed(5 * time.Second), inter: flows.Fixed(2 * time.Second),
		typeahead: flows.Fixed(true), prompts: [][]flows.Value[string]{fixed("vm-review")}}
	return v
}

// reviewType reads true, false or a mapping: *review, nil for none.
func reviewType() flows.Type {
	const wanted = "true, or a mapping with prompt, accept, listen, rerecord and cancel"
	return flows.NewType("review", wanted, func(p flows.Parser, n *source.Node) any {
		v := newReview()
		switch {
		case n.Kind == source.Scalar && n.Value == "false":
			return (*review)(nil)
		case n.Kind == source.Scalar && n.Value == "true":
		case n.Kind == source.Map:
			for key, item := range n.All() {
				if !v.read(p, key, item) {
					return nil
				}
			}
		default:
			p.Report().WrongType(n, "review", wanted)
			return nil
		}
		return v.finish(p, n)
	}).Shaped(flows.Shape{Types: []flows.Type{flows.Bool}, Fields: reviewFields()})
}

// read takes one key of the mapping; false after a finding.
func (v *review) read(p flows.Parser, key, item *source.Node) bool {
	texts := map[string]*string{"accept": &v.accept, "listen": &v.listen, "rerecord": &v.rerecord, "cancel": &v.cancel}
	media := map[string]*[]flows.Value[string]{"prompt": &v.asking.prompts[0], "saved": &v.saved,
		"deleted": &v.deleted, "too_short": &v.tooShort}
	ok := true
	switch name := key.Value; {
	case texts[name] != nil:
		*texts[name] = item.Value
	case media[name] != nil:
		*media[name], ok = p.Parse(flows.Media, name, item).([]flows.Value[string])
	case name == "timeout":
		v.asking.first, ok = p.Parse(flows.Duration, name, item).(flows.Value[time.Duration])
	case name == "otherwise":
		word, isWord := p.Parse(flows.OneOf("accept", "cancel"), name, item).(string)
		v.accepts, ok = word == "accept", isWord
	case name == "attempts":
		count, isCount := p.Parse(flows.Whole, name, item).(flows.Value[int])
		v.attempts, ok = count.Constant()
		if ok = ok && isCount && v.attempts >= 1 && v.attempts <= repeatMax; !ok && isCount {
			p.Report().WrongType(item, name, "a whole number from 1 to 1000, written out")
		}
	default:
		var names []string
		for _, field := range reviewFields() {
			names = append(names, field.Name)
		}
		p.Report().Unknown(key, "unknown-key", "key of review", names)
		ok = false
	}
	return ok
}

// finish makes the question of its keys.
func (v *review) finish(p flows.Parser, n *source.Node) any {
	keys := []string{v.accept, v.listen, v.rerecord, v.cancel}
	m, err := digits.NewMatcher(digits.Rule{Values: keys})
	slices.Sort(keys)
	if err != nil || len(slices.Compact(keys)) < 4 || len(m.Unreachable()) > 0 {
		p.Report().Errorf(n, "rule", "accept, listen, rerecord and cancel must be four different keys or runs of keys, "+
			"none beginning with another")
		return nil
	}
	v.asking.matcher = m
	return v
}

// ask asks until there is a verdict; listening counts as no attempt.
func (v *review) ask(ctx context.Context, r *flows.Run, name string) (reviewVerdict, error) {
	prompt, err := r.Media(v.asking.prompts[0])
	if err != nil {
		return reviewTimeout, err
	}
	heard := prompt
	for tries := 0; tries < v.attempts; {
		e, err := v.asking.attempt(ctx, r, heard, false)
		if err != nil {
			return reviewTimeout, err
		}
		heard = prompt
		switch {
		case e.verdict != digits.Complete:
			tries++
			r.Keys().Clear()
		case e.value == v.accept:
			return reviewAccepted, nil
		case e.value == v.cancel:
			return reviewCanceled, nil
		case e.value == v.rerecord:
			return reviewAnew, nil
		default:
			heard = append([]string{"recording:" + name}, prompt...)
		}
	}
	return reviewTimeout, nil
}

// say plays what is said of a verdict to its end; keys are kept for the next question.
func (v *review) say(ctx context.Context, r *flows.Run, media []flows.Value[string]) error {
	prompts, err := r.Media(media)
	if err != nil || len(prompts) == 0 {
		return err
	}
	_, _, err = sound{}.once(ctx, r, hearing{media: prompts})
	return err
}
