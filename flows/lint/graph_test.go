package lint_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/lint"
	"github.com/ariapp/ariapp/flows/source"
)

// mazes is how many programs of the test below there are.
const mazes = 300

// Law: a step is reached if and only if some walk comes to it, and there is an error
// about the end of calls if and only if some walk comes to a step from which none ends.
func TestReachedAndStuckAreThoseOfWalks(t *testing.T) {
	stuck, unreached := 0, 0
	for seed := range uint64(mazes) {
		text := (&builder{Rand: rand.New(rand.NewPCG(seed, 2))}).file()
		doc, program := compiledOf(t, text)
		if program == nil {
			continue // a goto into steps that can only be entered from their beginning
		}
		m := explore(program)
		g := lint.NewGraph(program)
		for _, step := range g.Steps() {
			if g.Reached(step) != m.been[step] {
				t.Errorf("seed %d: reached %v, walks say %v: %s\n%s", seed, g.Reached(step), m.been[step], step.Address, text)
			}
			if !m.been[step] {
				unreached++
			}
		}
		found := slices.ContainsFunc(lint.Check(doc, program, lint.Outside{}), func(f source.Finding) bool {
			return f.Severity == source.Error
		})
		want := slices.ContainsFunc(g.Steps(), func(step *flows.Placed) bool { return m.been[step] && !m.ends[step] })
		if want {
			stuck++
		}
		if found != want {
			t.Errorf("seed %d: an error about the end of calls: %v, walks say %v\n%s", seed, found, want, text)
		}
	}
	if stuck < mazes/10 || unreached < mazes/10 {
		t.Errorf("only %d programs in which calls are stuck, %d steps that none comes to", stuck, unreached)
	}
}

// builder writes programs that lead round and round. No goto is without a wait, so
// that all loops take time.
type builder struct {
	*rand.Rand
	ids, first, conditions int
}

func (b *builder) file() string {
	var body strings.Builder
	for _, name := range []string{"main", "first", "second"} {
		b.first = b.ids + 1
		list := b.list(authorDepth)
		fmt.Fprintf(&body, "  %s: [%s]\n", name, strings.Join(list, ", "))
	}
	text := "numbers: {\"1\": main}\ndefaults: {on_nomatch: {play: x}, on_exhausted: "
	text += []string{"hangup", "{play: x}", "[{wait: 1s}, {goto: second}]"}[b.IntN(3)]
	return text + "}\nconfig: {none: true" + b.settings() + "}\nflows:\n" + body.String()
}

func (b *builder) settings() string {
	var text strings.Builder
	for i := range b.conditions {
		fmt.Fprintf(&text, ", c%d: true", i+1)
	}
	return text.String()
}

func (b *builder) list(depth int) []string {
	b.ids++
	list := []string{fmt.Sprintf("{play: {id: s%d, media: x}}", b.ids)}
	for range b.IntN(3) {
		list = append(list, b.step(depth))
	}
	return list
}

func (b *builder) block(depth int) string { return "[" + strings.Join(b.list(depth-1), ", ") + "]" }

func (b *builder) when() string {
	if b.IntN(2) == 0 {
		return ""
	}
	b.conditions++
	return fmt.Sprintf(", when: config.c%d", b.conditions)
}

func (b *builder) step(depth int) string {
	kind := b.IntN(9)
	if depth == 0 {
		kind = b.IntN(6)
	}
	flow := []string{"main", "first", "second"}[b.IntN(3)]
	switch kind {
	case 0:
		return fmt.Sprintf("{call: %s%s}", flow, b.when())
	case 1:
		return fmt.Sprintf("{wait: 1s}, {goto: %s%s}", flow, b.when())
	case 2, 3:
		return fmt.Sprintf("{wait: 1s}, {goto: s%d%s}", b.first+b.IntN(b.ids-b.first+1), b.when())
	case 4:
		return fmt.Sprintf("{%s: normal%s}", []string{"return", "hangup"}[b.IntN(2)], b.when())
	case 5:
		return "{http: {url: 'https://x.example.com/', on_error: {play: x}}}"
	case 6:
		b.conditions++
		return fmt.Sprintf("{if: {is: config.c%d, then: %s, else: %s}}", b.conditions, b.block(depth), b.block(depth))
	case 7:
		return fmt.Sprintf("{repeat: {times: 2, steps: %s}}", b.block(depth))
	}
	menu := fmt.Sprintf("{menu: {prompt: x, choices: {1: %s, 2: repeat}", b.block(depth))
	if b.IntN(2) == 0 {
		menu += ", on_noinput: " + b.block(depth)
	}
	if b.IntN(2) == 0 {
		menu += ", on_exhausted: " + b.block(depth)
	}
	return menu + "}}"
}

// maze is what walks find in a program: where they come, and from where one ends.
type maze struct{ been, ends map[*flows.Placed]bool }

func explore(program *flows.Program) maze {
	e := explorer{program: program, seen: map[string]walk{}, from: map[string][]string{}}
	for _, route := range program.Numbers() {
		e.come("", walk{levels: []level{{block: route.Flow.Block}}})
	}
	for len(e.todo) > 0 {
		key := e.todo[len(e.todo)-1]
		e.todo = e.todo[:len(e.todo)-1]
		at := e.seen[key]
		for _, way := range program.Ways(at.step()) {
			next := walk{levels: slices.Clone(at.levels)}
			if way.Goes == flows.Anew {
				continue
			}
			if !next.take(way) {
				e.over = append(e.over, key)
				continue
			}
			e.come(key, next)
		}
	}
	m := maze{map[*flows.Placed]bool{}, map[*flows.Placed]bool{}}
	for _, at := range e.seen {
		m.been[at.step()] = true
	}
	for done := map[string]bool{}; len(e.over) > 0; {
		key := e.over[len(e.over)-1]
		e.over = e.over[:len(e.over)-1]
		if done[key] || key == "" {
			continue
		}
		done[key] = true
		at := e.seen[key]
		m.ends[at.step()] = true
		e.over = append(e.over, e.from[key]...)
	}
	return m
}

// explorer goes all ways of a program, and keeps how they hang together.
type explorer struct {
	program *flows.Program
	seen    map[string]walk
	from    map[string][]string
	todo    []string
	// over are the places from which a call has ended.
	over []string
}

func (e *explorer) come(from string, next walk) {
	if !next.settle() {
		e.over = append(e.over, from)
		return
	}
	if len(next.levels) > nestingMax {
		return
	}
	key := ""
	for _, l := range next.levels {
		key += fmt.Sprint(" ", l.block.Address, l.at)
	}
	if _, known := e.seen[key]; !known {
		e.seen[key] = next
		e.todo = append(e.todo, key)
	}
	e.from[key] = append(e.from[key], from)
}
