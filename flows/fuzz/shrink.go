package fuzz

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/ariapp/ariapp/flows/scenario"
)

// shrinker looks for the shortest call that shows a break.
type shrinker struct {
	fuzz *fuzzer
	want *Break
	best *call
	// shown is the break as the best call shows it.
	shown *Break
	runs  int
	// vain are the marks of cases that do not show the break.
	vain map[string]bool
}

// shrink makes a call that breaks as short as it can be and still break the same, and makes a test of it.
func (f *fuzzer) shrink(c *call, found *Break) *Break {
	s := &shrinker{fuzz: f, want: found, best: c, shown: found, vain: map[string]bool{}}
	for before := -1; before != s.size(); {
		before = s.size()
		s.world()
		s.acts()
		s.keys()
		s.pauses()
	}
	s.join()
	s.awaits()
	s.part()
	s.awaits()
	return s.test()
}

// size is what shrinking makes less.
func (s *shrinker) size() int {
	scene := s.best.scene
	given := &scene.Given
	things := len(given.Schedules) + len(given.Tables) + len(given.HTTP) + len(given.Store) + len(given.Dialled) +
		len(given.Agents)
	n := 10*len(scene.Acts) + 5*things
	for _, one := range slices.Concat(given.Dialled, given.Agents) {
		n += effort(one)
	}
	for _, act := range scene.Acts {
		n += len(act.Keys)
		if act.After > 0 {
			n++
		}
	}
	return n
}

// try takes a case for the best one if it breaks the same. The same case makes the same call, so that none is made for
// one that is the best already or was tried in vain: a caller who waits in a queue is dear.
func (s *shrinker) try(scene *scenario.Case) bool {
	if s.runs++; s.runs > shrinkMax || errors.Is(s.fuzz.ctx.Err(), context.Canceled) {
		return false
	}
	s.fuzz.complete(&scene.Given)
	mark, stubs := markOf(scene), len(scene.Given.HTTP)
	if mark != "" && (mark == markOf(s.best.scene) || s.vain[mark]) {
		return !s.vain[mark]
	}
	one := s.fuzz.run(scene)
	shown := s.fuzz.breakOf(one)
	if !s.want.same(shown) {
		if len(scene.Given.HTTP) == stubs { // else it was given stubs by lot
			s.vain[mark] = true
		}
		return false
	}
	s.best, s.shown = one, shown
	return true
}

// markOf is the same text for the same case, "" where it cannot be told.
func markOf(scene *scenario.Case) string {
	text, err := json.Marshal(scene)
	if err != nil {
		return ""
	}
	return string(text)
}

// change tries the best case with a change.
func (s *shrinker) change(change func(*scenario.Case)) bool {
	scene := clone(s.best.scene)
	change(scene)
	return s.try(scene)
}

// acts leaves out what the caller need not do: half of it at once, a quarter, and so on.
func (s *shrinker) acts() {
	for size := len(s.best.scene.Acts); size > 0; size /= 2 {
		for at := 0; at+size <= len(s.best.scene.Acts); {
			if !s.without(at, at+size) {
				at++
			}
		}
	}
}

// without leaves acts out, first so that those behind come when they came, then at once.
func (s *shrinker) without(from, to int) bool {
	spent := time.Duration(0)
	if to < len(s.best.scene.Acts) {
		spent = s.best.times[to].from - s.best.scene.Acts[to].After
		if from > 0 {
			spent -= s.best.times[from-1].to
		}
	}
	cut := func(scene *scenario.Case) { scene.Acts = slices.Delete(scene.Acts, from, to) }
	return s.change(func(scene *scenario.Case) {
		if to < len(scene.Acts) {
			scene.Acts[to].After += max(0, spent)
		}
		cut(scene)
	}) || spent > 0 && s.change(cut)
}

// keys shortens what is pressed.
func (s *shrinker) keys() {
	for i := 0; i < len(s.best.scene.Acts); i++ {
		for at := 0; at < len(s.best.scene.Acts[i].Keys) && len(s.best.scene.Acts[i].Keys) > 1; {
			if !s.change(func(scene *scenario.Case) {
				keys := scene.Acts[i].Keys
				scene.Acts[i].Keys = keys[:at] + keys[at+1:]
			}) {
				at++
			}
		}
		s.digits(i)
	}
}

// digits makes ones of the keys of an act that might be any.
func (s *shrinker) digits(i int) {
	for at, key := range s.best.scene.Acts[i].Keys {
		if key == '1' {
			continue
		}
		s.change(func(scene *scenario.Case) {
			keys := []byte(scene.Acts[i].Keys)
			keys[at] = '1'
			scene.Acts[i].Keys = string(keys)
		})
	}
}

// pauses makes pauses shorter and rounder.
func (s *shrinker) pauses() {
	for i := range s.best.scene.Acts {
		after := s.best.scene.Acts[i].After
		for _, shorter := range []time.Duration{0, soon, time.Second, after.Truncate(10 * time.Second),
			after.Truncate(time.Second), (after + time.Second).Truncate(time.Second), after.Truncate(100 * time.Millisecond)} {
			rounder := shorter != after && shorter.Truncate(time.Second) == shorter && after.Truncate(time.Second) != after
			if shorter >= after && !rounder {
				continue
			}
			if s.change(func(scene *scenario.Case) { scene.Acts[i].After = shorter }) {
				break
			}
		}
	}
}

// world leaves out what need not be given.
func (s *shrinker) world() {
	for _, change := range []func(*scenario.Given){
		func(g *scenario.Given) { g.From, g.FromName, g.Withheld = "", "", false },
		func(g *scenario.Given) { g.FromName = "" },
		func(g *scenario.Given) { g.Language = "" },
		func(g *scenario.Given) { g.Text = g.Text[:0] },
		func(g *scenario.Given) { g.Text = plainTextFor(g.Text) },
		func(g *scenario.Given) { g.At = time.Time{} },
		func(g *scenario.Given) { g.StoreBroken = false },
		func(g *scenario.Given) { g.Store = nil },
		func(g *scenario.Given) { g.Dialled = nil },
		func(g *scenario.Given) { g.Agents = nil },
		func(g *scenario.Given) { g.Schedules = nil },
		func(g *scenario.Given) { g.Tables = nil },
	} {
		s.change(func(scene *scenario.Case) { change(&scene.Given) })
	}
	// What nobody can be asked for is given anew, and so need not become less.
	for i, n := 0, len(s.best.scene.Given.Schedules); i < n; {
		s.change(func(c *scenario.Case) { c.Given.Schedules = slices.Delete(c.Given.Schedules, i, i+1) })
		if left := len(s.best.scene.Given.Schedules); left < n {
			n = left
		} else {
			i++
		}
	}
	for i, n := 0, len(s.best.scene.Given.Tables); i < n; {
		s.change(func(c *scenario.Case) { c.Given.Tables = slices.Delete(c.Given.Tables, i, i+1) })
		if left := len(s.best.scene.Given.Tables); left < n {
			n = left
		} else {
			i++
		}
	}
	for i := range s.best.scene.Given.Tables {
		s.rows(i)
	}
	for i := 0; i < len(s.best.scene.Given.Store); {
		if !s.change(func(c *scenario.Case) { c.Given.Store = slices.Delete(c.Given.Store, i, i+1) }) {
			i++
		}
	}
	s.stubs()
	s.dialled(dialledOf)
	s.dialled(agentsOf)
}

// rows leaves out those of a table that nobody looks up.
func (s *shrinker) rows(i int) {
	for at := 0; at < len(s.best.scene.Given.Tables[i].Rows); {
		if !s.change(func(c *scenario.Case) {
			table := &c.Given.Tables[i]
			table.Rows = slices.Delete(slices.Clone(table.Rows), at, at+1)
		}) {
			at++
		}
	}
}

// stubs leaves out those that nobody asks, and makes the others plain.
func (s *shrinker) stubs() {
	for i := 0; i < len(s.best.scene.Given.HTTP); {
		if s.best.result.Hits[i] == 0 && s.change(func(c *scenario.Case) {
			c.Given.HTTP = slices.Delete(c.Given.HTTP, i, i+1)
		}) {
			continue
		}
		for _, plain := range []scenario.Stub{{Status: 200, Body: "{}"}, {Error: "failed"}, {Error: "timeout"}} {
			stub := s.best.scene.Given.HTTP[i]
			if stub.Error == plain.Error && stub.After == 0 && (stub.Error != "" || stub.Body == plain.Body) {
				break
			}
			plain.Request, plain.Times, plain.Optional = stub.Request, stub.Times, stub.Optional
			if s.change(func(c *scenario.Case) { c.Given.HTTP[i] = plain }) {
				break
			}
		}
		if s.best.scene.Given.HTTP[i].After > 0 {
			s.change(func(c *scenario.Case) { c.Given.HTTP[i].After = 0 })
		}
		i++
	}
}
