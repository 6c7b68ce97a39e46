//go:build linux && asterisk

package asterisk

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/test/asterisk/sip"
)

// passing has calls of a number pass by until a tail tells of one, and returns how many: of what comes now it tells all.
func passing(t *testing.T, tail *command, number string) (calls int) {
	t.Helper()
	for deadline := time.Now().Add(awaitTimeout); tail.printed() == ""; calls++ {
		if time.Now().After(deadline) {
			t.Fatalf("the tail tells of none of %d calls", calls)
		}
		if _, err := phone().Place(t.Context(), sip.Call{To: number, From: number, Script: sip.Script{sip.Answered(),
			sip.ExpectBye()}}); err != nil {
			t.Fatal(err)
		}
	}
	return calls
}

// Law: `calls` shows each call with its step, and what happens to it as it happens; keys are not among that.
func TestCallsByHand(t *testing.T) {
	d, through, file := obeying(t, `
numbers: {"7995": main, "7994": passes}
flows:
  main:
    - answer
    - collect: {id: pin, length: 4, first_timeout: 20s, secret: true}
    - wait: 1m
  passes: [answer, {wait: 1s}, hangup]
`)
	tail := begin(t, "calls", "tail", "-c", file)
	passed := passing(t, tail, "7994")
	run, err := phone().Start(t.Context(), sip.Call{To: "7995", From: "7996", Script: sip.Script{sip.Answered(),
		sip.Pause(beat), sip.Press("4711"), sip.ExpectBye()}}, sip.Load{})
	if err != nil {
		t.Fatal(err)
	}
	var calls []struct{ ID, From, To, Flow, Step, Type string }
	d.awaitFor(t, "the call in its last step", func() bool {
		if err := json.Unmarshal([]byte(through("calls", "list", "--output", "json")), &calls); err != nil {
			t.Fatal(err)
		}
		return len(calls) == 1 && calls[0].Type == "wait"
	})
	if call := calls[0]; call.From != "7996" || call.To != "7995" || call.Flow != "main" || call.Step == "" {
		t.Errorf("listed is %+v", call)
	}
	if table := through("calls", "list"); !strings.Contains(table, "7996") || !strings.Contains(table, "main/3") {
		t.Errorf("calls list:\n%s", table)
	}
	if shown := through("calls", "show", calls[0].ID); !strings.Contains(shown, `"from": "7996"`) {
		t.Errorf("calls show:\n%s", shown)
	}
	through("channels", "hangup", calls[0].ID)
	if _, err := run.Wait(); err != nil {
		t.Error(err)
	}
	d.awaitIdle(t, 1+passed)
	d.awaitFor(t, "the call's end in the tail", func() bool { return strings.Contains(tail.printed(), calls[0].ID+"  call-ended") })
	if code := tail.interrupt(t, 1); code != 0 {
		t.Errorf("the tail ended with %d", code)
	}
	told := tail.printed()
	for _, want := range []string{"call-begun  7996 → 7995", "step-begun  main/pin  collect"} {
		if !strings.Contains(told, want) {
			t.Errorf("no %q in the tail:\n%s", want, told)
		}
	}
	if strings.Contains(told, "4711") {
		t.Errorf("the PIN is in the tail:\n%s", told)
	}
}

// Law: through the daemon who answers joins a bridge that is there, as a call of the daemon's, and the two hear each
// other; the bridge outlives them. Nobody is called for a bridge that is not there.
func TestOriginateIntoABridgeThroughTheDaemon(t *testing.T) {
	speaker, listener := answerer(t, sip.Manner{Speaks: true}), answerer(t, sip.Manner{})
	d, through, file := obeying(t, `
outbound: {allow: ["`+endpoint(speaker)+`", "`+endpoint(listener)+`"]}
numbers: {"7995": main}
flows: {main: [hangup]}
`)
	if stdout, stderr, code := hands(t, "originate", endpoint(listener), "--bridge", "sales", "-c", file); code != 3 ||
		!strings.Contains(stderr, `there is no bridge "sales"`) {
		t.Errorf("%d: %s%s", code, stdout, stderr)
	}
	through("bridge", "create", "sales")
	for _, phone := range []*sip.Answerer{speaker, listener} {
		through("originate", endpoint(phone), "--bridge", "sales", "--wait")
	}
	d.awaitFor(t, "two in the bridge", func() bool {
		bridge, err := d.client.Bridges.Get(t.Context(), "sales")
		return err == nil && len(bridge.Channels) == 2
	})
	if err := listener.Stay(2 * time.Second); err != nil {
		t.Error(err)
	}
	if err := listener.Hangup(); err != nil {
		t.Error(err)
	}
	d.awaitFor(t, "one in the bridge", func() bool {
		bridge, err := d.client.Bridges.Get(t.Context(), "sales")
		return err == nil && len(bridge.Channels) == 1
	})
	if err := speaker.Hangup(); err != nil {
		t.Error(err)
	}
	d.awaitFor(t, "both calls to end", func() bool { return len(d.ends()) == 2 })
	through("bridge", "destroy", "sales")
	d.awaitIdle(t, 2)
	if long := says(listener.Close()); long < time.Second {
		t.Errorf("the speaker was heard for %v", long)
	}
	if long := says(speaker.Close()); long > 0 {
		t.Errorf("the speaker heard themselves for %v", long)
	}
}
