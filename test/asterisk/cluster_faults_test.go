//go:build linux && asterisk

package asterisk

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/test/asterisk/sip"
)

// waitsLong is a menu in which callers stay until they press 1.
const waitsLong = `- answer
- menu: {prompt: demo-congrats, first_timeout: 5m, attempts: 50, choices: {1: {continue: {context: onward, extension: sales}}}}`

// menus are callers in [waitsLong] who press their key after a while.
func menus(t *testing.T, from string, calls, rate int, stay time.Duration) *sip.Run {
	t.Helper()
	run, err := phone().Start(t.Context(), sip.Call{To: numbered(0), From: from + sip.EachNumber, Script: sip.Script{
		sip.AnsweredWithin(goesOnWithin), sip.Pause(stay), sip.Press("1"), sip.ExpectByeWithin(dialled)}}, sip.Load{Calls: calls, Rate: rate})
	if err != nil {
		t.Fatal(err)
	}
	return run
}

// allServed waits for a run of callers all of whom are to have had what they wanted.
func allServed(t *testing.T, run *sip.Run) {
	t.Helper()
	if _, err := run.Wait(); err != nil {
		t.Error(err)
	}
}

// Law: while calls come in all the time, each of three instances is stopped and started again, and no call fails.
func TestTeamRollingRestart(t *testing.T) {
	const calls, stay = 100, 40 * time.Second
	tm := teamOf(t, sideBySide("", []string{waitsLong}), "n1", "n2", "n3")
	begun, run := time.Now(), menus(t, "894", calls, 5, stay)
	pass(t, 4*time.Second)
	for _, name := range []string{"n1", "n2", "n3"} {
		leaves := time.Now()
		tm.leaves(t, name)
		t.Logf("%s has left after %v; the calls are with %v", name, time.Since(leaves), tm.shares(t))
		tm.begin(t, name)
	}
	if took := time.Since(begun); took > stay { // a key that is pressed while a call changes hands is lost
		t.Errorf("the machine took %v", took)
	}
	allServed(t, run)
	tm.over(t, calls)
}

// Law: while NATS is away calls go on and new ones are served; when it is back, and an instance is killed, all survive that.
func TestTeamWithoutNATS(t *testing.T) { withoutNATS(t, 10*time.Second) }

func withoutNATS(t *testing.T, away time.Duration) {
	t.Helper()
	tm := teamOf(t, sideBySide("", []string{waitsLong}), "n1", "n2", "n3")
	before := menus(t, "8950", 9, 20, away+16*time.Second)
	tm.awaitCalls(t, 9)
	tm.place.close()
	short := menus(t, "8951", 9, 2, 2*time.Second)
	allServed(t, short)
	during := menus(t, "8952", 9, 20, away+16*time.Second)
	pass(t, away-7*time.Second)
	tm.place.open(t)
	tm.awaitAll(t)
	tm.awaitCalls(t, 18)
	shares := tm.shares(t)
	for _, name := range []string{"n1", "n2"} {
		tm.loses(t, name)
	}
	t.Logf("of %v those of n1 and n2 go on after %v", shares, tm.takesOver(t, "n1"))
	tm.takesOver(t, "n2")
	allServed(t, before)
	allServed(t, during)
	tm.over(t, 27)
}

// Law: when Asterisk is restarted each call ends once, all instances come back, one of them has the entry, and new calls are
// shared.
func TestTeamRestartedAsterisk(t *testing.T) {
	tm := teamOf(t, sideBySide("", []string{waitsLong}), "n1", "n2", "n3")
	w := watch(t)
	l := newLine(t, w, "8960")
	for range 9 {
		l.ring(numbered(0), sip.Answered(), sip.ExpectByeWithin(restarted))
	}
	tm.awaitCalls(t, 9)
	if err := machine.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, d := range tm.now {
		d.awaitLogged(t, "connected again", 1)
	}
	for _, run := range l.runs {
		allServed(t, run)
	}
	tm.over(t, 9)
	tm.awaitAll(t)
	run := menus(t, "8961", 9, 20, 4*time.Second)
	tm.awaitCalls(t, 9)
	for name, share := range tm.shares(t) {
		if share < 2 || share > 4 {
			t.Errorf("%s has %d of 9 calls", name, share)
		}
	}
	allServed(t, run)
	tm.over(t, 18)
}

// Law: an instance whose way to Asterisk is cut for five seconds, while callers hang up and others come in, has its calls as
// before, or others have them; nobody is hung up, and each call ends once.
func TestTeamCutFromAsterisk(t *testing.T) {
	tm := newTeam(t, sideBySide("", []string{waitsLong}))
	p := between(t)
	tm.more["n1"] = []string{"RIG_URL=" + p.url()}
	tm.begin(t, "n1", "n2", "n3") // n1 has the entry
	w := watch(t)
	l := newLine(t, w, "8970")
	for range 6 {
		l.ring(numbered(0), sip.Answered(), sip.Pause(4*time.Second), sip.Hangup())
	}
	stay := menus(t, "8971", 9, 20, 16*time.Second)
	tm.awaitCalls(t, 15)
	p.hold()
	late := menus(t, "8972", 6, 3, 10*time.Second)
	pass(t, 5*time.Second)
	p.letGo()
	for _, run := range append(slices.Collect(maps.Values(l.runs)), stay, late) {
		allServed(t, run)
	}
	tm.over(t, 21)
	tm.awaitAll(t)
}

// Law: an instance that is cut off from NATS, but not from Asterisk, loses its calls to the others, without anybody being hung
// up or heard twice; it says nothing more of them, and is a member again when it reaches NATS again.
func TestTeamCutFromNATS(t *testing.T) {
	tm := newTeam(t, sideBySide("", []string{waitsLong}))
	p := inFrontOf(t, strings.TrimPrefix(tm.place.ClientURL(), "nats://"))
	tm.more["n1"] = []string{"TEAM_NATS=" + strings.ReplaceAll(tm.place.ClientURL(), fmt.Sprint(tm.place.port),
		p.url()[len("http://127.0.0.1:"):len(p.url())-len("/ari")])}
	tm.begin(t, "n1")
	tm.begin(t, "n2", "n3")
	stay := menus(t, "8980", 12, 20, 18*time.Second)
	tm.awaitCalls(t, 12)
	had := tm.shares(t)["n1"]
	p.freeze()
	t.Logf("the calls of n1 went on after %v", tm.takesOver(t, "n1"))
	late := menus(t, "8981", 6, 3, 8*time.Second)
	pass(t, 6*time.Second)
	holder, _ := tm.holder(t)
	if holder == "n1" {
		t.Error("n1 has the entry yet")
	}
	p.thaw()
	tm.awaitAll(t)
	allServed(t, stay)
	allServed(t, late)
	tm.over(t, 18)
	if ends := len(tm.now["n1"].ends()); had == 0 || ends > 6 {
		t.Errorf("n1 had %d calls, and has ended %d", had, ends)
	}
}
