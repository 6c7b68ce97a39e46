//go:build linux && asterisk && chaos

package asterisk

import (
	"cmp"
	"errors"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
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
)

var takenCalls = regexp.MustCompile(`an instance that has died are taken up".* calls=(\d+)`)

// Law: under calls all the time an instance is killed every ten seconds, and started again, and no call fails: but for
// those whom the dialplan took as nobody had the entry for long. Nothing is left of them.
func TestChaos(t *testing.T) {
	asks := "- menu: {prompt: demo-congrats, first_timeout: 5m, attempts: 50, choices: {1: {play: beep}}}\n"
	flows := []string{"- answer\n" + asks + asks + asks,
		"- dial: {targets: [\"Local/9904@callers\"]}\n- hangup",
		"- answer\n- record: {max: 6s}\n- continue: {context: onward, extension: recorded}"}
	tm, w := teamOf(t, sideBySide("", flows), "n1", "n2", "n3"), watch(t)
	scripts := []sip.Script{
		{sip.AnsweredWithin(goesOnWithin), sip.Pause(15 * time.Second), sip.Press("1"), sip.Pause(6 * time.Second), sip.Press("1"), sip.Pause(5 * time.Second),
			sip.Hangup()}, // a key that is pressed while nobody runs the call is lost: callers press again
		{sip.AnsweredWithin(goesOnWithin), sip.Pause(20 * time.Second), sip.Hangup()},
		{sip.AnsweredWithin(goesOnWithin), sip.ExpectByeWithin(time.Minute)},
	}
	var runs []*sip.Run
	for i, script := range scripts {
		calls := map[bool]int{true: chaosMenus, false: chaosOthers}[i == 0]
		run, err := phone().Start(t.Context(), sip.Call{To: numbered(i), From: fmt.Sprintf("899%d", i) + sip.EachNumber,
			Script: script}, sip.Load{Calls: calls, Rate: cmp.Or(calls/int(chaosTime/time.Second), 1)})
		if err != nil {
			t.Fatal(err)
		}
		runs = append(runs, run)
	}
	var takings []time.Duration
	had, names := 0, []string{"n1", "n2", "n3"}
	for begun := time.Now(); time.Since(begun) < chaosTime; {
		pass(t, chaosPause-4*time.Second)
		name := names[rand.IntN(len(names))]
		had += tm.shares(t)[name]
		tm.loses(t, name)
		takings = append(takings, tm.takesOver(t, name))
		tm.beginAlone(t, name)
	}
	placed, failed := 0, 0
	for _, run := range runs {
		result, err := run.Wait()
		if err != nil && !errors.Is(err, sip.ErrCallFailed) {
			t.Error(err)
		}
		placed, failed = placed+result.Succeeded+result.Failed, failed+result.Failed
	}
	tm.awaitNothing(t)
	tm.awaitCalls(t, 0)
	fallen, hungUp, unheard := 0, 0, 0
	w.mu.Lock()
	for caller, story := range w.stories {
		if strings.HasPrefix(caller, "8990") {
			unheard += max(0, 2-strings.Count(strings.Join(story, ", "), "hears beep"))
		}
		told := strings.Join(story, ", ")
		switch number, _ := strconv.Atoi(strings.TrimPrefix(caller, "899")); {
		case !strings.HasPrefix(caller, "899") || number == 0:
		case strings.Contains(told, "callers/78") && slices.ContainsFunc(story, func(fact string) bool {
			return strings.HasPrefix(fact, "callers/") && strings.HasSuffix(fact, fallback)
		}):
			fallen++
		case strings.HasPrefix(caller, "8990") && !strings.Contains(told, "hears beep"),
			strings.HasPrefix(caller, "8992") && !strings.Contains(told, "onward/recorded"):
			hungUp++
			t.Logf("%s got nowhere: %s", caller, told)
		}
	}
	w.mu.Unlock()
	taken := 0
	for _, d := range append(tm.former, tm.now["n1"], tm.now["n2"], tm.now["n3"]) {
		for _, found := range takenCalls.FindAllStringSubmatch(d.logged(), -1) {
			n, _ := strconv.Atoi(found[1])
			taken += n
		}
	}
	twice := 0
	for call, times := range tm.endings(t) {
		if times != 1 {
			twice++
			t.Errorf("the journals have %d ends of %s", times, call)
		}
	}
	slices.Sort(takings)
	t.Logf("\ncalls %d\nkills %d\ncalls of those killed %d\ntake-overs %d\nthe dialplan took, as nobody had the entry %d\n"+
		"failed otherwise %d\nended twice %d\nkeys of %d that nobody heard %d\ntime until others went on: median %v, longest %v",
		placed, len(takings), had, taken, fallen, failed-fallen, twice, 2*chaosMenus, unheard, takings[len(takings)/2], takings[len(takings)-1])
	if failed > fallen || hungUp > 0 {
		t.Errorf("%d calls failed, and %d got nowhere; %d fell to the dialplan", failed, hungUp, fallen)
	}
	stored, err := tm.client.Recordings.ListStored(t.Context())
	if err != nil || len(stored) > chaosOthers {
		t.Errorf("%d recordings of %d calls that record, %v", len(stored), chaosOthers, err)
	}
}

// Law: as TestTeamWithoutNATS, for as long as an administrator may take.
func TestChaosWithoutNATS(t *testing.T) { withoutNATS(t, 150*time.Second) }
