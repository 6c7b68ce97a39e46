package fuzz

import (
	"bytes"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
	"github.com/ariapp/ariapp/flows/scenario"
)

// join makes one act of keys that the same question takes, if they need not come apart.
func (s *shrinker) join() {
	for i := 0; i+1 < len(s.best.scene.Acts); {
		acts := s.best.scene.Acts
		step := s.keysTakenAt(i)
		pressed := acts[i].Kind == scenario.Press && acts[i+1].Kind == scenario.Press
		if !pressed || step == "" || step != s.keysTakenAt(i+1) || !s.change(func(scene *scenario.Case) {
			scene.Acts[i].Keys += scene.Acts[i+1].Keys
			scene.Acts = slices.Delete(scene.Acts, i+1, i+2)
		}) {
			i++
		}
	}
}

// awaits has the caller wait for the step that takes the keys, where that shows the
// break too: such a test reads well, and bears other prompts and timeouts. It begins
// with the last act, as times behind a wait are known from the call only.
func (s *shrinker) awaits() {
	for i := len(s.best.scene.Acts) - 1; i >= 0; i-- {
		step := s.keysTakenAt(i)
		if step == "" || s.awaited(i) {
			continue
		}
		for _, after := range []time.Duration{0, soon, s.best.scene.Acts[i].After} {
			if s.change(func(scene *scenario.Case) {
				await := scenario.Act{Kind: scenario.Await, Want: scenario.Want{Sort: scenario.StepBegins, Text: step}}
				scene.Acts[i].After = after
				scene.Acts = append(scene.Acts[:i:i], append([]scenario.Act{await}, scene.Acts[i:]...)...)
			}) {
				break
			}
		}
	}
}

// awaited tells that an act waits for its step, or needs none to wait for.
func (s *shrinker) awaited(i int) bool {
	acts := s.best.scene.Acts
	return acts[i].Kind != scenario.Press || i > 0 && acts[i-1].Kind == scenario.Await
}

// part makes several acts of keys that several questions take, where one would have to wait for all of them.
func (s *shrinker) part() {
	for i := 0; i < len(s.best.scene.Acts); i++ {
		if s.awaited(i) {
			continue
		}
		keys := s.best.keysOf(i)
		for at := 1; at < len(keys); at++ {
			if s.taker(keys[at-1]) == s.taker(keys[at]) {
				continue
			}
			s.change(func(scene *scenario.Case) {
				rest := scenario.Act{Kind: scenario.Press, Keys: scene.Acts[i].Keys[at:], After: flowtest.KeyGap}
				scene.Acts[i].Keys = scene.Acts[i].Keys[:at]
				scene.Acts = slices.Insert(scene.Acts, i+1, rest)
			})
			break
		}
	}
}

// keysTakenAt is the question that takes the last key of an act, "" when none does.
func (s *shrinker) keysTakenAt(i int) string {
	keys := s.best.keysOf(i)
	if len(keys) == 0 {
		return ""
	}
	return s.taker(keys[len(keys)-1])
}

// taker is the question that takes a key: the step at which it came, or the next one that asks.
func (s *shrinker) taker(key flows.Fact) string {
	facts := s.best.result.Facts
	for _, next := range facts[max(0, slices.Index(facts, key)):] {
		if scenario.Asks(s.fuzz.known.steps[next.Step]) {
			return next.Step
		}
	}
	return key.Step
}

// test makes the best case a test that fails, and takes the first of the
// expectations that does so.
func (s *shrinker) test() *Break {
	s.bare()
	s.anyAddress()
	shown := s.shown
	for _, expect := range s.expectations() {
		scene := clone(s.best.scene)
		expect(scene)
		if result := s.fuzz.walk(scene); !result.Passed() {
			s.best = newCall(scene, result)
			break
		}
	}
	scene := s.best.scene
	scene.Name = nameOf(shown)
	if scene.Given.Patience == s.fuzz.patience() && shown.Kind != Stuck {
		s.impatient()
	}
	shown.Case, shown.Result = s.best.scene, s.best.result
	return shown
}

// bare leaves out what was given only because nobody can be asked for it, where the call does not need it.
func (s *shrinker) bare() {
	leave := func(change func(*scenario.Given)) bool {
		scene := clone(s.best.scene)
		change(&scene.Given)
		one := newCall(scene, s.fuzz.walk(scene))
		shown := s.fuzz.breakOf(one)
		if !s.want.same(shown) || shown.Message != s.shown.Message {
			return false
		}
		s.best, s.shown = one, shown
		return true
	}
	for i := 0; i < len(s.best.scene.Given.Tables); {
		t := &s.best.scene.Given.Tables[i]
		if t.Broken || len(t.Rows) > 0 || !leave(func(g *scenario.Given) { g.Tables = slices.Delete(g.Tables, i, i+1) }) {
			i++
		}
	}
	for _, of := range []func(*scenario.Given) *[]scenario.Dialled{dialledOf, agentsOf} {
		for i := 0; i < len(*of(&s.best.scene.Given)); {
			isThere := (*of(&s.best.scene.Given))[i].Status != "unavailable"
			if isThere || !leave(func(g *scenario.Given) { *of(g) = slices.Delete(*of(g), i, i+1) }) {
				i++
			}
		}
	}
	for i := 0; i < len(s.best.scene.Given.Schedules); {
		isOpen := s.best.scene.Given.Schedules[i].Status == "open"
		if !isOpen || !leave(func(g *scenario.Given) { g.Schedules = slices.Delete(g.Schedules, i, i+1) }) {
			i++
		}
	}
}

// anyAddress has a web service whose address leaks something answer at any address of its host, so that the test
// bears the address that the mended flows ask for.
func (s *shrinker) anyAddress() {
	_, address, _ := strings.Cut(s.shown.request, " ")
	parsed, err := url.Parse(address)
	if err != nil || address == "" {
		return
	}
	host := parsed.Scheme + "://" + parsed.Host + "/"
	for i, stub := range s.best.scene.Given.HTTP {
		if s.best.result.Hits[i] > 0 && strings.Contains(stub.Request, " "+host) {
			s.change(func(c *scenario.Case) { c.Given.HTTP[i].Request = "ANY " + host + "**" })
			return
		}
	}
}

// impatient has the caller be as patient as callers of tests are, where that shows the break too.
func (s *shrinker) impatient() {
	scene := clone(s.best.scene)
	scene.Given.Patience = 0
	result := s.fuzz.walk(scene)
	one := newCall(scene, result)
	if !result.Passed() && result.Outcome.Status == s.best.result.Outcome.Status {
		s.best = one
	}
}

// expectations are what a test may want that this call does not do, the best first.
func (s *shrinker) expectations() []func(*scenario.Case) {
	b := s.shown
	nothing := func(*scenario.Case) {} // any test fails whose call fails
	notThere := func(c *scenario.Case) {
		c.End.NotVisited = append(c.End.NotVisited, scenario.Name{Text: b.Step})
	}
	switch b.Kind {
	case DeadAir:
		return []func(*scenario.Case){func(c *scenario.Case) { c.End.Quiet = s.fuzz.opts.DeadAir }}
	case Leak:
		never := func(c *scenario.Case) { c.End.Never = []scenario.Never{b.leaked} }
		if b.leaked == (scenario.Never{}) || !b.sure {
			never = nothing
		}
		return []func(*scenario.Case){never, notThere}
	}
	return []func(*scenario.Case){nothing}
}

// nameOf is a test's name.
func nameOf(b *Break) string {
	where := b.Step
	if where == "" {
		where = "the call"
	}
	switch b.Kind {
	case StepCap:
		return where + " does not go round for ever"
	case Stuck:
		return where + " lets the caller go"
	case DeadAir:
		return where + " does not leave the caller in silence"
	case Leak:
		return where + " tells no secret"
	}
	return where + " does not fail"
}

// Test writes the break as a test file that fails until the flows are mended.
// flows is the path of the ivr.yaml from the test's folder, "" for the file of the same name.
func (b *Break) Test(flows string) []byte {
	var out bytes.Buffer
	fmt.Fprintf(&out, "# %s: %s%s\n", b.Kind, printable(b.Message), printable(b.at()))
	if b.Case.End.NotVisited != nil {
		out.WriteString("# Here no test can tell a leak from chance: this one fails as long as the step is taken.\n")
	}
	out.Write(scenario.Format(flows, b.Case))
	return out.Bytes()
}

// at is the place in the flows, where there is one.
func (b *Break) at() string {
	if b.Pos.Line == 0 {
		return ""
	}
	return ", at " + b.Pos.String()
}

// printable is a text on one line of a comment.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 || r == 0x2028 || r == 0x2029 || r == 0xfeff {
			return ' '
		}
		return r
	}, text)
}
