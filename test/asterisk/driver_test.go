//go:build linux && asterisk

package asterisk

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/ariapp/ariapp/test/asterisk/sip"
)

// These tests prove the driver on the dialplan alone, before any program of ours
// has a part in a call: what fails in the others is then not the driver's.

// heard is a call whose keys the dialplan writes down.
type heard struct {
	name, to string
	script   sip.Script
	want     string
}

func heards() []heard {
	beep := 500 * time.Millisecond
	return []heard{
		{"two keys", "9902", sip.Script{
			sip.Answered(), sip.Pause(beep), sip.Press("42"), sip.ExpectBye(),
		}, "OK:42"},
		{"two keys, one by one", "9902", sip.Script{
			sip.Answered(), sip.Pause(beep), sip.Press("4"), sip.Pause(beep), sip.Press("4"), sip.ExpectBye(),
		}, "OK:44"},
		{"at once after the answer", "9902", sip.Script{
			sip.Answered(), sip.Press("17"), sip.ExpectBye(),
		}, "OK:17"},
		{"one key and no more", "9902", sip.Script{
			sip.Answered(), sip.Press("4"), sip.ExpectByeWithin(15 * time.Second),
		}, "TIMEOUT:4"},
		{"the whole keypad", "9907", sip.Script{
			sip.Answered(), sip.Pause(beep), sip.Press("1234567890*ABCD#"), sip.ExpectBye(),
		}, "OK:1234567890*ABCD"},
		{"an extension", "9903", sip.Script{
			sip.Answered(), sip.Pause(beep), sip.Press("1"), sip.ExpectBye(),
		}, "one"},
		{"no such extension", "9903", sip.Script{
			sip.Answered(), sip.Pause(beep), sip.Press("7"), sip.ExpectBye(),
		}, "invalid 7"},
		{"no key at all", "9903", sip.Script{
			sip.Answered(), sip.ExpectByeWithin(15 * time.Second),
		}, "timeout"},
	}
}

// Law: Asterisk hears every key, in order, each once, by SIP INFO and by RFC
// 4733 alike.
func TestKeysAreHeard(t *testing.T) {
	for k, keys := range []sip.Keying{sip.INFO, sip.RFC4733} {
		for i, call := range heards() {
			t.Run(fmt.Sprintf("%v/%s", keys, call.name), func(t *testing.T) {
				t.Parallel()
				c := client(t)
				from := fmt.Sprintf("70%d%d", k, i)
				forget(t, c, "SEEN_"+from)
				_, err := phone().Place(t.Context(), sip.Call{
					To: call.to, From: from, Keys: keys, Script: call.script,
				})
				if err != nil {
					t.Error(err)
				}
				await(t, c, "SEEN_"+from, call.want)
				awaitNobody(t, c, from)
			})
		}
	}
}

// Law: a caller may go, or be turned away, at each point of a call.
func TestEveryEnd(t *testing.T) {
	moment := 50 * time.Millisecond
	cases := []struct {
		name, to string
		script   sip.Script
	}{
		{"asterisk hangs up", "9901", sip.Script{sip.Answered(), sip.ExpectBye()}},
		{"right after the answer", "9904", sip.Script{sip.Answered(), sip.Hangup()}},
		{"while up", "9904", sip.Script{sip.Answered(), sip.Pause(moment), sip.Hangup()}},
		{"while keys are read", "9902", sip.Script{sip.Answered(), sip.Press("1"), sip.Hangup()}},
		{"while it rings", "9905", sip.Script{sip.Ringing(), sip.Pause(moment), sip.Cancel()}},
		{"before it rings", "9908", sip.Script{sip.Trying(), sip.Pause(moment), sip.Cancel()}},
		{"busy", "9906", sip.Script{sip.Refused(486)}},
	}
	for i, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			ari, from := client(t), fmt.Sprintf("71%d", i)
			forget(t, ari, "GONE_"+from)
			_, err := phone().Place(t.Context(), sip.Call{To: c.to, From: from, Script: c.script})
			if err != nil {
				t.Error(err)
			}
			awaitNobody(t, ari, from)
		})
	}
}

// Law: the driver notices when a call goes otherwise than its script.
func TestDriverNotices(t *testing.T) {
	cases := []struct {
		name, to string
		script   sip.Script
	}{
		{"bye during a pause", "9901", sip.Script{sip.Answered(), sip.Pause(5 * time.Second), sip.Hangup()}},
		{"no bye", "9904", sip.Script{sip.Answered(), sip.ExpectByeWithin(300 * time.Millisecond)}},
		{"refused", "9906", sip.Script{sip.Answered(), sip.Hangup()}},
		{"answered", "9901", sip.Script{sip.Refused(486)}},
		{"never answered", "9905", sip.Script{sip.AnsweredWithin(300 * time.Millisecond), sip.Hangup()}},
	}
	for i, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			from := fmt.Sprintf("72%d", i)
			result, err := phone().Place(t.Context(), sip.Call{To: c.to, From: from, Script: c.script})
			if !errors.Is(err, sip.ErrCallFailed) || result.Failed != 1 {
				t.Errorf("%+v, %v; want one failure", result, err)
			}
			awaitNobody(t, client(t), from)
		})
	}
}

// Law: a run ends with its context, and sipp with it.
func TestRunEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	run, err := phone().Start(ctx, sip.Call{
		To: "9904", From: "730", Script: sip.Script{sip.Answered(), sip.ExpectBye()},
	}, sip.Load{})
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	if _, err := run.Wait(); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want Canceled", err)
	}
}

// Law: without anybody who serves the application a caller hears an apology and
// is hung up, after two tries a second apart.
func TestNobodyServesTheApplication(t *testing.T) {
	began := time.Now()
	_, err := phone().Place(t.Context(), sip.Call{To: "0000", From: "740", Script: sip.Script{
		sip.Answered(), sip.Pause(time.Second), sip.ExpectBye(),
	}})
	if err != nil {
		t.Error(err)
	}
	if took := time.Since(began); took < 2*time.Second {
		t.Errorf("it gave up after %v", took)
	}
}

// Law: 400 calls at 40 a second, each with a key of either kind, pass without one failure, and
// every one of them heard its key.
func TestFourHundredCalls(t *testing.T) {
	for k, keys := range []sip.Keying{sip.INFO, sip.RFC4733} {
		t.Run(keys.String(), func(t *testing.T) {
			t.Parallel()
			c, from := client(t), fmt.Sprintf("75%d", k)
			const calls = 200
			for i := range calls {
				forget(t, c, fmt.Sprintf("SEEN_%s%d", from, i+1))
			}
			result, err := phone().PlaceMany(t.Context(), sip.Call{
				To: "9903", From: from + sip.EachNumber, Keys: keys, Script: sip.Script{
					sip.Answered(), sip.Pause(700 * time.Millisecond), sip.Press("1"), sip.ExpectBye(),
				},
			}, sip.Load{Calls: calls, Rate: 20})
			if err != nil {
				t.Error(err)
			}
			t.Logf("set-up p50 %v, p99 %v", result.Setup(0.5), result.Setup(0.99))
			for i := range calls {
				await(t, c, fmt.Sprintf("SEEN_%s%d", from, i+1), "one")
			}
		})
	}
}

// Law: a crowd of telephones takes the calls of a crowd, at once and one after another, and tells of one that went
// otherwise.
func TestDesksAnswer(t *testing.T) {
	desks, err := sip.Serve(t.Context(), 100*time.Millisecond)
	if err != nil {
		t.Fatal(err)
	}
	at := sip.Phone{Server: desks.Address()}
	well := sip.Call{To: "desk", Script: sip.Script{sip.Ringing(), sip.Answered(), sip.Pause(300 * time.Millisecond), sip.Hangup()}}
	for range 2 {
		if _, err := at.PlaceMany(t.Context(), well, sip.Load{Calls: 20, Rate: 100}); err != nil {
			t.Error(err)
		}
	}
	if result, err := desks.Close(); err != nil || result.Succeeded != 40 {
		t.Errorf("%d of 40: %v", result.Succeeded, err)
	}
	if desks, err = sip.Serve(t.Context(), time.Second); err != nil {
		t.Fatal(err)
	}
	at.Server = desks.Address()
	soon, cancel := context.WithTimeout(t.Context(), 1500*time.Millisecond)
	defer cancel()
	_, _ = at.Place(soon, sip.Call{To: "desk", Script: sip.Script{sip.Ringing(), sip.Cancel()}}) // not what they are for
	if result, err := desks.Close(); !errors.Is(err, sip.ErrCallFailed) || result.Failed == 0 {
		t.Errorf("%+v, %v; want a failure", result, err)
	}
}
