package steps

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
	"github.com/ariapp/ariapp/flows/source"
)

// compile compiles flows given as the inside of `flows:`; main answers every number.
func compile(t *testing.T, text string) *flows.Program {
	t.Helper()
	program, findings := tryCompile(t, "numbers: {_.: main}\n"+text)
	if program == nil {
		for _, f := range findings {
			t.Log(f.Format())
		}
		t.Fatal("the flows do not compile")
	}
	return program
}

func tryCompile(t testing.TB, text string) (*flows.Program, source.Findings) {
	t.Helper()
	registry, err := flows.NewRegistry(All()...)
	if err != nil {
		t.Fatal(err)
	}
	doc, findings := source.Parse("ivr.yaml", text)
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	return flows.Compile(doc, registry)
}

// played is how a scripted call went.
type played struct {
	outcome flows.Outcome
	phone   *flowtest.Phone
	facts   []flows.Fact
}

// dialIn walks main with a caller who acts by script.
func dialIn(t *testing.T, program *flows.Program, opts flowtest.Options, script ...flowtest.Act) played {
	t.Helper()
	phone := flowtest.NewPhone(opts, script...)
	p := played{phone: phone}
	walker := flows.NewWalker(program, phone, flows.Options{
		Flow: program.Flow("main"), Call: flows.CallInfo{ID: "c1", From: "100", To: "200", Language: "en"},
		Observe: func(f flows.Fact) { p.facts = append(p.facts, f) },
	})
	p.outcome = walker.Run(phone.Context())
	checkWays(t, program, p.facts)
	return p
}

// checkWays holds every call of these tests to a law: a step takes no way that
// Program.Ways does not tell of before the call.
func checkWays(t *testing.T, program *flows.Program, facts []flows.Fact) {
	t.Helper()
	ways := map[string][]string{}
	program.EachStep(func(step *flows.Placed) {
		for _, way := range program.Ways(step) {
			ways[step.Address] = append(ways[step.Address], way.Label)
		}
	})
	for _, f := range facts {
		if f.Kind == flows.WayTaken && !slices.Contains(ways[f.Step], f.Text) {
			t.Errorf("%s took the way %q, which is none of %q", f.Step, f.Text, ways[f.Step])
		}
	}
}

// heard is what the caller heard, "name" or "name/1.5s" where it was cut off.
func (p played) heard() string {
	var words []string
	for _, h := range p.phone.Heard() {
		word := h.Media
		if h.Cut {
			word += "/" + h.For.String()
		}
		words = append(words, word)
	}
	return strings.Join(words, " ")
}

// logged are the texts of log steps.
func (p played) logged() string {
	var texts []string
	for _, f := range p.facts {
		if f.Kind == flows.Logged {
			texts = append(texts, f.Text)
		}
	}
	return strings.Join(texts, "; ")
}

func (p played) String() string {
	var b strings.Builder
	for _, f := range p.facts {
		fmt.Fprintf(&b, "%8v %-14s %-24s %s %s\n", f.At.Sub(p.facts[0].At).Round(time.Millisecond), f.Kind, f.Step,
			f.Text, f.Outcome)
	}
	return b.String()
}

func splitLines(text string) []string { return strings.Split(strings.TrimSuffix(text, "\n"), "\n") }
