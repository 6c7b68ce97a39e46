package steps

import (
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
)

// Law: a key goes on for as long as it is said to be held, at least for what Asterisk makes of it, and behind
// those before it; those of one party are nothing to another.
func TestHowLongKeysGoOn(t *testing.T) {
	const ms = time.Millisecond
	start := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name string
		keys []*flows.Event
		want time.Duration // 0 for none
	}{
		{"none", nil, 0},
		{"a short one", []*flows.Event{{At: start, Leg: "a"}}, keyLeast + keyGap + keySlack},
		{"a long one", []*flows.Event{{At: start, Leg: "a", Took: 250 * ms}}, 250*ms + keyGap + keySlack},
		{"two at once", []*flows.Event{{At: start, Leg: "a", Took: 100 * ms}, {At: start, Leg: "a", Took: 160 * ms}},
			260*ms + 2*keyGap + keySlack},
		{"two apart", []*flows.Event{{At: start, Leg: "a", Took: 100 * ms}, {At: start.Add(time.Second), Leg: "a", Took: 100 * ms}},
			1100*ms + keyGap + keySlack},
		{"that of another", []*flows.Event{{At: start, Leg: "b", Took: 100 * ms}}, 0},
		{"that of the caller", []*flows.Event{{Kind: flows.KeyPressed, At: start}}, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := &dialRun{keysEnd: map[flows.Party]time.Time{}}
			for _, key := range c.keys {
				d.held(key)
			}
			want := time.Time{}
			if c.want > 0 {
				want = start.Add(c.want)
			}
			if got := d.quietFrom("a"); !got.Equal(want) {
				t.Errorf("until %v; want %v", got, want)
			}
		})
	}
}

// Law: nobody is joined while a key of theirs goes on, which one who never stops pressing cannot put off for ever;
// one who hangs up in between is not joined.
func TestJoinedBehindTheKeys(t *testing.T) {
	again := []any{flowtest.Wait(s), flowtest.Press("1")}
	for range 100 {
		again = append(again, flowtest.Wait(50*time.Millisecond), flowtest.Press("5"))
	}
	for _, c := range []struct {
		name string
		acts []any
		want time.Duration // 0 for never
	}{
		{"one key", []any{flowtest.Wait(s), flowtest.Press("1")}, s + keyLeast + keyGap + keySlack},
		{"keys without end", again, s + keysMost},
		{"hangs up", []any{flowtest.Wait(s), flowtest.Press("1"), flowtest.Wait(50 * time.Millisecond), flowtest.HangUp()}, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := dialLine(t, line{phone: flowtest.Options{Dialled: []flowtest.Callee{answers("PJSIP/100", 0, c.acts...)}}},
				"targets: PJSIP/100\nearly_media: none\nconfirm: {prompt: take-it}", "20s hangup")
			joined := time.Duration(0)
			for _, f := range p.facts {
				if f.Kind == flows.PartyJoined && f.Leg != "" {
					joined = f.At.Sub(p.facts[0].At)
				}
			}
			if joined != c.want {
				t.Errorf("joined after %v; want %v\n%s", joined, c.want, p)
			}
		})
	}
}
