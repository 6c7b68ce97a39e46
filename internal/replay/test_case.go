package replay

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/scenario"
	"github.com/ariapp/ariapp/flows/source"
)

// ErrNoTest tells that a call cannot be written as a test.
var ErrNoTest = errors.New("it cannot be written as a test")

// Test makes a test of a call that goes as it went, as it is read from a test
// file, and runs it: it passes with today's flows.
func (r *Result) Test(ctx context.Context, setting scenario.Setting) (*scenario.Case, error) {
	if r.Verdict != Same {
		return nil, fmt.Errorf("writing call %s: %w: it does not go as it went", r.Call.ID, ErrNoTest)
	}
	if r.script.entered.Made != "" {
		return nil, fmt.Errorf("writing call %s: %w: the daemon made it, and a test begins with a caller", r.Call.ID,
			ErrNoTest)
	}
	why := ""
	for _, bursts := range []bool{true, false} {
		c, finding := readAgain(r.testCase(bursts), setting.Program)
		if c == nil {
			return nil, fmt.Errorf("writing call %s: %w: %s", r.Call.ID, ErrNoTest, finding)
		}
		ran := scenario.Run(ctx, setting, c)
		if ctx.Err() != nil {
			return nil, fmt.Errorf("writing call %s: %w", r.Call.ID, context.Cause(ctx))
		}
		if ran.Passed() {
			return c, nil
		}
		why = ran.Failures[0].Message
	}
	return nil, fmt.Errorf("writing call %s: %w: in the language of tests it goes another way: %s", r.Call.ID, ErrNoTest,
		why)
}

// HoldsHidden tells that a test of the call has keys in it that the journal hides: given, or found by trying.
func (r *Result) HoldsHidden() bool {
	return r.last != nil && slices.ContainsFunc(r.script.acts[:r.last.acted], func(a act) bool { return a.hidden })
}

// readAgain is a case as it is read from its text; nil and why when it is not.
func readAgain(c *scenario.Case, program *flows.Program) (*scenario.Case, string) {
	doc, findings := source.Parse("replayed_test.yaml", string(scenario.Format("", c)))
	report := source.NewReport(doc)
	file := scenario.Read(doc, report)
	file.Check(program, report)
	for _, finding := range append(findings, report.Findings()...) {
		if finding.Severity == source.Error {
			return nil, finding.Message
		}
	}
	if len(file.Cases) != 1 {
		return nil, "it cannot be read"
	}
	return file.Cases[0], ""
}

// testCase is the call as a test. With bursts, keys that come quickly one after
// the other are pressed together.
func (r *Result) testCase(bursts bool) *scenario.Case {
	w, call := r.last, r.script.entered.Call
	name, _, _ := strings.Cut(r.Call.ID, "\n")
	c := &scenario.Case{Name: "call " + shown(name),
		Given: scenario.Given{To: call.To, From: call.From, FromName: call.FromName, Withheld: call.From == "",
			Language: call.Language, At: r.script.start.UTC()},
		End: scenario.End{Status: w.outcome.Status, Path: pathOf(w.facts), Continue: w.went}}
	if w.outcome.Status == flows.Ended || w.outcome.Status == flows.Failed {
		c.End.Cause = w.outcome.Cause
	}
	r.givenAnswers(&c.Given)
	r.givenPrompts(&c.Given)
	r.givenDialled(c)
	r.givenWaits(c)
	c.Acts = (&acting{result: r, given: &c.Given, bursts: bursts, since: r.script.start}).all()
	return c
}

// pathOf are the addresses of the steps that were begun.
func pathOf(facts []flows.Fact) []string {
	path := []string{}
	for _, f := range facts {
		if f.Kind == flows.StepBegun {
			path = append(path, f.Step)
		}
	}
	return path
}

// givenPrompts gives each prompt its length; where several were played together
// they share it.
func (r *Result) givenPrompts(g *scenario.Given) {
	known := map[string]bool{}
	for _, p := range append(slices.Clone(r.last.played), r.last.told...) {
		heard := 0
		for _, media := range p.media {
			if !isSilence(media) {
				heard++
			}
		}
		for _, media := range p.media {
			if known[media] || isSilence(media) || p.length == 0 {
				continue
			}
			known[media] = true
			length := (p.length / time.Duration(heard)).Round(time.Millisecond)
			g.Prompts = append(g.Prompts, scenario.Length{Prompt: media, Length: min(max(length, time.Millisecond), neverEnds)})
		}
	}
}

func isSilence(media string) bool { return strings.HasPrefix(media, "silence:") }

// acting makes the acts of a test.
type acting struct {
	result *Result
	given  *scenario.Given
	bursts bool
	acts   []scenario.Act
	// since is when the act before was done; pressed tells that it was a key.
	since   time.Time
	pressed bool
}

func (a *acting) all() []scenario.Act {
	w, next := a.result.last, 0
	for i := range w.actedAt {
		for ; next < len(w.played) && w.played[next].acts <= i; next++ {
			a.expect(w.played[next], next+1 < len(w.played) && w.played[next+1].acts <= i)
		}
		a.act(i)
	}
	for ; next < len(w.played); next++ {
		a.expect(w.played[next], true)
	}
	return a.acts
}

// expect expects the first prompt of a list, and the others too where they were
// begun before the caller did anything.
func (a *acting) expect(p played, heardOut bool) {
	if len(a.result.last.actedAt) > 0 && a.result.isOver(p) {
		return
	}
	at := p.at
	for _, media := range p.media {
		if isSilence(media) {
			continue
		}
		a.acts = append(a.acts, scenario.Act{Kind: scenario.Expect, Want: scenario.Want{Sort: scenario.Prompt, Text: media}})
		a.since, a.pressed = at, false
		if at = at.Add(a.lengthOf(media)); !heardOut || !p.whole && at.Sub(p.at) >= p.took {
			return
		}
	}
}

// isOver tells that a prompt was begun when the caller had hung up already.
func (r *Result) isOver(p played) bool {
	last := len(r.script.acts) - 1
	return r.script.acts[last].hangup && p.acts > last
}

// lengthOf is how long a prompt is in the test.
func (a *acting) lengthOf(media string) time.Duration {
	for _, one := range a.given.Prompts {
		if one.Prompt == media {
			return one.Length
		}
	}
	return scenario.DefaultPromptLength
}

func (a *acting) act(i int) {
	at := a.result.last.actedAt[i]
	after := max(at.Sub(a.since), 0).Round(time.Millisecond)
	a.since = at
	if a.result.script.acts[i].hangup {
		a.acts = append(a.acts, scenario.Act{Kind: scenario.HangUp, After: after})
		return
	}
	key := a.result.last.keys[i].String()
	if last := len(a.acts) - 1; a.bursts && a.pressed && after <= burstGap {
		a.acts[last].Keys += key
		return
	}
	a.pressed = true
	a.acts = append(a.acts, scenario.Act{Kind: scenario.Press, Keys: key, After: after})
}

// givenAnswers gives what was answered in the call.
func (r *Result) givenAnswers(g *scenario.Given) {
	given := answered{given: g, stored: map[string]bool{}, decided: map[string]bool{}, byHand: map[string]bool{},
		met: map[string]bool{}}
	for _, e := range r.Call.Entries {
		if e.Asked != nil {
			given.take(*e.Asked)
		}
	}
}

// decoded is a stored value as a test writes it.
func decoded(text string) any {
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	var value any
	if decoder.Decode(&value) != nil {
		return text
	}
	return plain(value)
}

// plain makes numbers of JSON those of tests.
func plain(value any) any {
	switch value := value.(type) {
	case json.Number:
		if whole, err := value.Int64(); err == nil {
			return int(whole)
		}
		number, err := value.Float64()
		if err != nil {
			return value.String()
		}
		return number
	case []any:
		for i := range value {
			value[i] = plain(value[i])
		}
	case map[string]any:
		for name := range value {
			value[name] = plain(value[name])
		}
	}
	return value
}
