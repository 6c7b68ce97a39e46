package steps

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/dialling"
	"github.com/ariapp/ariapp/flows/digits"
)

// dialRun is one run of the step.
type dialRun struct {
	*dial
	r      *flows.Run
	rounds [][]dialSpot
	course *dialling.Course
	legs   map[flows.Party]*dialLeg
	order  []*dialLeg
	ear    dialEar
	exit   *dialling.Keypad
	// asks is what confirm asks, sorry what the losers hear.
	asks, sorry []string
	confirmTime time.Duration
	warnings    []string
	joined      *dialLeg
	// keysEnd is until when a party's keys may go on within Asterisk.
	keysEnd map[flows.Party]time.Time
	// bridge is where the parties hear each other, "" while there is none.
	bridge string
	// result is what the step leaves behind.
	result dialOutcome
	// hops are how many forwarded calls were followed.
	hops int
	// reports and keeps are for another step that lets two talk: it has a result and a state of its own.
	reports func(dialling.Status)
	keeps   func(dialState) error
	// replaced is told that a transfer after a word has put somebody else into a party's place; nil for nobody.
	replaced func(flows.Party) error
	// refusal is why the last telephone was not rung that had no place among the calls at once.
	refusal error
}

// dialLeg is a telephone that was rung.
type dialLeg struct {
	party flows.Party
	spot  dialSpot
	state dialLegState
	// until is when it is given up, or when the question to it is.
	until                                    time.Time
	dialled, rang, progressed, began, joined time.Time
	inBridge                                 bool
	// asked is the question to it, tries how often it was asked, codes the keys of its answer.
	asked  string
	tries  int
	codes  *dialling.Keypad
	status dialling.Status
	cause  flows.Cause
	sip    int
}

type dialLegState int

const (
	legRinging dialLegState = iota
	legAsked
	legTaken
	legSorry // hears the apology
	legOver
)

// live tells whether the leg may be joined yet.
func (l *dialLeg) live() bool { return l.state == legRinging || l.state == legAsked }

// prepare evaluates what is needed before the first telephone rings. A course
// that is under way was permitted, and ordered, when it began.
func (d *dialRun) prepare(ctx context.Context, under *dialling.Course) error {
	inherit, err := d.inherit.Eval(d.r)
	if err != nil {
		return err
	}
	var spots []dialSpot
	targets := make([][]dialling.Target, len(d.dial.rounds))
	d.rounds = make([][]dialSpot, len(d.dial.rounds))
	for i, round := range d.dial.rounds {
		for _, target := range round {
			spot, err := d.spot(d.r, target, inherit)
			if err != nil {
				return err
			}
			spot.round, spot.at = i, len(d.rounds[i])
			spots = append(spots, spot)
			d.rounds[i], targets[i] = append(d.rounds[i], spot), append(targets[i], spot.target)
		}
	}
	rules := dialling.Rules{Strategy: d.strategy, Seed: seedOf(d.r.Occasion())}
	if rules.Ring, err = d.ring.Eval(d.r); err != nil {
		return err
	}
	rules.Ring = max(rules.Ring, time.Second)
	if rules.Stagger, err = d.stagger.Eval(d.r); err != nil {
		return err
	}
	if err := d.prepareWords(); err != nil {
		return err
	}
	if under != nil {
		d.course = under
		return nil
	}
	if err := d.permit(ctx, spots...); err != nil {
		return err
	}
	if d.strategy == dialling.LeastRecent {
		if rules.Last, err = d.recent.load(ctx, d.r); err != nil {
			return err
		}
	}
	d.course = dialling.Begin(dialling.Plan(targets, rules), d.r.Now())
	return nil
}

// prepareWords evaluates what is said to whom.
func (d *dialRun) prepareWords() error {
	var err error
	if d.confirm != nil {
		if d.asks, err = d.r.Media(d.confirm.prompt); err != nil {
			return err
		}
		if d.sorry, err = d.r.Media(d.confirm.apology); err != nil {
			return err
		}
		if d.confirmTime, err = d.confirm.timeout.Eval(d.r); err != nil {
			return err
		}
	}
	if d.warnings, err = d.r.Media(d.limit.warning); err != nil {
		return err
	}
	d.exit = dialling.NewKeypad(codesOf(d.exits))
	return d.ear.prepare(d.r, d.early)
}

// seedOf makes a number of a text.
func seedOf(text string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(text))
	return h.Sum64()
}

// call rings until somebody was reached, and lets them talk.
func (d *dialRun) call(ctx context.Context) (flows.Next, error) {
	first, err := d.answerOnBridge.Eval(d.r)
	if err == nil && !first {
		err = d.r.Answer(ctx)
	}
	if err == nil {
		err = d.listen(ctx)
	}
	if err == nil {
		err = d.goOn(ctx)
	}
	if err != nil {
		d.report(dialling.Canceled)
		return flows.Next{}, err
	}
	d.report(dialling.Canceled)          // what counts if the caller hangs up
	d.r.Want(func(key digits.Key) bool { // those are no hotkeys
		return slices.ContainsFunc(d.exits, func(k dialKey) bool { return strings.HasPrefix(k.code, key.String()) })
	})
	for {
		key, err := d.ringOn(ctx)
		if err != nil {
			return flows.Next{}, err
		}
		if key != nil {
			return d.leave(ctx, key)
		}
		if d.joined == nil {
			break
		}
		next, talked, err := d.connect(ctx)
		if err != nil || talked {
			return next, err
		}
		d.joined = nil // they hung up in the last moment: whoever else rings may come
	}
	if err := d.quiet(ctx); err != nil {
		return flows.Next{}, err
	}
	if d.result.worst == dialling.Refused { // nobody rang at all
		d.report(dialling.Refused)
		return flows.Next{}, d.refusal
	}
	return d.unreached(d.result.worst)
}

// leave gives up as the caller pressed an exit key.
func (d *dialRun) leave(ctx context.Context, key *dialKey) (flows.Next, error) {
	d.result.key = key.code
	for _, l := range d.order {
		if err := d.hangup(ctx, l, flows.CauseNormal); err != nil {
			return flows.Next{}, err
		}
	}
	if err := d.quiet(ctx); err != nil {
		return flows.Next{}, err
	}
	d.report(dialling.Canceled)
	return flows.Enter(key.block), nil
}

// ringOn rings until somebody is to be joined, the caller leaves by a key, or nobody is left.
func (d *dialRun) ringOn(ctx context.Context) (*dialKey, error) {
	for {
		if d.joined == nil { // else nobody further is rung
			if err := d.ringNext(ctx); err != nil {
				return nil, err
			}
		}
		if d.joined != nil || d.course.Over(d.ringing()) {
			return nil, nil
		}
		if err := d.save(); err != nil {
			return nil, err
		}
		event, err := d.r.Next(ctx, d.nextRing())
		if err != nil {
			return nil, err
		}
		switch event.Kind {
		case flows.TimeUp:
			if key := findKey(d.exits, d.decided(d.exit)); key != nil {
				return key, nil
			}
			err = d.late(ctx)
		case flows.KeyPressed:
			if key := findKey(d.exits, d.exit.Press(event.Key, event.At)); key != nil {
				return key, nil
			}
		default:
			err = d.aside(ctx, event)
		}
		if err != nil {
			return nil, err
		}
	}
}

// decided is the code that a keypad holds when its time is up.
func (d *dialRun) decided(pad *dialling.Keypad) string {
	if due, waits := pad.Due(); waits && !d.r.Now().Before(due) {
		return pad.Decide()
	}
	return ""
}

func (d *dialRun) ringing() int {
	n := 0
	for _, l := range d.order {
		if l.live() {
			n++
		}
	}
	return n
}

// ringNext dials those whose turn it is.
func (d *dialRun) ringNext(ctx context.Context) error {
	for {
		ring, until, ok := d.course.Take(d.r.Now(), d.ringing())
		if !ok {
			return nil
		}
		if err := d.dialLeg(ctx, d.rounds[ring.Round][ring.Target], until); err != nil {
			return err
		}
	}
}

// dialLeg has a telephone ring until then.
func (d *dialRun) dialLeg(ctx context.Context, spot dialSpot, until time.Time) error {
	now := d.r.Now()
	spot.leg.Timeout = until.Sub(now) + dialSlack // we give it up before; Asterisk does where we cannot
	if spot.leg.Bridge = ""; d.ear.bridge != "" && d.course.Alone() {
		spot.leg.Bridge = d.ear.bridge
	}
	d.transfers.mark(&spot.leg)
	dial := d.r.DialPermitted
	if spot.written {
		dial = d.r.Dial
	}
	party, err := dial(ctx, spot.leg)
	if errors.Is(err, flows.ErrNotPermitted) { // too many calls at once: others may still be reached
		d.refusedLeg(spot, err)
		return nil
	}
	if err != nil {
		return err
	}
	l := &dialLeg{party: party, spot: spot, until: until, dialled: now, inBridge: spot.leg.Bridge != ""}
	d.legs[party], d.order = l, append(d.order, l)
	return nil
}

// nextRing is when something is to be done while it rings.
func (d *dialRun) nextRing() time.Time {
	at, _ := d.course.Due()
	sooner := func(t time.Time) {
		if !t.IsZero() && (at.IsZero() || t.Before(at)) {
			at = t
		}
	}
	for _, l := range d.order {
		if l.live() {
			sooner(l.until)
		}
		if l.state == legAsked {
			if due, waits := l.codes.Due(); waits {
				sooner(due)
			}
		}
	}
	if due, waits := d.exit.Due(); waits {
		sooner(due)
	}
	return at
}

// late gives up those whose time is up.
func (d *dialRun) late(ctx context.Context) error {
	now := d.r.Now()
	for _, l := range slices.Clone(d.order) {
		var err error
		switch {
		case l.state == legAsked:
			if code := d.decided(l.codes); code != "" {
				err = d.chosen(ctx, l, code)
			} else if !l.until.IsZero() && !now.Before(l.until) {
				err = d.askAgain(ctx, l)
			}
		case l.state == legRinging && !now.Before(l.until):
			err = d.drop(ctx, l, dialling.NoAnswer, flows.CauseNoAnswer)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// drop hangs a leg up that comes to nothing.
func (d *dialRun) drop(ctx context.Context, l *dialLeg, status dialling.Status, cause flows.Cause) error {
	l.cause = cause
	d.failedLeg(l, status)
	return d.hangup(ctx, l, cause)
}

// hangup ends a leg, unless it is over.
func (d *dialRun) hangup(ctx context.Context, l *dialLeg, cause flows.Cause) error {
	if l.state == legOver {
		return nil
	}
	l.state = legOver
	return d.r.HangupLeg(ctx, l.party, cause)
}

// refusedLeg notes that a telephone is not rung.
func (d *dialRun) refusedLeg(spot dialSpot, why error) {
	d.refusal = fmt.Errorf("dialling %s: %w", spot.leg.Endpoint, why)
	d.r.Log("warn", d.refusal.Error())
	d.failedLeg(&dialLeg{spot: spot, state: legOver}, dialling.Refused)
}

// failedLeg notes why a leg came to nothing.
func (d *dialRun) failedLeg(l *dialLeg, status dialling.Status) {
	l.status = status
	if d.result.worst == "" || dialling.MoreTelling(status, d.result.worst) {
		d.result.worst, d.result.of = status, l
	}
}
