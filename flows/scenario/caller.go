package scenario

import (
	"fmt"
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/digits"
	"github.com/ariapp/ariapp/flows/flowtest"
	"github.com/ariapp/ariapp/flows/source"
)

// caller goes through a case's acts while the call goes on: it is the phone's
// caller, and it is told every fact.
type caller struct {
	run      *running
	acts     []Act
	patience time.Duration
	// at is the act that is under way, since when the one before was done.
	at    int
	since time.Time
	// keys are those that are left of the press under way, keyAt is when the next of them comes.
	keys  []digits.Key
	keyAt time.Time
	// begun are the prompts that have begun, before how many facts each; heard is how many of them are dealt with.
	begun  []flowtest.Heard
	before []int
	heard  int
	// spelled is how many sounds of the expectation under way were heard.
	spelled int
	// steps, logs and asked are how many facts and requests are dealt with, by the sort of expectation.
	steps, logs, asked int
	// near is what almost was what was wanted.
	near string
	// place is where the call is in the flows.
	place source.Pos
}

func newCaller(run *running, acts []Act, patience time.Duration) *caller {
	return &caller{run: run, acts: acts, patience: patience}
}

// act is the one under way, nil when all are done.
func (c *caller) act() *Act {
	if c.at >= len(c.acts) {
		return nil
	}
	return &c.acts[c.at]
}

// done goes on to the next act; what was done is done at that time.
func (c *caller) done(at time.Time) {
	c.at++
	if at.After(c.since) {
		c.since = at
	}
	c.keys, c.spelled, c.near = nil, 0, ""
}

// Next is when the caller acts next, or when patience is at its end.
func (c *caller) Next() (time.Time, bool) {
	act := c.act()
	if act == nil {
		return c.since.Add(c.patience), len(c.run.result.Failures) == 0
	}
	switch act.Kind {
	case Press:
		if c.keys != nil {
			return c.keyAt, true
		}
		return c.since.Add(act.After), true
	case HangUp:
		return c.since.Add(act.After), true
	case Wait:
		return c.since.Add(act.For), true
	case Silence:
		return c.quietUntil(act), true
	}
	return c.since.Add(c.bound(act) + time.Nanosecond), true // what comes at the very bound is in time
}

// bound is how long an expectation may take.
func (c *caller) bound(act *Act) time.Duration {
	if act.Within > 0 {
		return act.Within
	}
	return c.patience
}

// quietUntil is when a silence will have lasted, unless what is heard before it takes longer than patience.
func (c *caller) quietUntil(act *Act) time.Time {
	from := c.since
	if quiet := c.run.phone.QuietSince(); quiet.After(from) {
		from = quiet
	}
	if end := c.since.Add(c.patience); from.After(end) {
		return end
	}
	return from.Add(act.For)
}

// Act does what is due.
func (c *caller) Act(at time.Time) flowtest.Act {
	act := c.act()
	if act == nil {
		return flowtest.HangUp()
	}
	switch act.Kind {
	case Press:
		return c.press(act, at)
	case HangUp:
		c.doneHearing()
		c.done(at)
		c.run.result.note(at, "the caller hangs up")
		c.settle()
		return flowtest.HangUp()
	case Wait:
		for c.heard < len(c.begun) && c.run.result.began.Add(c.begun[c.heard].At).Before(at) {
			c.heard++
		}
		c.done(at)
	case Silence:
		if c.run.phone.QuietSince().After(at) {
			c.unmet(act, "it was never quiet")
			return flowtest.Act{}
		}
		c.done(at)
	default:
		c.unmet(act, c.nothing(act))
		return flowtest.Act{}
	}
	c.settle()
	return flowtest.Act{}
}

// press presses the next key of an act.
func (c *caller) press(act *Act, at time.Time) flowtest.Act {
	if c.keys == nil {
		c.keys, _ = digits.ParseKeys(act.Keys) // Read has tried it
		c.doneHearing()
	}
	if len(c.keys) == 0 {
		c.done(at)
		return flowtest.Act{}
	}
	key := c.keys[0]
	c.keys, c.keyAt = c.keys[1:], at.Add(flowtest.KeyGap)
	if len(c.keys) == 0 {
		c.done(at)
	}
	return flowtest.Key(key)
}

// doneHearing leaves behind what came before the caller did something.
func (c *caller) doneHearing() {
	c.heard, c.steps, c.logs = len(c.begun), len(c.run.result.Facts), len(c.run.result.Facts)
	c.asked = len(c.run.result.Requests)
}

// Begins takes in a prompt that begins.
func (c *caller) Begins(h flowtest.Heard) {
	if !isSilence(h.Media) {
		c.begun, c.before = append(c.begun, h), append(c.before, len(c.run.result.Facts))
		c.settle()
	}
}

// settle goes over the expectations that are met by what has happened so far.
func (c *caller) settle() {
	for act := c.act(); act != nil && len(c.run.result.Failures) == 0; act = c.act() {
		met := false
		var at time.Time
		switch act.Kind {
		case Expect, Await:
			at, met = c.meets(act)
		case Silence:
			c.checkSilence(act)
		}
		if !met {
			return
		}
		c.done(at)
	}
}

// checkSilence has the case fail when something is heard.
func (c *caller) checkSilence(act *Act) {
	if c.heard < len(c.begun) {
		c.unmet(act, "heard "+shown(c.begun[c.heard].Media)+c.when(c.begun[c.heard].At))
	} else if noise := c.run.phone.noise(); noise != "" {
		c.unmet(act, "heard "+noise)
	}
}

// meets tells whether an expectation is met, and since when.
func (c *caller) meets(act *Act) (time.Time, bool) {
	switch act.Want.Sort {
	case StepBegins:
		return c.meetsFact(act, &c.steps, func(f flows.Fact) bool {
			return f.Kind == flows.StepBegun && f.Step == act.Want.Text
		})
	case LogLine:
		return c.meetsFact(act, &c.logs, func(f flows.Fact) bool { return c.meetsLog(act, f) })
	case Asked:
		return c.meetsRequest(act)
	}
	return c.meetsPrompt(act)
}

// meetsFact looks for a fact among those that are not dealt with.
func (c *caller) meetsFact(act *Act, dealt *int, fits func(flows.Fact) bool) (time.Time, bool) {
	facts := c.run.result.Facts
	for *dealt < len(facts) {
		fact := facts[*dealt]
		*dealt++
		if fits(fact) {
			c.passOver(act, *dealt)
			return fact.At, c.inTime(act, fact.At)
		}
	}
	return time.Time{}, false
}

// step is the address of the step that began last.
func (c *caller) step() string {
	facts := c.run.result.Facts
	for i := len(facts) - 1; i >= 0; i-- {
		if facts[i].Step != "" {
			return facts[i].Step
		}
	}
	return ""
}

// meetsLog tells whether a fact is the line of the log that is wanted.
func (c *caller) meetsLog(act *Act, f flows.Fact) bool {
	if f.Kind != flows.Logged {
		return false
	}
	if strings.Contains(f.Text, act.Want.Text) && (act.Want.Level == "" || act.Want.Level == f.Level) {
		return true
	}
	c.near = fmt.Sprintf("logged %s %q", f.Level, shown(f.Text))
	return false
}

// passOver leaves behind the prompts that began before what was awaited, which
// is known by how many facts there were. What is expected leaves none behind.
func (c *caller) passOver(act *Act, facts int) {
	for act.Kind == Await && c.heard < len(c.begun) && c.before[c.heard] < facts {
		c.heard++
	}
}

// inTime tells whether something was soon enough; the act fails if it was not.
func (c *caller) inTime(act *Act, at time.Time) bool {
	if act.Within > 0 && at.After(c.since.Add(act.Within)) {
		c.unmet(act, c.nothing(act))
		return false
	}
	return true
}

// unmet ends the case: the act wanted something, and instead there was something else.
func (c *caller) unmet(act *Act, instead string) {
	c.run.stop(Failure{Pos: act.Pos, Flow: c.place, Message: "wanted " + act.wanted() + ", instead " + instead})
}
