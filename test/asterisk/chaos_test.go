//go:build linux && asterisk && chaos

package asterisk

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/test/asterisk/sip"
)

const (
	chaosTime   = 2 * time.Minute
	chaosPause  = 10 * time.Second
	chaosMenus  = 150
	chaosOthers = 75 // talks, and as many records
	// chaosSilence is the longest that a caller in a menu may hear nothing.
	chaosSilence = 12 * time.Second
	// unwritten is how long before a kill something may have happened that is not written down, on a busy machine.
	unwritten = 300 * time.Millisecond
)

// chaosFlows are what callers do: a menu four times, whose prompt is longer than they stay; a talk; a recording.
func chaosFlows() []string {
	asks := "- menu: {prompt: demo-congrats, first_timeout: 5m, attempts: 50, choices: {1: {play: beep}}}\n"
	return []string{"- answer\n" + strings.Repeat(asks, 4),
		"- dial: {targets: [\"Local/9904@callers\"]}\n- hangup",
		"- answer\n- record: {max: 6s}\n- continue: {context: onward, extension: recorded}"}
}

// chaosCallers are the callers of each flow, as many minutes as instances are killed.
func chaosCallers(t *testing.T) []*sip.Run {
	t.Helper()
	answered := sip.AnsweredWithin(goesOnWithin)
	scripts := []sip.Script{
		{answered, sip.Pause(15 * time.Second), sip.Press("1"), sip.Pause(6 * time.Second), sip.Press("1"), sip.Pause(5 * time.Second),
			sip.Press("1"), sip.Pause(5 * time.Second), sip.Hangup()}, // a key is lost while nobody runs the call: they press again
		{answered, sip.Pause(20 * time.Second), sip.Hangup()},
		{answered, sip.ExpectByeWithin(time.Minute)},
	}
	var runs []*sip.Run
	for i, calls := range []int{chaosMenus, chaosOthers, chaosOthers} {
		run, err := phone().Start(t.Context(), sip.Call{To: numbered(i), From: fmt.Sprintf("899%d", i) + sip.EachNumber,
			Script: scripts[i]}, sip.Load{Calls: calls, Over: chaosTime})
		if err != nil {
			t.Fatal(err)
		}
		runs = append(runs, run)
	}
	return runs
}

// Law: under calls all the time an instance is killed every ten seconds, and started again, and no call fails: each caller
// is answered, is led on by their keys, talks until they hang up, is recorded to the end; nobody is hung up, nobody hears
// nothing for long, nobody falls to the dialplan, each call ends once. Nothing is left of them.
func TestChaos(t *testing.T) {
	tm, w := teamOf(t, sideBySide("", chaosFlows()), "n1", "n2", "n3"), watch(t)
	chaos := &chaos{tm: tm, w: w, plays: map[string]bool{}, records: map[string]bool{}}
	runs := chaosCallers(t)
	names := []string{"n1", "n2", "n3"}
	for begun := time.Now(); time.Since(begun) < chaosTime; {
		turn := time.After(chaosPause)
		chaos.kill(t, names[rand.IntN(len(names))])
		<-turn
	}
	for i, run := range runs {
		result, err := run.Wait()
		if err != nil && !errors.Is(err, sip.ErrCallFailed) {
			t.Error(err)
		}
		if result.Failed > 0 {
			t.Errorf("%d calls to %s failed:\n%v", result.Failed, numbered(i), result.Failures)
		}
		chaos.placed, chaos.failed = chaos.placed+result.Succeeded+result.Failed, chaos.failed+result.Failed
	}
	tm.awaitNothing(t)
	tm.awaitCalls(t, 0)
	chaos.judge(t)
	chaos.leaks(t)
	chaos.tell(t)
	slices.Sort(chaos.takings)
	if chaos.placed != chaosMenus+2*chaosOthers || chaos.silence > chaosSilence || chaos.anew > 3 || len(chaos.takings) < 10 {
		t.Errorf("%d calls, %d kills, %v of silence", chaos.placed, len(chaos.takings), chaos.silence)
	}
}

// Law: as TestTeamWithoutNATS, for as long as an administrator may take.
func TestChaosWithoutNATS(t *testing.T) { withoutNATS(t, 150*time.Second) }
