package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// speaking is a file whose menu says a word, and says it again.
func speaking(word string) string {
	return outer + fmt.Sprintf(`numbers: {"200": main}
flows:
  main:
    - answer
    - menu: {prompt: %[1]s, choices: {1: [{play: %[1]s-one}, hangup], "*": repeat}}
`, word)
}

// settled is after how long a change has been read.
const settled = 3*watchEvery + watchEvery/2

func watching(o *Options) { o.Watch = true }

// A call stays on the version that it began with, however often the file
// changes; the next call has the new one.
func TestACallStaysOnItsVersion(t *testing.T) {
	inHouseAt(t, filepath.Join(t.TempDir(), "ivr.yaml"), speaking("old"), watching, func(h *house) {
		before := h.call("200")
		h.hears(before, "sound:old")
		h.write(speaking("new"))
		time.Sleep(settled)
		h.mustLog("the configuration was reloaded")
		after := h.call("200")
		h.hears(after, "sound:new")
		before.Press("1")
		after.Press("1")
		h.hears(before, "sound:old-one")
		h.hears(after, "sound:new-one")
		h.ends(before, fakeari.EndHangup, 16)
		h.ends(after, fakeari.EndHangup, 16)
	})
}

// A hundred calls are under way while the file changes ten times, good and bad:
// none of them notices.
func TestAReloadDisturbsNoCall(t *testing.T) {
	inHouseAt(t, filepath.Join(t.TempDir(), "ivr.yaml"), speaking("old"), watching, func(h *house) {
		var calls []*fakeari.Call
		for range 100 {
			calls = append(calls, h.call("200"))
		}
		for _, c := range calls {
			h.hears(c, "sound:old")
		}
		for i := range 10 {
			text := speaking(fmt.Sprint("v", i))
			if i%3 == 0 {
				text = text[:len(text)-20]
			}
			h.write(text)
			time.Sleep(3 * watchEvery / 10)
		}
		for _, c := range calls {
			c.Press("1")
		}
		for _, c := range calls {
			h.hears(c, "sound:old-one")
			h.ends(c, fakeari.EndHangup, 16)
		}
	})
}

// What is wrong with a file is told with its place, and the last good one stays;
// when it is mended, that counts.
func TestTheLastGoodFileStays(t *testing.T) {
	good := speaking("good")
	for name, bad := range map[string]string{
		"half-written":     good[:len(good)/2],
		"empty":            "",
		"not YAML":         "flows: [",
		"an unknown step":  strings.Replace(good, "- answer", "- anser", 1),
		"without asterisk": "numbers: {200: main}\nflows: {main: [hangup]}\n",
	} {
		t.Run(name, func(t *testing.T) {
			inHouseAt(t, filepath.Join(t.TempDir(), "ivr.yaml"), good, watching, func(h *house) {
				h.write(bad)
				time.Sleep(2 * settled)
				h.mustLog("the configuration was not reloaded, the last good one stays")
				if n := strings.Count(h.logged(), "was not reloaded"); n != 1 {
					t.Errorf("it was told %d times", n)
				}
				c := h.call("200")
				h.hears(c, "sound:good")
				c.Press("1")
				h.ends(c, fakeari.EndHangup, 16)
				h.write(speaking("mended"))
				time.Sleep(settled)
				c = h.call("200")
				h.hears(c, "sound:mended")
				c.Press("1")
				h.ends(c, fakeari.EndHangup, 16)
			})
		})
	}
}

// A file that is still being written is left alone until it stands still.
func TestAFileStandsStillBeforeItIsRead(t *testing.T) {
	inHouseAt(t, filepath.Join(t.TempDir(), "ivr.yaml"), speaking("old"), watching, func(h *house) {
		text := speaking("new")
		for i := 10; i < len(text); i += len(text) / 8 {
			h.write(text[:i])
			time.Sleep(watchEvery * 9 / 10)
		}
		h.write(text)
		time.Sleep(settled)
		h.mustLog("the configuration was reloaded")
		if strings.Contains(h.logged(), "was not reloaded") {
			t.Errorf("a half-written file was read:\n%s", h.logged())
		}
	})
}

// Files that belong to the configuration are watched too: includes, those that
// a glob finds later, calendars.
func TestFilesBesideAreWatched(t *testing.T) {
	folder := t.TempDir()
	put := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	calendar := "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART;VALUE=DATE:20000101\r\nSUMMARY:%s\r\n" +
		"END:VEVENT\r\nEND:VCALENDAR\r\n"
	put("main.yaml", "flows: {main: [answer, {play: first}, hangup]}\n")
	put("days.ics", fmt.Sprintf(calendar, "one"))
	text := outer + "include: ['main*.yaml']\nnumbers: {200: main}\n" +
		"schedules: {office: {zone: UTC, weekly: {mon-sun: 00:00-24:00}, holidays: {file: days.ics}}}\n"
	inHouseAt(t, filepath.Join(folder, "ivr.yaml"), text, watching, func(h *house) {
		reloads := func() int { return strings.Count(h.logged(), "the configuration was reloaded") }
		for i, change := range []func(){
			func() { put("main.yaml", "flows: {main: [answer, {play: second}, hangup]}\n") },
			func() { put("main2.yaml", "flows: {other: [hangup]}\n") },
			func() { put("days.ics", fmt.Sprintf(calendar, "another")) },
		} {
			change()
			time.Sleep(settled)
			if reloads() != i+1 {
				t.Fatalf("after change %d: %d reloads\n%s", i+1, reloads(), h.logged())
			}
		}
		before := reloads()
		for _, name := range []string{"notes.txt", ".ivr.yaml.swp", "ivr.yaml~"} { // an editor's, and a log
			put(name, "x")
		}
		if err := os.Mkdir(filepath.Join(folder, "data"), 0o750); err != nil { // the daemon's own
			t.Fatal(err)
		}
		time.Sleep(settled)
		if reloads() != before {
			t.Errorf("files of others cause a reload:\n%s", h.logged())
		}
		c := h.call("200")
		h.hears(c, "sound:second")
		h.ends(c, fakeari.EndHangup, 16)
	})
}

// What somebody has reloaded already is not reloaded once more because the file has changed.
func TestAReloadIsNotRepeated(t *testing.T) {
	inHouseAt(t, filepath.Join(t.TempDir(), "ivr.yaml"), speaking("old"), watching, func(h *house) {
		for i := range 3 {
			h.reload(speaking(fmt.Sprint("new", i)))
			time.Sleep(settled)
			if n := strings.Count(h.logged(), "the configuration was reloaded"); n != i+1 {
				t.Errorf("%d reloads after %d changes", n, i+1)
			}
		}
	})
}

// A configuration that is no file is not watched.
func TestATextIsNotWatched(t *testing.T) {
	inHouse(t, speaking("old"), watching, func(h *house) {
		time.Sleep(2 * settled)
		if strings.Contains(h.logged(), "reload") {
			t.Error(h.logged())
		}
	})
}

// What only a restart can change is told.
func TestWhatNeedsARestartIsTold(t *testing.T) {
	inHouseAt(t, filepath.Join(t.TempDir(), "ivr.yaml"), speaking("old"), nil, func(h *house) {
		h.write(strings.Replace(speaking("old"), "drain_timeout: 5s", "drain_timeout: 5s, name: other", 1))
		if _, err := h.app.Reload(context.Background()); err != nil {
			t.Fatal(err)
		}
		h.mustLog("counts only after a restart")
		h.mustLog("app.name")
	})
}

// A configuration that was no file cannot be read anew; nor can an app that does not run.
func TestReloadSaysWhatItCannot(t *testing.T) {
	inHouse(t, speaking("old"), nil, func(h *house) {
		if _, err := h.app.Reload(context.Background()); !errors.Is(err, ErrNoPath) {
			t.Error(err)
		}
	})
	path := filepath.Join(t.TempDir(), "ivr.yaml")
	if err := os.WriteFile(path, []byte(speaking("old")), 0o600); err != nil {
		t.Fatal(err)
	}
	file, _, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	a, err := New(Options{File: file})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Reload(context.Background()); !errors.Is(err, ErrNotRunning) {
		t.Errorf("an app that does not run was reloaded: %v", err)
	}
}
