//go:build linux && asterisk

package asterisk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ariapp/ariapp/test/asterisk/sip"
)

const (
	// fallback is what the dialplan runs when nobody takes a call.
	fallback = " Playback"
	// restarted is how long a call may outlive the order to restart Asterisk.
	restarted = 15 * time.Second
)

// line is the calls of one test, each by its own caller.
type line struct {
	t    *testing.T
	w    *watcher
	from string // the beginning of the callers' numbers
	runs map[string]*sip.Run
}

func newLine(t *testing.T, w *watcher, from string) *line {
	return &line{t: t, w: w, from: from, runs: map[string]*sip.Run{}}
}

// ring begins a call and returns the caller's number.
func (l *line) ring(to string, script ...sip.Step) string {
	l.t.Helper()
	from := fmt.Sprintf("%s%d", l.from, len(l.runs))
	l.ringFrom(from, to, script...)
	return from
}

// ringFrom begins a call of a caller's.
func (l *line) ringFrom(from, to string, script ...sip.Step) {
	l.t.Helper()
	run, err := phone().Start(l.t.Context(), sip.Call{To: to, From: from, Script: script}, sip.Load{})
	if err != nil {
		l.t.Fatal(err)
	}
	l.runs[from] = run
}

// tells waits for a call's end, and compares what the caller did and saw.
func (l *line) tells(from string, parts ...any) {
	l.t.Helper()
	if _, err := l.runs[from].Wait(); err != nil {
		l.t.Errorf("the call of %s: %v", from, err)
	}
	if diff := cmp.Diff(told(parts...), l.w.ended(l.t, from)); diff != "" {
		l.t.Errorf("the story of %s: -want +got:\n%s", from, diff)
	}
}

// tellsInTheEnd is tells of a call that came while nobody served. By the first fact the dialplan has tried twice at least
// until a daemon was there; a machine that takes more than a second to begin one has it try again.
func (l *line) tellsInTheEnd(from string, parts ...any) {
	l.t.Helper()
	if _, err := l.runs[from].Wait(); err != nil {
		l.t.Errorf("the call of %s: %v", from, err)
	}
	want, story, tries := told(parts...), l.w.ended(l.t, from), 0
	for tries < len(story) && story[tries] == want[0] {
		tries++
	}
	if diff := cmp.Diff(want[1:], story[tries:]); tries < 2 || diff != "" {
		l.t.Errorf("the story of %s, behind %d tries: -want +got:\n%s", from, tries, diff)
	}
}

// Law: callers of a daemon that was killed in the middle of their menus, and of
// whom the next one knows nothing, as it has another folder, are adopted by it:
// what they heard ends, their flow begins anew, their keys work. A call that
// comes in between is taken by a further try of the dialplan.
func TestKilledDaemonsCallersAreAdopted(t *testing.T) {
	first, w := start(t, shipped(t, nil)), watch(t)
	l := newLine(t, w, "851")
	menu := l.ring("200", sip.Answered(), sip.Pause(8*time.Second), sip.Press("0"), sip.ExpectByeWithin(dialled))
	collect := l.ring("201", sip.Answered(), sip.Pause(6*time.Second), sip.Press("1234#"),
		sip.Pause(beat), sip.Hangup())
	w.await(t, menu, greeting, 1)
	w.await(t, collect, "hears vm-enter-num-to-call", 1)
	first.kill(t)
	between := l.ring("200", sip.Answered(), sip.Pause(beat), sip.Press("31"), sip.ExpectByeWithin(dialled))
	w.await(t, between, "callers/200 Stasis", 1)
	second := start(t, shipped(t, nil))
	w.await(t, menu, greeting, 2)
	l.tells(menu, "callers/200 Stasis", "answered", greeting, greeting, sentTo("operator"))
	l.tells(collect, "callers/201 Stasis", "answered", "hears vm-enter-num-to-call",
		"hears vm-enter-num-to-call", "hears you-entered", gone)
	l.tellsInTheEnd(between, "callers/200 Stasis", "answered", greeting,
		"hears vm-press", sentTo("accounting"))
	second.awaitIdle(t, 3)
	second.awaitLogged(t, "an orphan was found", 2)
}

// Law: with `orphans: continue` such callers go to the dialplan's fallback.
func TestKilledDaemonsCallersGoToTheDialplan(t *testing.T) {
	first, w := start(t, shipped(t, nil)), watch(t)
	l := newLine(t, w, "852")
	caller := l.ring("200", sip.Answered(), sip.Pause(beat), sip.ExpectByeWithin(dialled))
	w.await(t, caller, greeting, 1)
	first.kill(t)
	second := start(t, shipped(t, map[string]string{"orphans: adopt": "orphans: continue"}))
	l.tells(caller, "callers/200 Stasis", "answered", greeting, "callers/200"+fallback, "ended 16")
	second.awaitIdle(t, 1)
}

// Law: without a daemon the dialplan tries six times and then apologises.
func TestNobodyServes(t *testing.T) {
	w := watch(t)
	l := newLine(t, w, "853")
	caller := l.ring("200", sip.AnsweredWithin(awaitTimeout), sip.Pause(time.Second), sip.ExpectByeWithin(dialled))
	l.tells(caller, append(slices.Repeat([]any{"callers/200 Stasis"}, 6), "callers/200"+fallback, "answered",
		"ended 16")...)
}

// Law: a daemon that is told to end, with `at_stop: dialplan`, takes no further
// call, lets calls come to their own end, hands the rest to the dialplan's
// fallback, and ends with 0.
func TestStoppedDaemonHandsBack(t *testing.T) {
	d, w := start(t, shipped(t, map[string]string{"at_stop: keep ": "at_stop: dialplan ",
		"drain_timeout: 30s": "drain_timeout: 6s"})), watch(t)
	l := newLine(t, w, "854")
	through := l.ring("200", sip.Answered(), sip.Pause(4*time.Second), sip.Press("0"),
		sip.ExpectByeWithin(dialled))
	stays := l.ring("200", sip.Answered(), sip.Pause(4*time.Second), sip.ExpectByeWithin(dialled))
	early := l.ring("299", sip.Refused(404))
	w.await(t, through, greeting, 1)
	w.await(t, stays, greeting, 1)
	w.await(t, early, "hears feature-not-avail-line", 1)
	d.terminate(t)
	d.awaitLogged(t, "msg=draining", 1)
	late := l.ring("200", sip.Answered(), sip.ExpectByeWithin(dialled))
	l.tells(late, "callers/200 Stasis", "callers/200"+fallback, "answered", "ended 16")
	l.tells(through, "callers/200 Stasis", "answered", greeting, sentTo("operator"))
	l.tells(stays, "callers/200 Stasis", "answered", greeting, "callers/200"+fallback, "ended 16")
	l.tells(early, "callers/299 Stasis", "hears feature-not-avail-line", "ended 1")
	d.awaitStopped(t)
	d.awaitIdle(t, 4)
}

// Law: a daemon that is told to end leaves its callers to the next one, at once, and ends with 0: what they hear goes on
// meanwhile, the next one has them hear their step again. Who comes in between is taken by a further try of the dialplan.
func TestStoppedDaemonsCallersGoOn(t *testing.T) {
	data, file := t.TempDir(), shipped(t, nil)
	first, w := startOn(t, data, file), watch(t)
	l := newLine(t, w, "848")
	menu := l.ring("200", sip.Answered(), sip.Pause(9*time.Second), sip.Press("0"), sip.ExpectByeWithin(dialled))
	collect := l.ring("201", sip.Answered(), sip.Pause(8*time.Second), sip.Press("1234#"), sip.Pause(beat), sip.Hangup())
	w.await(t, menu, greeting, 1)
	w.await(t, collect, "hears vm-enter-num-to-call", 1)
	begun := time.Now()
	first.terminate(t)
	first.awaitStopped(t)
	if took := time.Since(begun); took > 5*time.Second {
		t.Errorf("it ended after %v", took)
	}
	first.awaitLogged(t, `msg="a call goes on in another process"`, 2)
	between := l.ring("200", sip.Answered(), sip.Pause(beat), sip.Press("31"), sip.ExpectByeWithin(dialled))
	w.await(t, between, "callers/200 Stasis", 1)
	second := startOn(t, data, file)
	l.tells(menu, "callers/200 Stasis", "answered", greeting, greeting, sentTo("operator"))
	l.tells(collect, "callers/201 Stasis", "answered", "hears vm-enter-num-to-call",
		"hears vm-enter-num-to-call", "hears you-entered", gone)
	l.tellsInTheEnd(between, "callers/200 Stasis", "answered", greeting, "hears vm-press", sentTo("accounting"))
	second.awaitIdle(t, 3)
	second.neverLogged(t, "an orphan was found")
	if ends := len(first.ends()); ends != 0 {
		t.Errorf("%d calls ended with the first daemon", ends)
	}
}

// neverLogged looks for what must not stand in the log.
func (d *daemon) neverLogged(t *testing.T, text string) {
	t.Helper()
	if strings.Contains(d.logged(), text) {
		t.Errorf("the log has %q", text)
	}
}

// Law: a cut connection ends no call. Its menu goes on, a hangup meanwhile is
// caught up, the end of a prompt that nobody told of is noticed.
func TestCutConnection(t *testing.T) {
	p := between(t)
	d, w := start(t, shipped(t, map[string]string{"url: " + shippedURL: "url: " + p.url()})), watch(t)
	l := newLine(t, w, "855")
	goesOn := l.ring("200", sip.Answered(), sip.Pause(20*time.Second), sip.Press("0"),
		sip.ExpectByeWithin(dialled))
	hangsUp := l.ring("200", sip.Answered(), sip.Pause(5*time.Second), sip.Hangup())
	silent := l.ring("201", sip.Answered(), sip.Pause(20*time.Second), sip.Hangup())
	for from, prompt := range map[string]string{
		goesOn: greeting, hangsUp: greeting, silent: "hears vm-enter-num-to-call",
	} {
		w.await(t, from, prompt, 1)
	}
	p.hold()
	w.await(t, hangsUp, "ended ", 1)
	w.await(t, silent, "heard done", 1)
	p.letGo()
	d.awaitLogged(t, "connected again", 1)
	d.awaitLogged(t, "has ended unnoticed", 1)
	l.tells(hangsUp, "callers/200 Stasis", "answered", greeting, gone)
	l.tells(goesOn, "callers/200 Stasis", "answered", greeting, sentTo("operator"))
	l.tells(silent, "callers/201 Stasis", "answered",
		"hears vm-enter-num-to-call", "hears vm-enter-num-to-call", gone)
	d.awaitIdle(t, 3)
	if strings.Contains(d.logged(), "an orphan was found") {
		t.Error("a call was taken for an orphan")
	}
}

// Law: a connection that is cut again and again, at whatever moment, ends no call.
func TestConnectionIsCutAgainAndAgain(t *testing.T) {
	p := between(t)
	d, w := start(t, shipped(t, map[string]string{"url: " + shippedURL: "url: " + p.url()})), watch(t)
	l := newLine(t, w, "856")
	caller := l.ring("200", sip.Answered(), sip.Pause(8*time.Second), sip.Press("234"),
		sip.ExpectByeWithin(dialled))
	w.await(t, caller, greeting, 1)
	for times := range 4 {
		p.cut()
		d.awaitLogged(t, "connected again", times+1)
	}
	l.tells(caller, "callers/200 Stasis", "answered", greeting, sentTo("234"))
	d.awaitIdle(t, 1)
}

// Law: when Asterisk is restarted each call ends once, and the next one works.
func TestRestartedAsterisk(t *testing.T) {
	d, w := start(t, shipped(t, nil)), watch(t)
	l := newLine(t, w, "857")
	menu := l.ring("200", sip.Answered(), sip.ExpectByeWithin(restarted))
	collect := l.ring("201", sip.Answered(), sip.ExpectByeWithin(restarted))
	w.await(t, menu, greeting, 1)
	w.await(t, collect, "hears vm-enter-num-to-call", 1)
	if err := machine.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	d.awaitLogged(t, "connected again", 1)
	d.awaitIdle(t, 2)
	for _, from := range []string{menu, collect} {
		if _, err := l.runs[from].Wait(); err != nil {
			t.Errorf("the call of %s: %v", from, err)
		}
	}
	d.servesAgain(t, "858")
	d.awaitIdle(t, 3)
}

// Law: the same when Asterisk dies and can tell nobody.
func TestCrashedAsterisk(t *testing.T) {
	d, w := start(t, shipped(t, nil)), watch(t)
	ctx, giveUp := context.WithCancel(t.Context())
	defer giveUp()
	run, err := phone().Start(ctx, sip.Call{To: "200", From: "8590", Script: sip.Script{
		sip.Answered(), sip.ExpectByeWithin(time.Minute),
	}}, sip.Load{})
	if err != nil {
		t.Fatal(err)
	}
	w.await(t, "8590", greeting, 1)
	status, err := machine.Status()
	if err != nil || !status.Running {
		t.Fatal(status, err)
	}
	if err := syscall.Kill(status.Pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	d.awaitLogged(t, "Asterisk is not connected", 2)
	if _, err := machine.Up(t.Context()); err != nil {
		t.Fatal(err)
	}
	d.awaitLogged(t, "connected again", 1)
	d.awaitLogged(t, "has ended unnoticed", 1)
	d.awaitIdle(t, 1)
	giveUp() // nobody has told the caller
	if _, err := run.Wait(); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	d.servesAgain(t, "858")
	d.awaitIdle(t, 2)
}

// servesAgain makes one more call, from beginning to end.
func (d *daemon) servesAgain(t *testing.T, from string) {
	t.Helper()
	l := newLine(t, watch(t), from)
	caller := l.ring("200", sip.Answered(), sip.Pause(beat), sip.Press("234"), sip.ExpectByeWithin(dialled))
	l.tells(caller, "callers/200 Stasis", "answered", greeting, sentTo("234"))
}
