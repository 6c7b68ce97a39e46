package simulate

import (
	"context"
	"io"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/scenario"
)

// Law: agents do what is told of them, in a scripted call and in a live one alike.
func TestAgents(t *testing.T) {
	compiled := programOf(t, "numbers: {200: {flow: main, answer_delay: 0s}}\nflows: {main: [{queue: sales}, hangup]}\n")
	for _, c := range []struct {
		name   string
		agents []string
		want   []string
	}{
		{"the second one takes the call", []string{"1001 rejects after 3s", "1002 answers after 4s, talks 30s"},
			[]string{"agent    1001 offered", "leg      gone: rejected", "agent    1002 offered", "leg      answered (4", "agent    1002 connected", "queue    sales left: answered"}},
		{"keys and a talk", []string{"1001 answers presses 12 after 1s, talks 10s"},
			[]string{"agent    1001 offered", "leg      answered", "agent    1001 connected", "queue    sales left: answered"}},
		{"one who rings until they are given up", []string{"1001 nobody", "1002 answers, talks 1s"},
			[]string{"agent    1001 offered", "agent    1002 offered", "leg      gone: no_answer", "agent    1002 connected"}},
		{"busy, and not there", []string{"1001 busy", "1002 unavailable after 1s", "1003 answers after 1s, talks 1s"},
			[]string{"1001 offered", "gone: busy", "1002 offered", "gone: absent", "1003 offered", "1003 connected"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			agents, err := scenario.ParseAgents(c.agents)
			if err != nil {
				t.Fatal(err)
			}
			for name, dial := range map[string]func(context.Context, Call) (flows.Outcome, error){
				"script": func(_ context.Context, c Call) (flows.Outcome, error) { return c.ByScript("") },
				"live": func(ctx context.Context, c Call) (flows.Outcome, error) {
					return c.Live(ctx, &typist{end: io.EOF}, nil)
				},
			} {
				synctest.Test(t, func(t *testing.T) {
					var out strings.Builder
					outcome, err := dial(t.Context(), Call{Program: compiled, To: "200", Agents: agents, Out: &out})
					if err != nil || outcome.Status != flows.Ended {
						t.Errorf("%s: %+v, %v", name, outcome, err)
					}
					rest := out.String()
					for _, want := range c.want {
						_, after, found := strings.Cut(rest, want)
						if !found {
							t.Fatalf("%s: no %q in its place in\n%s", name, want, out.String())
						}
						rest = after
					}
				})
			}
		})
	}
}
