package steps

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
)

// answers, busies and rings are callees as the tests need them.
func answers(endpoint string, after time.Duration, acts ...any) flowtest.Callee {
	return flowtest.Callee{Endpoint: endpoint, Answers: true, After: after, Acts: flowtest.Script(acts...)}
}

func says(endpoint string, after time.Duration, cause flows.Cause, sip int) flowtest.Callee {
	return flowtest.Callee{Endpoint: endpoint, After: after, Cause: cause, SIP: sip}
}

func rings(endpoint string) flowtest.Callee { return flowtest.Callee{Endpoint: endpoint} }

// dialLine is a call of main: one dial step with the id d, and a log of its result behind it.
func dialLine(t *testing.T, l line, step, acts string) played {
	t.Helper()
	text := "flows:\n  main:\n    - dial:\n        id: d\n" + indented(step, "        ") +
		"    - log: 'behind ${steps.d.status}'\n  other: {play: other}\n"
	p := l.dial(t, text, acts)
	if left := p.phone.Left(); len(left) > 0 {
		t.Errorf("%v is left behind", left)
	}
	if !l.counts {
		l.goesOn(t, text, acts, p)
	}
	return p
}

func indented(text, by string) string {
	var b strings.Builder
	for _, line := range splitLines(text) {
		b.WriteString(by + line + "\n")
	}
	return b.String()
}

// told are the facts of legs and of ways, as "1s leg-rang leg-1".
func (p played) told() string {
	var lines []string
	for _, f := range p.facts {
		switch f.Kind {
		case flows.LegDialled, flows.LegRang, flows.LegProgress, flows.LegAnswered, flows.LegEnded, flows.PartyJoined,
			flows.PartyParted, flows.WayTaken, flows.AnswerBegun:
			words := []string{f.At.Sub(p.facts[0].At).String(), string(f.Kind), f.Leg}
			if f.Kind == flows.LegDialled || f.Kind == flows.WayTaken {
				words = append(words, f.Text)
			}
			if f.Kind == flows.LegEnded {
				words = append(words, f.Outcome)
			}
			lines = append(lines, strings.Join(slices.DeleteFunc(words, func(w string) bool { return w == "" }), " "))
		}
	}
	return strings.Join(lines, "\n")
}

// TestDial has a row for what may come of one telephone or several: which way
// the walk takes, when each rings and ends, how the call ends.
func TestDial(t *testing.T) {
	for _, c := range append(alone(), together()...) {
		t.Run(c.name, func(t *testing.T) {
			l := line{phone: flowtest.Options{Dialled: c.dialled}, world: flows.World{Outbound: permits("Local/300@phones/n")}}
			p := dialLine(t, l, c.step, c.acts)
			if p.told() != c.told || p.logged() != c.logged {
				t.Errorf("it was\n%s\nlogged %q\n%s", p.told(), p.logged(), p)
			}
		})
	}
}

// dialCase is a call: what is told of it, and what it logged.
type dialCase struct {
	name, step, acts string
	dialled          []flowtest.Callee
	told, logged     string
}

// alone are calls in which one telephone rings.
func alone() []dialCase {
	return []dialCase{
		{"who answers talks until hanging up, and the call ends", "targets: PJSIP/100", "60s",
			[]flowtest.Callee{answers("PJSIP/100", 3*s, flowtest.Wait(10*s), flowtest.HangUp())},
			`0s leg-dialled leg-1 PJSIP/100
0s leg-rang leg-1
3s leg-answered leg-1
3s party-joined
3s party-joined leg-1
3s answer-begun
13s party-parted leg-1
13s leg-ended leg-1 normal
13s way-taken over`, ""},
		{"with continue the walk goes on", "targets: PJSIP/100\ncontinue: true", "60s",
			[]flowtest.Callee{answers("PJSIP/100", 3*s, flowtest.Wait(10*s), flowtest.HangUp())},
			`0s leg-dialled leg-1 PJSIP/100
0s leg-rang leg-1
3s leg-answered leg-1
3s party-joined
3s party-joined leg-1
3s answer-begun
13s party-parted leg-1
13s leg-ended leg-1 normal
13s way-taken talked`, "behind answered"},
		{"the caller hangs up while it rings", "targets: PJSIP/100", "5s hangup",
			[]flowtest.Callee{rings("PJSIP/100")},
			`0s leg-dialled leg-1 PJSIP/100
0s leg-rang leg-1
5s leg-ended leg-1 normal`, ""},
		{"the caller hangs up while they talk", "targets: PJSIP/100", "5s hangup",
			[]flowtest.Callee{answers("PJSIP/100", 3*s)},
			`0s leg-dialled leg-1 PJSIP/100
0s leg-rang leg-1
3s leg-answered leg-1
3s party-joined
3s party-joined leg-1
3s answer-begun
5s leg-ended leg-1 normal`, ""},
		{"busy takes its way", "targets: PJSIP/100\non_busy: {log: engaged}\non_failed: {log: other}", "60s",
			[]flowtest.Callee{says("PJSIP/100", s, 17, 486)},
			`0s leg-dialled leg-1 PJSIP/100
0s leg-rang leg-1
1s leg-ended leg-1 busy
1s way-taken on_busy`, "engaged; behind busy"},
		{"what has no way of its own takes on_failed", "targets: PJSIP/100\non_busy: {log: engaged}\non_failed: {log: other}", "60s",
			[]flowtest.Callee{says("PJSIP/100", s, 21, 603)},
			`0s leg-dialled leg-1 PJSIP/100
0s leg-rang leg-1
1s leg-ended leg-1 rejected
1s way-taken on_failed`, "other; behind rejected"},
		{"without ways the walk goes on behind the step", "targets: PJSIP/100\nring_timeout: 7s", "60s",
			[]flowtest.Callee{rings("PJSIP/100")},
			`0s leg-dialled leg-1 PJSIP/100
0s leg-rang leg-1
7s leg-ended leg-1 no_answer
7s way-taken unreached`, "behind no_answer"},
		{"a telephone that is not there", "targets: PJSIP/nobody", "60s", nil,
			`0s leg-dialled leg-1 PJSIP/nobody
0s leg-ended leg-1 absent
0s way-taken unreached`, "behind unavailable"},
		{"the caller leaves by a key", "targets: PJSIP/100\nexit_keys: {1: {log: 'left ${steps.d.key}'}}", "3s 1 30s hangup",
			[]flowtest.Callee{rings("PJSIP/100")},
			`0s leg-dialled leg-1 PJSIP/100
0s leg-rang leg-1
3s leg-ended leg-1 normal
3s way-taken exit_keys.1`, "left 1; behind canceled"},
		{"time is up", "targets: PJSIP/100\nmax_duration: 20s\ncontinue: true", "60s hangup",
			[]flowtest.Callee{answers("PJSIP/100", 3*s)},
			`0s leg-dialled leg-1 PJSIP/100
0s leg-rang leg-1
3s leg-answered leg-1
3s party-joined
3s party-joined leg-1
3s answer-begun
23s leg-ended leg-1 normal
23s way-taken talked`, "behind answered"},
		{"early media come by a bridge", "targets: PJSIP/100\nearly_media: callee", "10s hangup",
			[]flowtest.Callee{{Endpoint: "PJSIP/100", Progress: s, Answers: true, After: 4 * s}},
			`0s party-joined
0s leg-dialled leg-1 PJSIP/100
0s leg-rang leg-1
1s leg-progressed leg-1
4s leg-answered leg-1
4s answer-begun
10s leg-ended leg-1 normal`, ""},
		{"a forwarded call is followed where that is wanted", "targets: PJSIP/100\nforwarding: {context: phones}", "10s hangup",
			[]flowtest.Callee{{Endpoint: "PJSIP/100", After: s, Cause: 23, SIP: 302, Forward: "300"}, rings("Local/300@phones/n")},
			`0s leg-dialled leg-1 PJSIP/100
0s leg-rang leg-1
1s leg-ended leg-1 23
1s leg-dialled leg-2 Local/300@phones/n
1s leg-rang leg-2
10s leg-ended leg-2 normal`, ""},
		{"a forwarded call is not followed else", "targets: PJSIP/100", "10s",
			[]flowtest.Callee{{Endpoint: "PJSIP/100", After: s, Cause: 23, SIP: 302, Forward: "300"}},
			`0s leg-dialled leg-1 PJSIP/100
0s leg-rang leg-1
1s leg-ended leg-1 23
1s way-taken unreached`, "behind unavailable"},
	}
}

// together are calls in which several do.
func together() []dialCase {
	return []dialCase{
		{"the first of several wins, the others are told", "targets: [PJSIP/100, PJSIP/101, PJSIP/102]", "10s hangup",
			[]flowtest.Callee{rings("PJSIP/100"), answers("PJSIP/101", 2*s), says("PJSIP/102", s, 17, 486)},
			`0s leg-dialled leg-1 PJSIP/100
0s leg-dialled leg-2 PJSIP/101
0s leg-dialled leg-3 PJSIP/102
0s leg-rang leg-1
0s leg-rang leg-2
0s leg-rang leg-3
1s leg-ended leg-3 busy
2s leg-answered leg-2
2s party-joined
2s party-joined leg-2
2s answer-begun
2s leg-ended leg-1 answered_elsewhere
10s leg-ended leg-2 normal`, ""},
		{"of several the most telling counts", "targets: [PJSIP/100, PJSIP/101, PJSIP/102]\nring_timeout: 5s", "60s",
			[]flowtest.Callee{rings("PJSIP/100"), says("PJSIP/101", 2*s, 17, 486), says("PJSIP/102", s, 20, 480)},
			`0s leg-dialled leg-1 PJSIP/100
0s leg-dialled leg-2 PJSIP/101
0s leg-dialled leg-3 PJSIP/102
0s leg-rang leg-1
0s leg-rang leg-2
0s leg-rang leg-3
1s leg-ended leg-3 absent
2s leg-ended leg-2 busy
5s leg-ended leg-1 no_answer
5s way-taken unreached`, "behind busy"},
		{"one after the other", "targets: [PJSIP/100, {endpoint: PJSIP/101, timeout: 3s}, PJSIP/102]\nstrategy: sequential\nring_timeout: 5s",
			"60s hangup", []flowtest.Callee{rings("PJSIP/100"), rings("PJSIP/101"), answers("PJSIP/102", s)},
			`0s leg-dialled leg-1 PJSIP/100
0s leg-rang leg-1
5s leg-dialled leg-2 PJSIP/101
5s leg-ended leg-1 no_answer
5s leg-rang leg-2
8s leg-dialled leg-3 PJSIP/102
8s leg-ended leg-2 no_answer
8s leg-rang leg-3
9s leg-answered leg-3
9s party-joined
9s party-joined leg-3
9s answer-begun
1m0s leg-ended leg-3 normal`, ""},
		{"rounds follow one another", "rounds: [[PJSIP/100, {endpoint: PJSIP/101, delay: 2s}], [PJSIP/102]]\nring_timeout: 4s",
			"60s", []flowtest.Callee{rings("PJSIP/*")},
			`0s leg-dialled leg-1 PJSIP/100
0s leg-rang leg-1
2s leg-dialled leg-2 PJSIP/101
2s leg-rang leg-2
4s leg-dialled leg-3 PJSIP/102
4s leg-ended leg-1 no_answer
4s leg-ended leg-2 no_answer
4s leg-rang leg-3
8s leg-ended leg-3 no_answer
8s way-taken unreached`, "behind no_answer"},
		{"nobody waits for a later telephone while none rings", "targets: [PJSIP/100, PJSIP/101]\nstrategy: delayed\nstagger: 9s",
			"60s hangup", []flowtest.Callee{says("PJSIP/100", s, 17, 486), rings("PJSIP/101")},
			`0s leg-dialled leg-1 PJSIP/100
0s leg-rang leg-1
1s leg-ended leg-1 busy
1s leg-dialled leg-2 PJSIP/101
1s leg-rang leg-2
12s leg-ended leg-2 no_answer
12s way-taken unreached`, "behind busy"},
	}
}

// permits is the rules that allow these endpoints.
type permits string

func (p permits) Permit(_ context.Context, endpoint, by string) error {
	if by != "main/d" {
		return errors.New("asked by " + by)
	}
	if string(p) == endpoint {
		return nil
	}
	return fmt.Errorf("%w: %s", flows.ErrNotPermitted, endpoint)
}
