package steps

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
)

// dialDying is line.dial where the process dies at the n-th checkpoint and another one takes the call up; n of 0 is
// never. It returns how many checkpoints there were.
func (l line) dialDying(t *testing.T, text, acts string, n int) (played, int) {
	t.Helper()
	return l.dialUntil(t, text, acts, n, func(flows.Fact) bool { return false })
}

// dialUntil is dialDying that also dies at the first fact that is so.
func (l line) dialUntil(t *testing.T, text, acts string, n int, dies func(flows.Fact) bool) (played, int) {
	t.Helper()
	program, findings := l.compile(t, text)
	if program == nil {
		t.Fatalf("the flows do not compile:\n%s\n%s", formatted(findings), text)
	}
	p := played{phone: flowtest.NewPhone(l.phone, script(t, acts)...)}
	if rooms, timed := l.world.Rooms.(*timedRooms); timed {
		rooms.phone = p.phone
	}
	var last []byte
	count, dead := 0, false
	key := make([]byte, 32)
	if l.call.ID == "" {
		l.call = flows.CallInfo{ID: "c1", From: "100", To: "200", Language: "en"}
	}
	opts := flows.Options{Flow: program.Flow("main"), Call: l.call, World: l.world,
		Observe: func(f flows.Fact) {
			if !dead && dies(f) {
				dead = true
				p.phone.Detach()
			}
			if f.Kind != flows.WalkResumed && f.Outcome != string(flows.Detached) {
				p.facts = append(p.facts, f)
			}
		}, Checkpoint: func(c *flows.Checkpoint) (err error) {
			if count++; count == n {
				p.phone.Detach()
			}
			last, err = c.Marshal(key)
			if l.dies != "" && !dead && bytes.Contains(last, []byte(l.dies)) {
				dead = true
				p.phone.Detach()
			}
			return err
		}}
	if p.outcome = flows.NewWalker(program, p.phone, opts).Run(p.phone.Context()); n == 0 && !dead {
		return p, count
	}
	if p.outcome.Status != flows.Detached {
		t.Fatalf("at checkpoint %d it ended %+v", n, p.outcome)
	}
	p.phone.Reattach()
	taken, err := flows.UnmarshalCheckpoint(last, key)
	if err != nil {
		t.Fatal(err)
	}
	walker, err := flows.Resume(program, p.phone, opts, taken)
	if err != nil {
		t.Fatal(err)
	}
	p.outcome = walker.Run(p.phone.Context())
	return p, count
}

// goesOn proves that a call goes on as if nothing had been, whenever the process dies that runs it: the same telephones
// ring, as long, and talk, and nobody is rung twice.
func (l line) goesOn(t *testing.T, text, acts string, once played) {
	t.Helper()
	_, checkpoints := l.dialDying(t, text, acts, 0)
	for n := 1; n <= checkpoints; n++ {
		p, _ := l.dialDying(t, text, acts, n)
		same := p.told() == once.told()
		if strings.Contains(text, "confirm") || strings.Contains(text, "transfer") { // questions are asked again, and take time
			same = timeless(p.told()) == timeless(once.told())
		}
		if !same || p.logged() != once.logged() {
			t.Errorf("after a death at checkpoint %d of %d it was\n%s\nnot\n%s\nlogged %q, not %q", n, checkpoints,
				p.told(), once.told(), p.logged(), once.logged())
		}
		if left := p.phone.Left(); len(left) > 0 {
			t.Errorf("after a death at checkpoint %d %v is left behind", n, left)
		}
	}
}

// timeless is what was told without its times, and without who stood in the bridge when.
func timeless(told string) string {
	var lines []string
	for _, line := range strings.Split(told, "\n") {
		if _, what, _ := strings.Cut(line, " "); !strings.HasPrefix(what, "party-") {
			lines = append(lines, what)
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// TestDialKeepsItsPlace: a telephone with which a call is taken up counts among the calls at once, until it is gone.
func TestDialKeepsItsPlace(t *testing.T) {
	held := &placing{}
	l := line{phone: flowtest.Options{Dialled: []flowtest.Callee{answers("PJSIP/100", 3*s, flowtest.Wait(10*s), flowtest.HangUp())}},
		world: flows.World{Outbound: held}}
	text := "flows: {main: [{dial: {id: d, targets: 'PJSIP/${call.from}'}}]}"
	_, checkpoints := l.dialDying(t, text, "60s", 0)
	for n := 1; n <= checkpoints; n++ {
		held.taken, held.free = 0, 0
		l.dialDying(t, text, "60s", n)
		if held.taken == 0 || held.taken != held.free {
			t.Errorf("after a death at checkpoint %d: %d places were taken, %d given back", n, held.taken, held.free)
		}
	}
}

// placing counts the places that are taken and given back.
type placing struct{ taken, free int }

func (p *placing) Permit(context.Context, string, string) error { return nil }

func (p *placing) Occupy(string, string) (func(), error) {
	p.taken++
	return sync.OnceFunc(func() { p.free++ }), nil
}
