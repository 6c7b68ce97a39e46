package fuzz

import (
	"slices"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/scenario"
)

// clone is a case that can be changed without changing this one.
func clone(c *scenario.Case) *scenario.Case {
	other := *c
	other.Acts = slices.Clone(c.Acts)
	given := &other.Given
	given.Schedules = slices.Clone(given.Schedules)
	given.Tables = slices.Clone(given.Tables)
	given.HTTP = slices.Clone(given.HTTP)
	given.Store = slices.Clone(given.Store)
	given.Dialled = slices.Clone(given.Dialled)
	given.Agents = slices.Clone(given.Agents)
	other.End.Requests = slices.Clone(c.End.Requests)
	other.End.NotVisited = slices.Clone(c.End.NotVisited)
	return &other
}

// goOn has the caller of a call press something at one of its moments, and
// forgets what they did later. deeper takes the last of the moments.
func (f *fuzzer) goOn(c *call, deeper bool) *scenario.Case {
	moments := f.moments(c)
	if len(moments) == 0 || busy(c.scene) || c.scene.Given.Text != "" {
		return f.otherWorld(c)
	}
	asking := slices.DeleteFunc(slices.Clone(moments), func(m scenario.Moment) bool { return !scenario.Asks(m.Step) })
	if len(asking) > 0 && f.chance(90) {
		moments = asking
	}
	m := pick(f.random, moments)
	if deeper {
		m = f.lately(c, moments)
	}
	at := m.From + f.delay(m)
	scene, done := cut(c, at)
	scene.Acts = append(scene.Acts, scenario.Act{Kind: scenario.Press, Keys: f.keysAt(m.Step), After: max(0, at-done)})
	return scene
}

// towards changes a call that came to a step with ways that nobody has taken yet: what others do whom the step asks,
// or what the caller does there.
func (f *fuzzer) towards(from *call, step *flows.Placed) *scenario.Case {
	scene := clone(from.scene)
	switch n := f.random.IntN(100); {
	case n < 50 && step != nil && dials(step.Kind) && len(f.known.endpoints) > 0:
		f.otherDialled(&scene.Given)
	case n < 50 && step != nil && (waits(step.Kind) || step.Kind == "agent") && len(f.known.agents) > 0:
		f.otherAgent(&scene.Given)
	case n < 80:
		return f.goOn(from, f.chance(50))
	default:
		f.change(scene, from.reads)
	}
	return scene
}

// busy tells whether a caller does as much as a caller may.
func busy(scene *scenario.Case) bool {
	keys := 0
	for _, act := range scene.Acts {
		keys += len(act.Keys)
	}
	return len(scene.Acts) >= actsMax || keys >= pressedMax
}

// lately is one of the moments since the caller did something last.
func (f *fuzzer) lately(c *call, moments []scenario.Moment) scenario.Moment {
	done := time.Duration(0)
	if n := len(c.times); n > 0 {
		done = c.times[n-1].to
	}
	since := slices.IndexFunc(moments, func(m scenario.Moment) bool { return m.To > done })
	if since < 0 {
		return moments[len(moments)-1]
	}
	late := moments[since:]
	return late[f.random.IntN(min(len(late), 4))] // attempts repeat; the first of them are as good as the last
}

// cut is a call's case without what the caller did later than a time, and when they did the last thing before.
func cut(c *call, at time.Duration) (*scenario.Case, time.Duration) {
	scene := clone(c.scene)
	keep, done := 0, time.Duration(0)
	for keep < len(scene.Acts) && c.times[keep].to <= at && scene.Acts[keep].Kind != scenario.HangUp {
		done = c.times[keep].to
		keep++
	}
	scene.Acts = scene.Acts[:keep]
	return scene, done
}

// hangUp has the caller hang up at some moment.
func (f *fuzzer) hangUp(c *call) *scenario.Case {
	moments := f.moments(c)
	if len(moments) == 0 || c.scene.Given.Text != "" { // who writes has no telephone
		return f.otherWorld(c)
	}
	m := pick(f.random, moments)
	at := m.From + f.delay(m)
	scene, done := cut(c, at)
	scene.Acts = append(scene.Acts, scenario.Act{Kind: scenario.HangUp, After: max(0, at-done)})
	return scene
}

// perturb changes one thing that the caller does.
func (f *fuzzer) perturb(from *call) *scenario.Case {
	scene := clone(from.scene)
	if len(scene.Acts) == 0 {
		return f.otherWorld(from)
	}
	i := f.random.IntN(len(scene.Acts))
	act := &scene.Acts[i]
	switch n := f.random.IntN(100); {
	case n < 25:
		act.After = max(0, act.After+pick(f.random, []time.Duration{-time.Second, -time.Millisecond, time.Millisecond,
			time.Second, 5 * time.Second, -act.After}))
	case n < 40:
		scene.Acts = slices.Delete(scene.Acts, i, i+1)
	case n < 60 && !busy(scene) && act.Kind == scenario.Press:
		scene.Acts = slices.Insert(scene.Acts, i, *act)
	case n < 75 && len(f.known.words) > 0 && act.Kind == scenario.Press:
		if keys := asKeys(pick(f.random, f.known.words)); keys != "" {
			act.Keys = keys
		}
	case act.Kind == scenario.Press:
		keys := []byte(act.Keys)
		keys[f.random.IntN(len(keys))] = f.anyKeys(1)[0]
		act.Keys = string(keys)
	}
	return scene
}
