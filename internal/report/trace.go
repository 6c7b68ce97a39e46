package report

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/journal"
)

// tracing follows one call from step to step.
type tracing struct {
	*counting
	// end is how the call ended, at is when it was over.
	end string
	at  time.Time
	// open are the steps under way, the inner ones last; leaving has ended, and what comes next is not read yet.
	open    []*visit
	leaving *visit
	// within are the flows under way, flow is the last one that the call was in.
	within []string
	flow   string
	// playing are the prompts under way, by their step.
	playing map[string]playing
	// resumed tells that another process goes on with the call, and no step of its was told of yet.
	resumed bool
}

type playing struct {
	text  string
	since time.Time
}

// visit is one entry of a step.
type visit struct {
	tally *stepTally
	at    time.Time
	// way is the last way that it took, into the step that began there while it was not over itself.
	way, into string
	exhausted bool
}

// take follows one entry.
func (t *tracing) take(e journal.Entry) {
	switch flows.FactKind(e.Kind) {
	case flows.WalkResumed:
		t.resume(e)
	case flows.FlowBegun:
		t.enter(e)
	case flows.FlowEnded:
		t.leave(e)
	case flows.StepBegun:
		t.begin(e)
	case flows.StepEnded, flows.StepFailed:
		t.ended(e)
	case flows.WayTaken:
		t.way(e)
	case flows.AttemptBegun:
		t.attempt(e)
	case flows.AttemptEnded:
		t.attempted(e)
	case flows.PromptBegun, flows.PromptEnded, flows.PromptCut:
		t.prompt(e)
	}
}

func (t *tracing) enter(e journal.Entry) {
	one, flow := t.counting.flow(e.Flow), e.Flow
	if is(e, flows.FlowBegun) {
		one.Entries++
		one.pos = e.Pos
	}
	if t.flow == "" {
		one.Began++
	}
	t.within, t.flow = append(t.within, flow), flow
}

func (t *tracing) leave(e journal.Entry) {
	if one := t.counting.flow(e.Flow); e.Outcome == "left" {
		one.Jumped++
	} else {
		one.Returned++
	}
	if at := slices.Index(t.within, e.Flow); at >= 0 {
		t.within = t.within[:at]
	}
	if len(t.within) > 0 {
		t.flow = t.within[len(t.within)-1]
	}
}

// flow is the tally of a flow.
func (c *counting) flow(name string) *flowTally {
	if c.flows[name] == nil {
		c.flows[name] = &flowTally{Flow: Flow{Name: name}}
	}
	return c.flows[name]
}

func (t *tracing) begin(e journal.Entry) {
	t.settle(e.Step, true)
	t.goOn(e.Step)
	if i := t.index(e.Step); i >= 0 { // it begins anew, so whatever was in it is over
		t.abandon(i, e.Step, e.At)
	}
	if len(t.open) > 0 {
		if around := t.open[len(t.open)-1]; around.way != "" && around.into == "" {
			around.into = e.Step
		}
	}
	tally := t.steps[e.Step]
	if tally == nil {
		tally = &stepTally{exits: map[Exit]int{}}
		tally.Address = e.Step
		t.steps[e.Step] = tally
	}
	tally.Kind, tally.Entries = e.Type, tally.Entries+1
	if e.Pos.Line > 0 {
		tally.Place, tally.pos = e.Pos.String(), e.Pos
	}
	if asks(e.Type) {
		tally.Attempts++
	}
	t.open = append(t.open, &visit{tally: tally, at: e.At})
}

// asks tells whether a kind of step asks a question each time that it begins.
func asks(kind string) bool { return kind == "menu" || kind == "collect" }

func (t *tracing) ended(e journal.Entry) {
	t.settle(e.Step, false)
	i := t.index(e.Step)
	if i < 0 {
		return
	}
	v := t.open[i]
	t.goOn(e.Step)
	t.abandon(i+1, e.Step, e.At)
	t.open = t.open[:i]
	v.way, v.into = "", ""
	if is(e, flows.StepFailed) {
		v.tally.Failed++
		v.way = "failed"
		v.tally.took.add(e.At.Sub(v.at))
	} else {
		v.tally.took.add(e.Took)
	}
	if e.Outcome == "max_attempts" {
		v.giveUp()
	}
	t.leaving = v
}

// way notes which way a step took: one that has ended, or one that comes back to itself afterwards.
func (t *tracing) way(e journal.Entry) {
	t.settle(e.Step, false)
	if t.leaving != nil && t.leaving.tally.Address == e.Step {
		t.leaving.way = e.Text
		return
	}
	t.goOn(e.Step)
	v := t.visit(e.Step)
	if v == nil {
		return
	}
	v.way, v.into = e.Text, ""
	if event, _, _ := strings.Cut(e.Text, "."); event == "on_exhausted" || event == "exhausted" {
		v.giveUp()
	}
}

// giveUp counts a question that is not asked again; twice told, it counts once.
func (v *visit) giveUp() {
	if v.exhausted {
		return
	}
	v.exhausted = true
	v.tally.Exhausted++
}

func (t *tracing) attempt(e journal.Entry) {
	t.settle(e.Step, false)
	t.goOn(e.Step)
	if v := t.visit(e.Step); v != nil {
		v.tally.Attempts++
		v.way, v.into = "", "" // it has come back from there
	}
}

// attempted counts an attempt that gave no answer.
func (t *tracing) attempted(e journal.Entry) {
	t.settle(e.Step, false)
	v := t.visit(e.Step)
	switch {
	case v == nil || e.Outcome == "ok":
	case e.Outcome == "noinput":
		v.tally.NoInput++
	default:
		v.tally.NoMatch++
	}
}

// goOn has the step that has ended lead to the one where the walk is.
func (t *tracing) goOn(step string) {
	if t.leaving != nil {
		t.leaving.exit(step)
		t.leaving = nil
	}
}

// abandon ends the visits from i on, which the walk has left without their end.
func (t *tracing) abandon(i int, next string, at time.Time) {
	for _, v := range t.open[i:] {
		v.tally.took.add(at.Sub(v.at))
		if v.into != "" {
			v.exit(v.into)
			continue
		}
		v.exit(next)
	}
	t.open = t.open[:i]
}

func (v *visit) exit(next string) {
	exit := Exit{Way: v.way, Next: next}
	if _, known := v.tally.exits[exit]; !known && len(v.tally.exits) >= exitsMost {
		exit = Exit{Next: other}
	}
	v.tally.exits[exit]++
}

func (t *tracing) index(step string) int {
	return slices.IndexFunc(t.open, func(v *visit) bool { return v.tally.Address == step })
}

// visit is the open visit of a step, nil for none.
func (t *tracing) visit(step string) *visit {
	if i := t.index(step); i >= 0 {
		return t.open[i]
	}
	return nil
}

// prompt counts what was heard.
func (t *tracing) prompt(e journal.Entry) {
	if !t.shows(e.Step) {
		return
	}
	one := t.counting.prompt(e.Text)
	switch {
	case is(e, flows.PromptBegun):
		one.Begun++
		t.playing[e.Step] = playing{e.Text, e.At}
		return
	case is(e, flows.PromptCut):
		one.Cut++
		one.heard.add(e.Took)
	case e.Outcome == "failed":
		one.Failed++
	default:
		one.Done++
		one.length.add(e.Took)
	}
	delete(t.playing, e.Step)
}

// prompt is the tally of a prompt.
func (c *counting) prompt(text string) *promptTally {
	text = general(text)
	if c.prompts[text] == nil && len(c.prompts) >= promptsMost {
		text = other
	}
	if c.prompts[text] == nil {
		c.prompts[text] = &promptTally{}
		c.prompts[text].Text = text
	}
	return c.prompts[text]
}

// general is a prompt without the values in it: they are another one's in each call.
func general(text string) string {
	parts := strings.Split(text, " & ")
	for i, part := range parts {
		kind, _, has := strings.Cut(part, ":")
		if kind, _, _ = strings.Cut(kind, ";"); has && !slices.Contains([]string{"sound", "recording", "tone"}, kind) {
			parts[i] = kind + ":…"
		}
	}
	return strings.Join(parts, " & ")
}

// finish ends what is under way with the call.
func (t *tracing) finish() {
	hungUp := t.end == string(flows.HungUp)
	last := t.leaving
	if last == nil && len(t.open) > 0 {
		last = t.open[len(t.open)-1]
	}
	if last != nil && hungUp {
		last.tally.HungUp++
	}
	t.goOn(t.end)
	t.abandon(0, t.end, t.at)
	for _, step := range slices.Sorted(maps.Keys(t.playing)) {
		one := t.playing[step]
		if tally := t.counting.prompt(one.text); hungUp {
			tally.HungUp++
			tally.heard.add(t.at.Sub(one.since))
		}
	}
	if t.flow == "" {
		return
	}
	switch one := t.counting.flow(t.flow); flows.Status(t.end) {
	case flows.HungUp:
		one.HungUp++
	case flows.Failed:
		one.Failed++
	case flows.Left:
		one.Left++
	case flows.Ended:
		one.Ended++
	}
}
