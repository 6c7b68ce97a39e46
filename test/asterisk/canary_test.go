//go:build linux && asterisk

package asterisk

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/test/asterisk/sip"
)

const (
	// regulars are the callers who call again and again, regular the beginning of their numbers.
	regulars = 20
	regular  = "871"
	// sideLeast is how many of them are on each side at least. The files are always the same, so the sides are too.
	sideLeast = 5
	// failuresMost is how many calls of a canary fail until it is sent back, when none of the others do.
	failuresMost = 3
)

// trialFile is a version whose calls end at SIDE with key 1; with key 2 there is what is at OTHER.
const trialFile = `
app: {name: "${env.RIG_APP}", answer_delay: 100ms}
asterisk: {url: "${env.RIG_URL}", username: "${env.RIG_USER}", password: "${env.RIG_PASSWORD}"}
server: {listen: 127.0.0.1:0}
numbers: {"7310": main}
flows:
  main:
    - menu:
        prompt: beep
        first_timeout: 60s
        choices:
          1: {continue: {context: onward, extension: SIDE}}
          2: OTHER
`

func trialOf(side, other string) string {
	return commanded(strings.NewReplacer("SIDE", side, "OTHER", other).Replace(trialFile))
}

// Law: half of the callers get the canary, the same ones each time they call. When
// three of its calls have failed and none of the others it is sent back by itself:
// a call that is under way on it goes on there, all that come get the stable
// version, also when the daemon begins anew.
func TestCanaryIsSentBack(t *testing.T) {
	address, data, folder := freeAddress(t), t.TempDir(), t.TempDir()
	t.Setenv(listenVariable, address)
	file := writeFile(t, trialOf("stable", "{continue: {context: onward, extension: stable}}"), folder, "ivr.yaml")
	fresh := writeFile(t, trialOf("canary", `{play: "${'../' + 'x'}"}`), folder, "new.yaml")
	flags := []string{"--watch=false", "--canary", filepath.Join(folder, "new.yaml"), "--share", "50%"}
	d, c := startOn(t, data, file, flags...), client(t)
	d.complains = []string{"a call failed", "the canary was sent back"}

	sides := sidesOf(t, c)
	if diff := cmp.Diff(sides, sidesOf(t, c)); diff != "" {
		t.Errorf("who called again is on the other side: -first +second\n%s", diff)
	}
	d.awaitIdle(t, 2*regulars)
	on := callersOn(sides, "canary")
	calls, others := 2*len(on), 2*(regulars-len(on))
	if len(on) < sideLeast || regulars-len(on) < sideLeast {
		t.Fatalf("%d of %d callers are on the canary", len(on), regulars)
	}
	does(t, fresh+", version 2 ", "canary", "status", "-c", file)

	l, stays := newLine(t, watch(t), regular), on[failuresMost]
	l.ringFrom(stays, "7310", sip.Answered(), sip.Pause(outstays), sip.Press("1"), sip.ExpectByeWithin(dialled))
	l.failAll(on[:failuresMost-1])
	d.awaitFor(t, "two failures", func() bool { return len(d.ends()) == 2*regulars+2 })
	does(t, fmt.Sprintf("canary  %d calls, 2 failed, 0 hung up early\nstable  %d calls, 0 failed, 0 hung up early\n",
		calls+2, others), "canary", "status", "-c", file)
	l.failAll(on[failuresMost-1 : failuresMost])
	d.awaitLogged(t, `msg="the canary was sent back: all callers get the stable version"`, 1)
	why := fmt.Sprintf("3 of its %d calls failed, and 0 of %d on the stable version", calls+failuresMost, others)
	does(t, why, "canary", "status", "-c", file)
	does(t, "sent back: "+why, "versions", file)
	if left := d.channels(t); left != 1 {
		t.Errorf("%d calls are under way; want one, on the canary", left)
	}
	l.tells(stays, "callers/7310 Stasis", "answered", "hears beep", "onward/canary Playback", "ended 16")
	if on := callersOn(sidesOf(t, c), "canary"); len(on) != 0 {
		t.Errorf("%q get a canary that was sent back", on)
	}
	if want := `ariapp_canary_returns_total{reason="errors"} 1`; !strings.Contains(get(t, address, "/metrics"), want) {
		t.Errorf("the metrics have no %s", want)
	}
	d.awaitIdle(t, 3*regulars+failuresMost+1)
	d.terminate(t)
	d.awaitStopped(t)

	second := startOn(t, data, file, flags...)
	second.awaitLogged(t, "the canary is not begun, as it was sent back before", 1)
	if on := callersOn(sidesOf(t, c), "canary"); len(on) != 0 {
		t.Errorf("after a restart %q get a canary that was sent back", on)
	}
	second.awaitIdle(t, regulars)
}

// failAll has callers of the canary call at once and press the key at which its flow fails.
func (l *line) failAll(callers []string) {
	l.t.Helper()
	for _, from := range callers {
		l.ringFrom(from, "7310", sip.Answered(), sip.Pause(beat), sip.Press("2"), sip.ExpectByeWithin(dialled))
	}
	for _, from := range callers {
		l.tells(from, "callers/7310 Stasis", "answered", "hears beep", "hears sorry-youre-having-problems", "ended 41")
	}
}

// sidesOf has all regular callers call at once and returns the side that each was on, by number.
func sidesOf(t *testing.T, c *ari.Client) map[string]string {
	t.Helper()
	sides := map[string]string{}
	for i := range regulars {
		from := fmt.Sprintf("%s%d", regular, i+1)
		forget(t, c, "ONWARD_"+from)
		sides[from] = ""
	}
	if _, err := phone().PlaceMany(t.Context(), sip.Call{To: "7310", From: regular + sip.EachNumber, Script: sip.Script{
		sip.Answered(), sip.Press("1"), sip.ExpectByeWithin(dialled),
	}}, sip.Load{Calls: regulars, Rate: 20}); err != nil {
		t.Error(err)
	}
	for from := range sides {
		sides[from] = sideOf(t, c, from)
	}
	return sides
}

// sideOf is where a call has ended.
func sideOf(t *testing.T, c *ari.Client, from string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), awaitTimeout)
	defer cancel()
	found, err := c.Asterisk.GetGlobalVar(ctx, ari.AsteriskGetGlobalVarParams{Variable: "ONWARD_" + from})
	if err != nil || found.Value != "stable" && found.Value != "canary" {
		t.Fatalf("the call of %s has ended at %+v, %v", from, found, err)
	}
	return found.Value
}

// callersOn are the callers on a side, in order.
func callersOn(sides map[string]string, side string) []string {
	var on []string
	for from, its := range sides {
		if its == side {
			on = append(on, from)
		}
	}
	slices.Sort(on)
	return on
}
