package steps

import (
	"context"
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/digits"
	"github.com/ariapp/ariapp/flows/source"
)

// queueCallback offers to be called back instead of waiting, as the file has it.
type queueCallback struct {
	key                  string
	after                flows.Value[time.Duration]
	collects             bool
	confirm              bool
	prompt, asks, repeat []flows.Value[string]
}

// The words of callback.number.
const (
	numberANI     = "ani"
	numberCollect = "collect"
)

func queueCallbackFields() []flows.Field {
	return []flows.Field{
		{Name: "key", Type: flows.Text, Required: true, Doc: "The key with which the caller asks to be called back."},
		{Name: "offer_after", Type: flows.Duration, Default: "0s", Doc: "When `prompt` is heard; who takes " +
			"the steps of `waiting` hears it as soon as these are over or only let time pass (`moh`, `wait`, `ring`), and " +
			"then takes them anew."},
		{Name: "prompt", Type: flows.Media, Doc: "What offers it, once; without it nobody is told."},
		{Name: "number", Type: flows.OneOf(numberANI, numberCollect), Default: numberANI,
			Doc: "Which number is called: the caller's own (`ani`), or one that they key in (`collect`), with `#` behind it. " +
				"A caller without a number keys one in."},
		{Name: "number_prompt", Type: flows.Media, Default: "vm-enter-num-to-call", Doc: "What asks for the number."},
		{Name: "confirm_number", Type: flows.Bool, Default: "true",
			Doc: "Whether the caller hears the number, and takes it by 1; 2 asks for another, and `*` waits on."},
		{Name: "confirm_prompt", Type: flows.Media, Doc: "What is heard behind the number, `vm-press` and 1 without it."},
	}
}

// queueCallbackDoc tells what the mapping is for, and of each of its keys.
func queueCallbackDoc() string {
	var doc strings.Builder
	doc.WriteString("Offers to be called back. The queue must have `callback` too.")
	for _, f := range queueCallbackFields() {
		doc.WriteString(" `" + f.Name + "`")
		switch {
		case f.Required:
			doc.WriteString(" (required)")
		case f.Default != "":
			doc.WriteString(" (" + f.Default + ")")
		}
		doc.WriteString(": " + strings.ToLower(f.Doc[:1]) + f.Doc[1:])
	}
	return doc.String()
}

// queueCallbackType reads the mapping: *queueCallback.
func queueCallbackType() flows.Type {
	const accepts = "a mapping with key, offer_after, prompt, number, number_prompt, confirm_number and confirm_prompt"
	fields := queueCallbackFields()
	return flows.NewType("call-back", accepts, func(p flows.Parser, n *source.Node) any {
		if n.Kind != source.Map || n.Get("key") == nil {
			p.Report().WrongType(n, p.What(), accepts)
			return nil
		}
		c := &queueCallback{after: flows.Fixed(time.Duration(0)), confirm: true,
			asks: []flows.Value[string]{flows.Fixed("vm-enter-num-to-call")}}
		for key, item := range n.All() {
			c.read(p, key, item, fields)
		}
		return c
	}).Shaped(flows.Shape{Fields: fields})
}

func (c *queueCallback) read(p flows.Parser, key, item *source.Node, fields []flows.Field) {
	media := map[string]*[]flows.Value[string]{"prompt": &c.prompt, "number_prompt": &c.asks, "confirm_prompt": &c.repeat}
	switch name := key.Value; {
	case media[name] != nil:
		*media[name], _ = p.Parse(flows.Media, name, item).([]flows.Value[string])
	case name == "key":
		c.key = dialCode(p, name, item)
	case name == "offer_after":
		if v, ok := p.Parse(flows.Duration, name, item).(flows.Value[time.Duration]); ok {
			c.after = v
		}
	case name == "number":
		word, _ := p.Parse(flows.OneOf(numberANI, numberCollect), name, item).(string)
		c.collects = word == numberCollect
	case name == "confirm_number":
		if v, ok := p.Parse(flows.Bool, name, item).(flows.Value[bool]); ok {
			confirm, fixed := v.Constant()
			if c.confirm = confirm; !fixed {
				p.Report().WrongType(item, name, "true or false")
			}
		}
	default:
		p.Report().Unknown(key, "unknown-key", "key of callback", fieldNames(fields))
	}
}

// queueOffers is what a caller hears of being called back.
type queueOffers struct {
	after                time.Duration
	prompt, asks, repeat []string
}

func (c *queueCallback) evaluate(r *flows.Run) (o queueOffers, err error) {
	if o.after, err = c.after.Eval(r); err != nil {
		return o, err
	}
	if o.prompt, err = r.Media(c.prompt); err != nil {
		return o, err
	}
	if o.asks, err = r.Media(c.asks); err != nil {
		return o, err
	}
	o.repeat, err = r.Media(c.repeat)
	return o, err
}

// queueBack are the questions of a call-back: first the number, if it is not known, then whether it is right.
type queueBack struct {
	// Number is the number, "" while it is asked for; Entry what was keyed in of it.
	Number string `json:"number,omitempty"`
	Entry  string `json:"-"`
	// Until is how long an answer is waited for, zero while the question is heard.
	Until time.Time `json:"until,omitzero"`
	// Tries is how often it was asked.
	Tries int `json:"tries,omitempty"`
	// Wrong tells that the number that was given may not be called.
	Wrong bool `json:"-"`
}

// isGivenUp tells that no further number is asked for: it ends when that is heard.
func (b *queueBack) isGivenUp() bool { return b.Number == "" && b.Tries >= backTries }

// callsBack tells that the caller may ask to be called back.
func (q *queueRun) callsBack() bool { return q.callback != nil && q.rules.Callback != nil }

// offersBack is what offers a call-back now, none for nothing.
func (q *queueRun) offersBack() []string {
	if at := q.offerDue(); at.IsZero() || q.r.Now().Before(at) {
		return nil
	}
	return q.offers.prompt
}

// offersNow tells that a call-back is to be offered, or is just being: who takes steps comes back to them behind it.
func (q *queueRun) offersNow() bool {
	return q.state.Back == nil && q.state.Promised == "" && (q.ear.playing != "" || len(q.offersBack()) > 0)
}

// offerDue is when a call-back is offered, zero for never: who is just called back hears of no other, though the key is
// there.
func (q *queueRun) offerDue() time.Time {
	if !q.callsBack() || q.view.CalledBack || q.state.Said.Offered || len(q.offers.prompt) == 0 {
		return time.Time{}
	}
	return q.state.Began.Add(q.offers.after)
}

// beginBack begins the questions.
func (q *queueRun) beginBack(ctx context.Context) error {
	if err := q.ear.cut(ctx); err != nil {
		return err
	}
	q.state.Back = &queueBack{}
	from := q.r.Call().From
	switch {
	case q.callback.collects || !callable(from):
		return nil
	case !q.mayCallBack(from): // that is none of the numbers that they give
		q.state.Back.Wrong = true
		return nil
	}
	q.state.Back.Number = from
	return q.numberIs(from)
}

// callable tells that there is a number to call: a caller's comes from outside, and may be anything.
func callable(number string) bool {
	digits := strings.TrimPrefix(number, "+")
	return digits != "" && len(digits) < numberMost && strings.Trim(digits, "0123456789") == ""
}

// wrongNumber is heard by who has given a number that may not be called.
const wrongNumber = "privacy-incorrect"

// asks puts the question whose turn it is.
func (q *queueRun) asks(ctx context.Context) error {
	b := q.state.Back
	if !b.Until.IsZero() {
		return nil
	}
	media := q.offers.asks
	if b.Wrong {
		media = append([]string{wrongNumber}, media...)
	}
	if b.isGivenUp() {
		media = []string{wrongNumber}
	}
	if b.Number != "" {
		media = []string{"vm-num-i-have", "digits:" + spoken(b.Number)}
		if len(q.offers.repeat) > 0 {
			media = append(media, q.offers.repeat...)
		} else {
			media = append(media, "vm-press", "digits:1")
		}
	}
	return q.ear.say(ctx, hearsBack, media)
}

// asked waits for the answer, when the question was heard.
func (q *queueRun) asked() {
	b := q.state.Back
	switch {
	case b == nil:
	case b.isGivenUp():
		q.state.Back = nil
	default:
		b.Until = q.r.Now().Add(entryTime)
	}
}

// back takes a key of the caller who is asked; heard is false while nothing is.
func (q *queueRun) back(ctx context.Context, event *flows.Event) (heard bool, err error) {
	b := q.state.Back
	if b == nil {
		return false, nil
	}
	if b.isGivenUp() { // who keys on is told all the same that nobody will call them
		return true, nil
	}
	if err := q.ear.cut(ctx); err != nil {
		return true, err
	}
	b.Until = q.r.Now().Add(digitTime)
	switch {
	case event.Key == '*':
		q.state.Back = nil
	case b.Number != "" && event.Key == '1':
		q.callBack(b.Number)
	case b.Number != "" && event.Key == '2':
		*b = queueBack{}
	case b.Number != "":
	case event.Key == '#':
		err = q.numberIs(b.Entry)
	case isDigit(event.Key) && len(b.Entry) < numberMost:
		b.Entry += event.Key.String()
	}
	return true, err
}

func isDigit(key digits.Key) bool { return key >= '0' && key <= '9' }

// backLate takes in that no further key came.
func (q *queueRun) backLate() error {
	b := q.state.Back
	if b.Number == "" && len(b.Entry) >= numberLeast {
		return q.numberIs(b.Entry)
	}
	b.Until, b.Entry, b.Wrong = time.Time{}, "", false
	if b.Tries++; b.Tries >= backTries {
		q.state.Back = nil
	}
	return nil
}

// mayCallBack tells whether a number may be called at all.
func (q *queueRun) mayCallBack(number string) bool {
	allows := q.rules.Callback.Allows
	if allows == nil || allows(number) {
		return true
	}
	q.r.Log("warn", "a number cannot be called back: outbound does not allow it")
	return false
}

// numberIs takes a number, or asks for it once more.
func (q *queueRun) numberIs(number string) error {
	b := q.state.Back
	if len(number) < numberLeast {
		return q.backLate()
	}
	if !q.mayCallBack(number) {
		*b = queueBack{Tries: b.Tries + 1, Wrong: true}
		return nil
	}
	b.Number, b.Until, b.Tries, b.Wrong = number, time.Time{}, 0, false
	if !q.callback.confirm {
		q.callBack(number)
	}
	return nil
}

// callBack has the caller be called back, who keeps the place. The wait ends when that is written down: who hears that
// they will be called is.
func (q *queueRun) callBack(number string) {
	q.state.Back, q.state.Key, q.state.Promised, q.number = nil, "", number, number
	q.place.Leave(flows.QueueCallback, flows.QueueLeaving{Number: number, From: q.r.Standpoint()}, q.r.Now())
}
