package steps

import (
	"context"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/digits"
	"github.com/ariapp/ariapp/flows/flowtest"
)

// hesitant is a phone whose caller presses keys, all at once, when the time for an answer has just passed for the first
// time, or they have pressed #: before anything else can happen.
type hesitant struct {
	*flowtest.Phone
	keys string
	late bool
}

func (h *hesitant) Next(ctx context.Context, deadline time.Time) (*flows.Event, error) {
	if h.late && h.keys != "" {
		key := digits.Key(h.keys[0])
		h.keys = h.keys[1:]
		return &flows.Event{Kind: flows.KeyPressed, At: h.Now(), Key: key}, nil
	}
	waits := deadline.After(h.Now())
	event, err := h.Phone.Next(ctx, deadline)
	if err == nil {
		h.late = h.late || waits && event.Kind == flows.TimeUp || event.Kind == flows.KeyPressed && event.Key == '#'
	}
	return event, err
}

// Law: of what a caller keys in who was asked and has just been too late nothing is lost, however secret it is: the
// rest of a PIN would be a wrong PIN. But who hears that they were too late begins anew, and what must be heard to its
// end is.
func TestWhoAnswersLateIsHeard(t *testing.T) {
	const secret = "collect: {id: c, prompt: ask, length: 4, secret: true}"
	const plain, hidden = "${steps.c.attempt} ${steps.c.value}", "${steps.c.attempt} ${same(steps.c.value, '1234')}"
	for name, c := range map[string]struct{ step, log, keys, script, want, heard string }{
		"a secret":                  {secret, hidden, "1234", "", "2 true", "ask"},
		"the beginning of a secret": {secret, hidden, "12", "8s 34", "2 true", "ask"},
		"behind a terminator":       {secret, hidden, "1234", "3s #", "2 true", "ask"},
		"without type-ahead": {"collect: {id: c, prompt: ask, length: 4, typeahead: false}", plain, "1234", "",
			"2 1234", "ask"},
		"with a flush": {"collect: {id: c, prompt: ask, length: 4, flush: true}", plain, "1234", "", "2 1234", "ask"},
		"a menu":       {"menu: {id: c, prompt: ask, typeahead: false, choices: {1: exit}}", plain, "1", "", "2 1", "ask"},
		"a menu's PIN": {"menu: {id: c, pin: {value: '1234', prompt: pin}, choices: {5: exit}}", plain, "1234#5", "",
			"1 5", "pin"},
		"a conference's PIN": {"conference: {id: c, room: x, pin: '1234', pin_prompt: pin}", "${steps.c.status}", "1234#", "",
			"full", "pin"}, // and not a wrong PIN
		"behind a handler": {"collect: {id: c, prompt: ask, length: 4, attempts: 2, secret: true, on_noinput: {play: again}}",
			hidden, "1234", "", "2 false", "ask again ask again"},
		"what plays to its end": {"collect: {id: c, prompt: ask, length: 4, attempts: 2, bargein: none}", plain, "1234", "",
			"2 ", "ask ask"},
	} {
		program := compile(t, "flows:\n  main:\n    - answer\n    - "+c.step+"\n    - log: \""+c.log+"\"\n")
		phone := &hesitant{Phone: flowtest.NewPhone(flowtest.Options{}, script(t, c.script)...), keys: c.keys}
		p := played{phone: phone.Phone}
		walker := flows.NewWalker(program, phone, flows.Options{Flow: program.Flow("main"),
			World:   flows.World{Rooms: noRooms{}},
			Call:    flows.CallInfo{ID: "c1", From: "100", To: "200", Language: "en"},
			Observe: func(f flows.Fact) { p.facts = append(p.facts, f) }})
		p.outcome = walker.Run(phone.Context())
		if p.logged() != c.want || p.heard() != c.heard || phone.keys != "" {
			t.Errorf("%s: %q, want %q\nheard %q, want %q\n%s", name, p.logged(), c.want, p.heard(), c.heard, p)
		}
	}
}
