package explain

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
	"github.com/ariapp/ariapp/flows/source"
)

// author writes flows whose ways depend on variables, callers, schedules and keys.
type author struct {
	strings.Builder
	*rand.Rand
	ids  int
	menu string
}

const flowsOfAuthor = 4

func written(seed uint64) string {
	a := &author{Rand: rand.New(rand.NewPCG(seed, 2))}
	a.WriteString("numbers: {200: {flow: f0, vars: {b: 2}}}\nconfig: {on: true, off: false}\nvars: {a: 1, b: 1, c: 1}\n")
	if a.IntN(2) == 0 {
		a.WriteString("defaults: {hotkeys: {\"7\": [{set: {c: 2}}], \"8\": back, \"9\": repeat}, on_nomatch: {set: {a: 3}}}\n")
	}
	a.WriteString("flows:\n")
	for i := range flowsOfAuthor {
		fmt.Fprintf(a, "  f%d:\n", i)
		a.menu = ""
		a.steps(0, 4)
	}
	return a.String()
}

func (a *author) line(at int, format string, args ...any) {
	fmt.Fprintf(a, strings.Repeat(" ", at)+format+"\n", args...)
}

func (a *author) condition() string {
	parts := []string{"vars.a == 1", "vars.b == 2", "vars.c == 1", `call.from == "100"`, `call.from == "101"`, "config.on",
		"config.off", "vars.a + vars.c > 2"}
	if a.menu != "" {
		parts = append(parts, "steps."+a.menu+`.value == "1"`)
	}
	one, other := parts[a.IntN(len(parts))], parts[a.IntN(len(parts))]
	return []string{one, "not (" + one + ")", one + " and " + other, one + " or not (" + other + ")"}[a.IntN(4)]
}

func (a *author) steps(depth, at int) {
	for range 1 + a.IntN(4) {
		a.ids++
		switch n := a.IntN(12); {
		case n < 2:
			a.line(at, "- set: {%s: %d}", []string{"a", "b", "c"}[a.IntN(3)], a.IntN(3))
		case n < 4 && depth < 3:
			a.line(at, "- if:\n%*s  is: '%s'\n%*s  then:", at+2, "", a.condition(), at+2, "")
			a.steps(depth+1, at+6)
			a.line(at+4, "else:")
			a.steps(depth+1, at+6)
		case n < 6 && depth < 2:
			id := fmt.Sprintf("m%d", a.ids)
			if depth == 0 {
				a.menu = id
			}
			a.line(at, "- menu:\n%*s  id: %s\n%*s  prompt: p\n%*s  max_noinput: 1\n%*s  choices:", at+2, "", id, at+2, "", at+2, "",
				at+2, "")
			a.line(at+6, "1:")
			a.steps(depth+1, at+8)
			a.line(at+6, "2: %s", []string{"repeat", "back", "top", "exit"}[a.IntN(4)])
		case n == 6:
			a.line(at, "- call: f%d", a.IntN(flowsOfAuthor))
		case n == 7 && a.menu != "":
			a.line(at, "- goto: {to: %s, when: '%s'}", a.menu, a.condition())
		case n == 8:
			a.line(at, "- goto: {to: f%d, when: '%s'}", a.IntN(flowsOfAuthor), a.condition())
		case n == 9:
			a.line(at, "- hours: {schedule: office, open: {set: {a: 2}}, closed: {set: {b: 2}}}")
		case n == 10:
			a.line(at, "- return: {status: ok, when: '%s'}", a.condition())
		default:
			a.line(at, "- log: {text: x, when: '%s'}", a.condition())
		}
	}
}

// called are the steps that a call with these keys begins.
func called(o Options, keys string) map[source.Pos]bool {
	begun := map[source.Pos]bool{}
	route, _ := o.Program.Route(o.To)
	var script []any
	for _, key := range keys {
		script = append(script, flowtest.Wait(3*time.Second), flowtest.Press(string(key)))
	}
	phone := flowtest.NewPhone(flowtest.Options{Start: o.At}, flowtest.Script(append(script, flowtest.HangUp())...)...)
	flows.NewWalker(o.Program, phone, flows.Options{Flow: route.Flow, Vars: route.Vars,
		Call: flows.CallInfo{ID: "c", To: o.To, From: o.From}, World: flows.World{Schedules: office{}},
		Observe: func(f flows.Fact) {
			if f.Kind == flows.StepBegun {
				begun[f.Pos] = true
			}
		}}).Run(phone.Context())
	return begun
}

// Law: a step that a call begins is told, and not as one that is passed over: what
// is told not to happen does not happen.
func TestWhatHappensIsTold(t *testing.T) {
	begun := 0
	for seed := range uint64(70) {
		o := read(t, written(seed))
		root, err := Explain(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		told, text := map[source.Pos]bool{}, root.Format()
		root.each(func(n *Node) {
			if !strings.HasPrefix(n.Text, "passed over: ") {
				told[n.At] = true
			}
		})
		if strings.Contains(text, "which is not shown") {
			continue
		}
		keys := rand.New(rand.NewPCG(seed, 3))
		for range 12 {
			pressed := ""
			for range 6 {
				pressed += string("111222347789"[keys.IntN(12)])
			}
			for at := range called(o, pressed) {
				if begun++; !told[at] {
					t.Fatalf("seed %d: with keys %s the step at %s happens, and is not told:\n%s\n%s", seed, pressed, at,
						written(seed), text)
				}
			}
		}
	}
	if begun < 2000 {
		t.Errorf("%d steps happened, too few to prove anything", begun)
	}
}
