package lint_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/lint"
	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/flows/steps"
)

// The programs of the test below, and how far its walks go.
const (
	programs = 80
	// authorDepth is how deep steps stand in steps, nestingMax how deep walks go in them and in flows.
	authorDepth = 2
	nestingMax  = 8
	menusMax    = 5
)

// Law: read-before-set finds a read if and only if some walk comes to it with the
// variable unset, and says "before anything sets it" only where no walk comes with
// it set. It finds a step's result if and only if no walk comes by the step before.
func TestReadsBeforeSetAreThoseOfWalks(t *testing.T) {
	compiled, seen := 0, 0
	for seed := range uint64(programs) {
		text := (&author{Rand: rand.New(rand.NewPCG(seed, 1))}).file()
		doc, program := compiledOf(t, text)
		if program == nil {
			continue // a goto into steps that can only be entered from their beginning
		}
		compiled++
		w := &walks{program: program, unset: map[source.Pos]bool{}, set: map[source.Pos]bool{},
			steps: map[source.Pos]bool{}, gives: map[*flows.Placed][]string{}, been: map[string]bool{}}
		w.all()
		found := map[source.Pos]bool{}
		for _, f := range lint.Check(doc, program, lint.Outside{}) {
			if f.Rule != "read-before-set" {
				continue
			}
			found[f.Pos] = true
			never := strings.Contains(f.Message, "anything") || strings.Contains(f.Message, "comes by")
			if !w.unset[f.Pos] || never && w.set[f.Pos] {
				t.Errorf("seed %d: no walk bears out: %s\n%s", seed, f, text)
			}
		}
		for pos := range w.unset {
			if seen++; !found[pos] && !(w.steps[pos] && w.set[pos]) {
				t.Errorf("seed %d: a walk comes with the variable unset, and nothing is found at %s\n%s", seed, pos, text)
			}
		}
	}
	if compiled < programs/2 || seen < programs {
		t.Errorf("only %d programs with %d early reads", compiled, seen)
	}
}

func compiledOf(t testing.TB, text string) (*source.Document, *flows.Program) {
	t.Helper()
	registry, err := flows.NewRegistry(steps.All()...)
	if err != nil {
		t.Fatal(err)
	}
	doc, findings := source.Parse("ivr.yaml", text)
	if findings.HasErrors() {
		t.Fatalf("%v\n%s", findings, text)
	}
	program, findings := flows.Compile(doc, registry)
	for _, f := range findings {
		if f.Severity == source.Error && f.Rule != "jump-into" {
			t.Fatalf("%v\n%s", findings, text)
		}
	}
	return doc, program
}

// author writes programs.
type author struct {
	*rand.Rand
	config, ids, counted int
	// first is the number of the flow's first id; menus are those of the flow so far.
	first int
	menus []int
}

func (a *author) file() string {
	var flows strings.Builder
	for _, name := range []string{"main", "first", "second"} {
		a.first, a.menus = a.ids+1, nil
		begin, list, end := a.log(), a.list(authorDepth), a.log()
		fmt.Fprintf(&flows, "  %s: [%s, %s, %s]\n", name, begin, strings.Join(list, ", "), end)
	}
	exhausted := a.pick("hangup", "{play: x}", "{return: gone}", "{set: {a: 9}}", "[{set: {b: 9}}, {goto: second}]")
	nomatch := a.pick("{play: x}", "{set: {b: 9}}", "{return: gone}", "{log: \"${vars.a}\"}")
	settings := "{none: true"
	for i := range a.config {
		settings += fmt.Sprintf(", c%d: true", i+1)
	}
	return "numbers: {\"1\": main, \"2\": {flow: first, vars: {a: 1}}}\nconfig: " + settings + "}\ndefaults: " +
		"{on_exhausted: " +
		exhausted + ", on_nomatch: " + nomatch + "}\nflows:\n" + flows.String() +
		"  third: [{set: {a: 1, b: 1}}]\n"
}

func (a *author) pick(words ...string) string { return words[a.IntN(len(words))] }

func (a *author) condition() string {
	a.config++
	return fmt.Sprintf("config.c%d", a.config)
}

func (a *author) log() string {
	a.ids++
	if len(a.menus) > 0 && a.IntN(3) == 0 {
		return fmt.Sprintf("{log: {id: s%d, text: \"${steps.m%d.value}\"}}", a.ids, a.menus[a.IntN(len(a.menus))])
	}
	return fmt.Sprintf("{log: {id: s%d, text: \"${vars.%s}\"}}", a.ids, a.pick("a", "b"))
}

func (a *author) list(depth int) []string {
	var list []string
	for range 1 + a.IntN(2) {
		list = append(list, a.step(depth))
	}
	return list
}

func (a *author) block(depth int) string { return "[" + strings.Join(a.list(depth-1), ", ") + "]" }

func (a *author) step(depth int) string {
	kind := a.IntN(12)
	if depth == 0 && kind > 7 {
		kind -= 8
	}
	name := a.pick("a", "b")
	switch kind {
	case 0:
		return fmt.Sprintf("{set: {%s: 1}}", name)
	case 1:
		return fmt.Sprintf("{set: {%s: 1}, when: %s}", name, a.condition())
	case 2:
		return fmt.Sprintf("{http: {url: 'https://x.example.com/', result: {%s: y}, on_error: {play: x}}}", name)
	case 3:
		return fmt.Sprintf("{call: %s}", a.pick("first", "second", "third"))
	case 4:
		return fmt.Sprintf("{goto: %s, when: %s}", a.pick("second", fmt.Sprint("s", a.first+a.IntN(a.ids-a.first+1))), a.condition())
	case 5:
		return fmt.Sprintf("{%s: {when: %s}}", a.pick("return", "hangup"), a.condition())
	case 6, 7:
		return a.log()
	case 8, 9:
		return fmt.Sprintf("{if: {is: %s, then: %s, else: %s}}", a.condition(), a.block(depth), a.block(depth))
	case 10:
		return fmt.Sprintf("{repeat: {times: 2, steps: %s}}", a.block(depth))
	}
	if a.counted++; a.counted > menusMax {
		return a.log()
	}
	number := a.counted
	a.menus = append(a.menus, number)
	menu := fmt.Sprintf("{menu: {id: m%d, prompt: x, choices: {1: %s, 2: %s}", number, a.block(depth), a.block(depth))
	if a.IntN(2) == 0 {
		menu += ", on_noinput: " + a.block(depth)
	}
	if a.IntN(3) == 0 {
		menu += ", on_exhausted: " + a.block(depth)
	}
	return menu + "}}"
}

// level is one list of steps that a walk is in, and the place there.
type level struct {
	block *flows.Block
	at    int
	// ran are the menus that the flow has come by, in its own level.
	ran uint32
}

// walk is where a call is, and what it has set.
type walk struct {
	levels []level
	a, b   bool
}

// walks goes all ways through a program without a caller: any may be taken.
type walks struct {
	program    *flows.Program
	gives      map[*flows.Placed][]string
	unset, set map[source.Pos]bool
	// steps are the reads of steps' results.
	steps map[source.Pos]bool
	been  map[string]bool
	todo  []walk
}

func (w *walks) all() {
	for _, given := range w.program.Assignments() {
		w.gives[given.Step] = append(w.gives[given.Step], given.Name)
	}
	for _, route := range w.program.Numbers() {
		w.come(walk{levels: []level{{block: route.Flow.Block}}, a: route.Vars["a"] != nil})
	}
	for len(w.todo) > 0 {
		at := w.todo[len(w.todo)-1]
		w.todo = w.todo[:len(w.todo)-1]
		step := at.step()
		w.read(at, step)
		if number, ok := menuNumber(step.ID); ok {
			at.levels[at.base()].ran |= 1 << number
		}
		for _, way := range w.program.Ways(step) {
			next := walk{slices.Clone(at.levels), at.a, at.b}
			if way.Label != "passed" && way.Label != "on_error" {
				next.a = next.a || slices.Contains(w.gives[step], "a")
				next.b = next.b || slices.Contains(w.gives[step], "b")
			}
			if next.take(way) {
				w.come(next)
			}
		}
	}
}

func (w *walks) come(next walk) {
	if !next.settle() || len(next.levels) > nestingMax {
		return
	}
	key := fmt.Sprint(next.a, next.b)
	for _, l := range next.levels {
		key += fmt.Sprint(" ", l.block.Address, l.at, l.ran)
	}
	if !w.been[key] {
		w.been[key] = true
		w.todo = append(w.todo, next)
	}
}

// read notes with what the walk comes to the reads of a step.
func (w *walks) read(at walk, step *flows.Placed) {
	for _, use := range w.program.Uses() {
		for _, read := range use.Reads {
			if use.Step != step || read.Path[0] == "config" {
				continue
			}
			has := read.Path[1] == "a" && at.a || read.Path[1] == "b" && at.b
			if number, ok := menuNumber(read.Path[1]); ok {
				has, w.steps[read.Pos] = at.levels[at.base()].ran&(1<<number) != 0, true
			}
			if has {
				w.set[read.Pos] = true
			} else {
				w.unset[read.Pos] = true
			}
		}
	}
}

// menuNumber is the number of a menu by its id.
func menuNumber(id string) (int, bool) {
	number, err := strconv.Atoi(strings.TrimPrefix(id, "m"))
	return number, err == nil && strings.HasPrefix(id, "m")
}

func (w *walk) top() *level { return &w.levels[len(w.levels)-1] }

func (w *walk) step() *flows.Placed { return w.top().block.Steps[w.top().at] }

// settle leaves lists of steps that are through; false at the end of the call.
func (w *walk) settle() bool {
	for len(w.levels) > 0 {
		top := *w.top()
		if top.at < len(top.block.Steps) {
			return true
		}
		w.levels = w.levels[:len(w.levels)-1]
		if len(w.levels) > 0 && !top.block.Again() {
			w.top().at++
		}
	}
	return false
}

// base is the level of the present flow's own steps.
func (w *walk) base() int {
	i := len(w.levels) - 1
	for w.levels[i].block.Parent() != nil || w.levels[i].block.Label() != "" {
		i--
	}
	return i
}

// take goes a way; false at the end of the call.
func (w *walk) take(way flows.Way) bool {
	switch way.Goes {
	case flows.Onward:
		w.top().at++
	case flows.Into:
		w.levels = append(w.levels, level{block: way.Block})
	case flows.Through:
		w.levels = append(w.levels, level{block: way.Target.Flow.Block})
	case flows.Jump:
		base := w.base()
		if way.Target.Step == nil {
			w.levels = append(w.levels[:base], level{block: way.Target.Flow.Block})
			return true
		}
		var chain []level
		for at := way.Target.Step; at != nil; at = at.Block().Parent() {
			chain = append(chain, level{block: at.Block(), at: slices.Index(at.Block().Steps, at)})
		}
		slices.Reverse(chain)
		chain[0].ran = w.levels[base].ran
		w.levels = append(w.levels[:base], chain...)
	case flows.Out:
		w.levels = w.levels[:w.base()]
		if len(w.levels) > 0 {
			w.top().at++
		}
		return len(w.levels) > 0
	default:
		return false
	}
	return true
}
