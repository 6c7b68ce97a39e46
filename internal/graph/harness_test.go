package graph

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/flows/steps"
)

var update = flag.Bool("update", false, "write the golden files anew")

// read compiles a text that has no faults.
func read(t testing.TB, text string) Options {
	t.Helper()
	registry, err := flows.NewRegistry(steps.All()...)
	if err != nil {
		t.Fatal(err)
	}
	doc, findings := source.Parse("ivr.yaml", text)
	program, more := flows.Compile(doc, registry)
	if program == nil {
		t.Fatal(append(findings, more...).Sorted()[0].Format())
	}
	return Options{Program: program, Document: doc, Title: "ivr.yaml"}
}

func readFile(t testing.TB, name string) Options {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return read(t, string(text))
}

// golden compares with a file of testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; look at it, then write it anew with -update", path)
	}
}

// author writes files that are as odd as they may be.
type author struct {
	strings.Builder
	*rand.Rand
	ids int
	// menus are the ids of the present flow that a goto may lead to.
	menus []string
}

const flowsOfAuthor = 5

func bigFile(seed uint64) string {
	a := &author{Rand: rand.New(rand.NewPCG(seed, 1))}
	a.WriteString("numbers:\n")
	for i := range 8 {
		fmt.Fprintf(a, "  \"%d\": flow_%d\n", 300+i, a.IntN(flowsOfAuthor))
	}
	a.WriteString("defaults:\n  hotkeys: {\"*9\": back, \"##\": [{play: goodbye}, hangup]}\n  on_error: {play: sorry}\n" +
		"  on_exhausted: {menu: {prompt: again, choices: {1: {play: one}}}}\nflows:\n")
	for i := range flowsOfAuthor {
		fmt.Fprintf(a, "  flow_%d:\n", i)
		a.menus = nil
		a.steps(0, 4)
	}
	return a.String()
}

func (a *author) line(indent int, format string, args ...any) {
	fmt.Fprintf(a, strings.Repeat(" ", indent)+format+"\n", args...)
}

func (a *author) steps(depth, at int) {
	for range 1 + a.IntN(6-depth) {
		a.ids++
		if depth < 4 && a.IntN(2) == 0 {
			a.forking(depth, at)
		} else {
			a.plain(at)
		}
	}
}

func (a *author) plain(at int) {
	switch a.IntN(8) {
	case 0:
		a.line(at, "- play: [%s]", strings.TrimSuffix(strings.Repeat("a-prompt-with-a-name, ", 1+a.IntN(9)), ", "))
	case 1:
		a.line(at, `- set: {some_variable_%d: "x<y & 'z' > ]]> WWWWWWWWWW"}`, a.IntN(4))
	case 2:
		a.line(at, `- log: "日本語 <b>&amp;</b> %s"`, strings.Repeat("long", 1+a.IntN(30)))
	case 3:
		a.line(at, "- hangup: {when: 'call.from == \"%d\" or call.to == \"12345678901234567890\"'}", a.ids)
	case 4:
		a.line(at, "- call: flow_%d", a.IntN(flowsOfAuthor))
	case 5:
		target := fmt.Sprintf("flow_%d", a.IntN(flowsOfAuthor))
		if len(a.menus) > 0 && a.IntN(3) > 0 {
			target = a.menus[a.IntN(len(a.menus))]
		}
		a.line(at, "- goto: {to: %s, when: call.from == call.to}", target)
	case 6:
		a.line(at, "- collect: {id: c%d, prompt: enter, length: 4, secret: true, on_noinput: {1: {play: a}, 2: {play: b}}}", a.ids)
	default:
		a.line(at, `- http: {id: h%d, url: "https://crm.example.com/%s", on_error: [{play: sorry}]}`, a.ids,
			strings.Repeat("customers/", 1+a.IntN(9)))
	}
}

func (a *author) forking(depth, at int) {
	switch a.IntN(5) {
	case 0:
		id := fmt.Sprintf("a_menu_with_the_number_%d", a.ids)
		if depth == 0 {
			a.menus = append(a.menus, id)
		}
		a.line(at, "- menu:")
		a.line(at, "    id: %s", id)
		a.line(at, "    prompt: what-now")
		a.line(at, "    choices:")
		a.line(at, "      9: %s", []string{"repeat", "back", "top", "exit"}[a.IntN(4)])
		for _, key := range []string{"1", `"*"`, "_4XX"}[:1+a.IntN(3)] {
			a.line(at, "      %s:", key)
			a.steps(depth+1, at+8)
		}
	case 1:
		a.line(at, "- if:\n%*s  is: call.from == \"%d\"\n%*s  then:", at+2, "", a.ids, at+2, "")
		a.steps(depth+1, at+6)
	case 2:
		a.line(at, "- switch:\n%*s  value: ${call.to}\n%*s  cases:\n%*s    \"b<&>\":", at+2, "", at+2, "", at+2, "")
		a.steps(depth+1, at+8)
	case 3:
		a.line(at, "- repeat:\n%*s  times: 3\n%*s  steps:", at+2, "", at+2, "")
		a.steps(depth+1, at+6)
	default:
		a.line(at, "- hours:\n%*s  schedule: office\n%*s  holiday: [{play: h}]\n%*s  closed:", at+2, "", at+2, "", at+2, "")
		a.steps(depth+1, at+6)
	}
}
