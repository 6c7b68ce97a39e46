//go:build linux && asterisk

package asterisk

import (
	"fmt"
	"testing"
	"time"

	"github.com/ariapp/ariapp/test/asterisk/sip"
)

// A whole call goes from a SIP telephone through Asterisk into the daemon and,
// at the end of its flow, to the dialplan's context onward, which remembers the
// way it came.
type whole struct {
	name, to string
	script   sip.Script
	onward   string
}

// soon is far less than the prompt that the flow plays: who is through by then
// has stopped it.
const soon = 6 * time.Second

func wholes() []whole {
	const second = time.Second
	return []whole{
		{"a key during the prompt stops it", "200", sip.Script{
			sip.Answered(), sip.Pause(2 * second), sip.Press("1"), sip.ExpectByeWithin(soon),
		}, "sales"},
		{"a key in the first 10 ms after the answer", "200", sip.Script{
			sip.Answered(), sip.Press("2"), sip.ExpectByeWithin(soon),
		}, "support"},
		{"several keys that fit a pattern", "200", sip.Script{
			sip.Answered(), sip.Pause(second), sip.Press("345"), sip.ExpectByeWithin(soon),
		}, "345"},
		{"a wrong key, then the right one", "200", sip.Script{
			sip.Answered(), sip.Pause(second), sip.Press("9"), sip.Pause(2 * second), sip.Press("1"),
			sip.ExpectByeWithin(soon),
		}, "sales"},
		{"wrong keys until it gives up", "200", sip.Script{
			sip.Answered(), sip.Pause(second), sip.Press("9"), sip.Pause(2 * second), sip.Press("8"),
			sip.Pause(2 * second), sip.Press("7"), sip.ExpectByeWithin(soon),
		}, "exhausted"},
		{"no key at all", "201", sip.Script{
			sip.Answered(), sip.ExpectByeWithin(2 * soon),
		}, "unheard"},
		{"a key at the second asking", "201", sip.Script{
			sip.Answered(), sip.Pause(1800 * time.Millisecond), sip.Press("1"), sip.ExpectByeWithin(soon),
		}, "sales"},
		{"all answers ahead of the questions", "202", sip.Script{
			sip.Answered(), sip.Press("12342"), sip.ExpectByeWithin(soon),
		}, "12342"},
		{"answers with a break between", "202", sip.Script{
			sip.Answered(), sip.Pause(second), sip.Press("12"), sip.Pause(second), sip.Press("34"),
			sip.Pause(second), sip.Press("1"), sip.ExpectByeWithin(soon),
		}, "12341"},
		{"a key during a prompt that cannot be stopped", "203", sip.Script{
			sip.Answered(), sip.Pause(800 * time.Millisecond), sip.Press("1"), sip.Pause(3 * second),
			sip.Press("2"), sip.ExpectByeWithin(soon),
		}, "late"},
		{"digits up to the terminator", "204", sip.Script{
			sip.Answered(), sip.Pause(second), sip.Press("4711#"), sip.ExpectByeWithin(soon),
		}, "4711"},
	}
}

// Law: a flow goes as its file says, with keys by SIP INFO and by RFC 4733.
func TestWholeCalls(t *testing.T) {
	d, c := serve(t), client(t)
	t.Run("calls", func(t *testing.T) {
		for k, keys := range []sip.Keying{sip.INFO, sip.RFC4733} {
			for i, call := range wholes() {
				t.Run(fmt.Sprintf("%v/%s", keys, call.name), func(t *testing.T) {
					t.Parallel()
					from := fmt.Sprintf("80%d%02d", k, i)
					forget(t, c, "ONWARD_"+from)
					_, err := phone().Place(t.Context(), sip.Call{
						To: call.to, From: from, Keys: keys, Script: call.script,
					})
					if err != nil {
						t.Error(err)
					}
					await(t, c, "ONWARD_"+from, call.onward)
				})
			}
		}
	})
	d.awaitIdle(t, 2*len(wholes()))
}

// Law: a caller may go at each point of a flow, and nothing of the call is left.
func TestCallersGo(t *testing.T) {
	d, c := serve(t), client(t)
	moment := 50 * time.Millisecond
	cases := []struct {
		name, to string
		script   sip.Script
	}{
		{"before the answer", "205", sip.Script{sip.Trying(), sip.Pause(moment), sip.Cancel()}},
		{"before the answer, later", "205", sip.Script{sip.Trying(), sip.Pause(time.Second), sip.Cancel()}},
		{"right after the answer", "200", sip.Script{sip.Answered(), sip.Hangup()}},
		{"before the first prompt", "200", sip.Script{sip.Answered(), sip.Pause(moment), sip.Hangup()}},
		{"during the prompt", "200", sip.Script{sip.Answered(), sip.Pause(2 * time.Second), sip.Hangup()}},
		{"during the wait for a key", "203", sip.Script{
			sip.Answered(), sip.Pause(4 * time.Second), sip.Hangup(),
		}},
		{"in the middle of an answer", "202", sip.Script{
			sip.Answered(), sip.Pause(time.Second), sip.Press("12"), sip.Hangup(),
		}},
		{"with the answer", "200", sip.Script{
			sip.Answered(), sip.Pause(time.Second), sip.Press("3"), sip.Hangup(),
		}},
	}
	t.Run("calls", func(t *testing.T) {
		for i, call := range cases {
			t.Run(call.name, func(t *testing.T) {
				t.Parallel()
				from := fmt.Sprintf("81%02d", i)
				_, err := phone().Place(t.Context(), sip.Call{To: call.to, From: from, Script: call.script})
				if err != nil {
					t.Error(err)
				}
				awaitNobody(t, c, from)
			})
		}
	})
	d.awaitIdle(t, len(cases))
}

// Law: two calls at the same time each get their own keys.
func TestTwoCallsCross(t *testing.T) {
	d, c := serve(t), client(t)
	ways := map[string]string{"1": "sales", "2": "support"}
	for key := range ways {
		forget(t, c, "ONWARD_820"+key)
	}
	var runs []*sip.Run
	for key := range ways {
		run, err := phone().Start(t.Context(), sip.Call{To: "200", From: "820" + key, Script: sip.Script{
			sip.Answered(), sip.Pause(time.Second), sip.Press(key), sip.ExpectByeWithin(soon),
		}}, sip.Load{})
		if err != nil {
			t.Fatal(err)
		}
		runs = append(runs, run)
	}
	for _, run := range runs {
		if _, err := run.Wait(); err != nil {
			t.Error(err)
		}
	}
	for key, way := range ways {
		await(t, c, "ONWARD_820"+key, way)
	}
	d.awaitIdle(t, len(ways))
}

// Law: 400 calls at 40 a second, half of them with either kind of keys, go through the daemon without one failure.
func TestFourHundredWholeCalls(t *testing.T) {
	const calls = 200
	d := serve(t)
	t.Run("calls", func(t *testing.T) {
		for k, keys := range []sip.Keying{sip.INFO, sip.RFC4733} {
			t.Run(keys.String(), func(t *testing.T) {
				t.Parallel()
				c, from := client(t), fmt.Sprintf("83%d", k)
				for i := range calls {
					forget(t, c, fmt.Sprintf("ONWARD_%s%d", from, i+1))
				}
				result, err := phone().PlaceMany(t.Context(), sip.Call{
					To: "200", From: from + sip.EachNumber, Keys: keys, Script: sip.Script{
						sip.Answered(), sip.Pause(time.Second), sip.Press("1"), sip.ExpectByeWithin(soon),
					},
				}, sip.Load{Calls: calls, Rate: 20})
				if err != nil {
					t.Error(err)
				}
				t.Logf("set-up p50 %v, p99 %v", result.Setup(0.5), result.Setup(0.99))
				for i := range calls {
					await(t, c, fmt.Sprintf("ONWARD_%s%d", from, i+1), "sales")
				}
			})
		}
	})
	d.awaitIdle(t, 2*calls)
}
