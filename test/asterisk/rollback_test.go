//go:build linux && asterisk

package asterisk

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/test/asterisk/sip"
)

// outstays is how long a call is in its menu while another version comes into use and whole calls are made.
const outstays = 18 * time.Second

// Law: a rollback is for the calls that come. One that is in its menu meanwhile goes on with the version that it
// began with. What was gone back to is in use after a restart as well.
func TestRollbackUnderACall(t *testing.T) {
	t.Setenv(listenVariable, freeAddress(t))
	data, file := t.TempDir(), writeFile(t, commanded(version(0)), t.TempDir(), "ivr.yaml")
	d, w := startOn(t, data, file, "--watch=false"), watch(t)
	replaceFile(t, file, commanded(version(1)))
	does(t, "", "reload", "-c", file)
	l := newLine(t, w, "870")
	stays := l.ring("7300", sip.Answered(), sip.Pause(outstays), sip.Press("1"), sip.ExpectByeWithin(dialled))
	w.await(t, stays, "hears beep", 1)
	does(t, "version 1 is live\n", "rollback", "-c", file)
	comes := l.ring("7300", sip.Answered(), sip.Pause(beat), sip.Press("1"), sip.ExpectByeWithin(dialled))
	l.tells(comes, storyOf(0)...)
	if story := w.story(stays); slices.ContainsFunc(story, isEnd) {
		t.Errorf("the first call was over before the second: %q", story)
	}
	l.tells(stays, storyOf(1)...)
	d.awaitIdle(t, 2)
	does(t, "live, until the file changes", "versions", file)
	d.terminate(t)
	d.awaitStopped(t)

	second := startOn(t, data, file, "--watch=false")
	again := l.ring("7300", sip.Answered(), sip.Pause(beat), sip.Press("1"), sip.ExpectByeWithin(dialled))
	l.tells(again, storyOf(0)...)
	second.awaitIdle(t, 1)
}

// listenVariable has the address of a daemon that is to be told something: so two runs have the same file.
const listenVariable = "RIG_LISTEN"

// commanded is a file whose daemon can be told something.
func commanded(text string) string {
	return strings.ReplaceAll(text, "listen: 127.0.0.1:0", `listen: "${env.`+listenVariable+`}"`)
}

// storyOf is the story of a call on a version.
func storyOf(number int) []any {
	return []any{"callers/7300 Stasis", "answered", "hears beep", "hears beep",
		"onward/" + versionName(number) + " Playback", "ended 16"}
}

// isEnd tells whether a fact of a story is its last.
func isEnd(fact string) bool { return strings.HasPrefix(fact, "ended ") }
