package steps

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
)

// places permit everybody, so many at once.
type places struct {
	most  int
	taken []string
	// told is what was taken, given back and refused, in order.
	told []string
}

func (p *places) Permit(context.Context, string, string) error { return nil }

func (p *places) Occupy(endpoint, by string) (func(), error) {
	if len(p.taken) >= p.most {
		p.told = append(p.told, "full "+endpoint)
		return nil, fmt.Errorf("%w: there are %d calls at once already, for %s", flows.ErrNotPermitted, p.most, by)
	}
	p.taken = append(p.taken, endpoint)
	p.told = append(p.told, "take "+endpoint)
	return func() {
		at := slices.Index(p.taken, endpoint)
		p.taken = slices.Delete(p.taken, at, at+1) // one that is given back twice panics here
		p.told = append(p.told, "free "+endpoint)
	}, nil
}

// breaking is a telephone whose code breaks when a leg is joined, or is made.
type breaking struct {
	*flowtest.Phone
	making bool
}

func (b breaking) Dial(ctx context.Context, leg flows.Leg) (flows.Party, error) {
	if b.making {
		panic("the telephone breaks")
	}
	return b.Phone.Dial(ctx, leg)
}

func (breaking) Join(context.Context, string, flows.Party, flows.Joining) error {
	panic("the telephone breaks")
}

// Law: a leg that was permitted has a place among the calls at once until it is gone, and no ending of it loses the place; what the file writes out has none.
func TestPlacesOfLegs(t *testing.T) {
	one := func(acts ...any) []flowtest.Callee { return []flowtest.Callee{answers("PJSIP/100", s, acts...)} }
	for _, c := range []struct {
		name, targets, more, acts string
		most                      int
		dialled                   []flowtest.Callee
		told, logged              string
	}{
		{"answered, and the callee hangs up", "'PJSIP/${call.from}'", "continue: true", "60s", 1, one(flowtest.Wait(5*s), flowtest.HangUp()),
			"take PJSIP/100, free PJSIP/100", "behind answered"},
		{"answered, and the caller hangs up", "'PJSIP/${call.from}'", "", "9s hangup", 1, one(), "take PJSIP/100, free PJSIP/100", ""},
		{"busy", "'PJSIP/${call.from}'", "", "60s", 1, []flowtest.Callee{says("PJSIP/100", s, 17, 486)}, "take PJSIP/100, free PJSIP/100", "behind busy"},
		{"no answer", "'PJSIP/${call.from}'", "ring_timeout: 5s", "60s", 1, []flowtest.Callee{rings("PJSIP/100")}, "take PJSIP/100, free PJSIP/100", "behind no_answer"},
		{"the caller hangs up while it rings", "'PJSIP/${call.from}'", "", "3s hangup", 1, []flowtest.Callee{rings("PJSIP/100")}, "take PJSIP/100, free PJSIP/100", ""},
		{"the caller leaves by a key", "'PJSIP/${call.from}'", "exit_keys: {1: {play: x}}", "3s 1 30s", 1, []flowtest.Callee{rings("PJSIP/100")},
			"take PJSIP/100, free PJSIP/100", "behind canceled"},
		{"the time is up", "'PJSIP/${call.from}'", "max_duration: 10s", "60s", 1, one(), "take PJSIP/100, free PJSIP/100", ""},
		{"written out", "PJSIP/100", "", "60s", 0, one(flowtest.HangUp()), "", ""},
		{"one after the other has one place", "['PJSIP/${call.from}', 'PJSIP/${call.to}']", "strategy: sequential\nring_timeout: 5s", "60s", 1,
			[]flowtest.Callee{rings("PJSIP/100"), rings("PJSIP/200")}, "take PJSIP/100, free PJSIP/100, take PJSIP/200, free PJSIP/200", "behind no_answer"},
		{"who is not the quickest goes first", "['PJSIP/${call.from}', 'PJSIP/${call.to}']", "", "60s", 2,
			[]flowtest.Callee{answers("PJSIP/100", s, flowtest.Wait(9*s), flowtest.HangUp()), rings("PJSIP/200")},
			"take PJSIP/100, take PJSIP/200, free PJSIP/200, free PJSIP/100", ""},
		{"there is no place for the second", "['PJSIP/${call.from}', 'PJSIP/${call.to}']", "", "60s", 1,
			[]flowtest.Callee{says("PJSIP/100", s, 17, 486), rings("PJSIP/200")}, "take PJSIP/100, full PJSIP/200, free PJSIP/100",
			"dialling PJSIP/200: the endpoint may not be dialled: there are 1 calls at once already, for main/d; behind busy"},
		{"there is no place at all", "'PJSIP/${call.from}'", "on_error: {log: '${steps.d.status} ${error.message}'}", "60s", 0, one(), "full PJSIP/100",
			"dialling PJSIP/100: the endpoint may not be dialled: there are 0 calls at once already, for main/d; " +
				"refused dialling PJSIP/100: the endpoint may not be dialled: there are 0 calls at once already, for main/d; behind refused"},
	} {
		t.Run(c.name, func(t *testing.T) {
			held := &places{most: c.most}
			p := dialLine(t, line{phone: flowtest.Options{Dialled: c.dialled}, world: flows.World{Outbound: held}, counts: true}, "targets: "+c.targets+"\n"+c.more, c.acts)
			if told := strings.Join(held.told, ", "); told != c.told || p.logged() != c.logged {
				t.Errorf("told %q, want %q; logged %q, want %q\n%s", told, c.told, p.logged(), c.logged, p)
			}
		})
	}
}

// Law: a place is not lost when the code of a step or of the telephone breaks, nor when the call is taken away.
func TestPlacesOutliveFaults(t *testing.T) {
	for name, c := range map[string]struct {
		making, gone bool
		told         string
	}{
		"while a leg is made":   {true, false, "take PJSIP/100, free PJSIP/100"},
		"while it is joined":    {false, false, "take PJSIP/100, free PJSIP/100"},
		"the call is elsewhere": {false, true, "take PJSIP/100, free PJSIP/100"},
	} {
		t.Run(name, func(t *testing.T) {
			held := &places{most: 1}
			program, findings := line{}.compile(t, "flows: {main: [{dial: {id: d, targets: 'PJSIP/${call.from}'}}]}")
			if program == nil {
				t.Fatal(formatted(findings))
			}
			callee := answers("PJSIP/100", 5*s)
			phone := flowtest.NewPhone(flowtest.Options{Dialled: []flowtest.Callee{callee}}, script(t, "60s hangup")...)
			ctx, cancel := context.WithCancelCause(phone.Context())
			defer cancel(nil)
			outcome := flows.NewWalker(program, breaking{phone, c.making}, flows.Options{Flow: program.Flow("main"), World: flows.World{Outbound: held},
				Call: flows.CallInfo{ID: "c1", From: "100", To: "200", Language: "en"}, Observe: func(f flows.Fact) {
					if f.Kind == flows.LegDialled && c.gone {
						cancel(flows.ErrDetached)
					}
				}}).Run(ctx)
			if told := strings.Join(held.told, ", "); told != c.told {
				t.Errorf("told %q, want %q; %+v", told, c.told, outcome)
			}
			if want := map[bool]flows.Status{true: flows.Detached, false: flows.Failed}[c.gone]; outcome.Status != want {
				t.Errorf("the call is %+v, want %s", outcome, want)
			}
		})
	}
}

// Law: a leg that is handed over gives its place back at once, and once only.
func TestPlaceOfALegHandedOver(t *testing.T) {
	start := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	options := flowtest.Options{Start: start, Dialled: []flowtest.Callee{answers("PJSIP/100", 0)}}
	options.Caller = newReferring(start, flowtest.Refer("212"))
	held := &places{most: 1}
	p := stepOf(t, line{phone: options, world: flows.World{Outbound: held}}, "dial",
		"targets: 'PJSIP/${call.from}'\nearly_media: none\ntransfers: {allow: _2XX, context: phones, of: caller}", "${steps.d.transfer}", "")
	if told := strings.Join(held.told, ", "); told != "take PJSIP/100, free PJSIP/100" || p.phone.Legs()[0].Signals == nil {
		t.Errorf("told %q\n%s", told, p)
	}
}
