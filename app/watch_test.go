package app

import (
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// Law: that the file is gone is told once, and the last good one stays.
func TestAFileThatIsGoneIsToldOnce(t *testing.T) {
	inHouseAt(t, filepath.Join(t.TempDir(), "ivr.yaml"), speaking("good"), watching, func(h *house) {
		if err := os.Remove(h.path); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"a.yaml", "b.yaml"} { // a reload is tried again with each
			time.Sleep(settled)
			if err := os.WriteFile(filepath.Join(filepath.Dir(h.path), name), nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		time.Sleep(settled)
		if n := strings.Count(h.logged(), "was not reloaded"); n != 1 {
			t.Errorf("it was told %d times:\n%s", n, h.logged())
		}
		c := h.call("200")
		h.hears(c, "sound:good")
		c.Press("1")
		h.ends(c, fakeari.EndHangup, 16)
	})
}

// retried is after how long a file that was refused has been tried again.
const retried = (retryTicks + 2) * watchEvery

// Law: what was refused is tried again though nothing changes that the version in
// use knows of, and is told once for as long as the same is wrong.
func TestAFileThatNobodyWatchesIsMended(t *testing.T) {
	folder := t.TempDir()
	beside := filepath.Join(folder, "more", "main.yaml")
	inHouseAt(t, filepath.Join(folder, "ivr.yaml"), speaking("good"), watching, func(h *house) {
		put(t, beside, "flows: {main: [answer, {pley: mended}, hangup]}\n")
		h.write(outer + "include: [more/main.yaml]\nnumbers: {\"200\": main}\n")
		time.Sleep(settled + 3*retried)
		for _, once := range []string{"was not reloaded", "a finding in the configuration"} {
			if n := strings.Count(h.logged(), once); n != 1 {
				t.Errorf("%q was told %d times:\n%s", once, n, h.logged())
			}
		}
		put(t, beside, "flows: {main: [answer, {play: mended}, hangup]}\n")
		time.Sleep(retried)
		c := h.call("200")
		h.hears(c, "sound:mended")
		h.ends(c, fakeari.EndHangup, 16)
	})
}

// Law: that the file in use was put back, as old and as long as it was, ends what is said to be wrong.
func TestTheFileInUseIsPutBack(t *testing.T) {
	inHouseAt(t, filepath.Join(t.TempDir(), "ivr.yaml"), speaking("good"), watching, func(h *house) {
		wrong := func(want bool) {
			t.Helper()
			recorder := httptest.NewRecorder()
			h.app.metrics.Handler().ServeHTTP(recorder, httptest.NewRequest("GET", "/metrics", nil))
			said, counted := h.app.status().Reload.Error, strings.Contains(recorder.Body.String(), "ariapp_reload_last_successful 0")
			if (said != "") != want || counted != want {
				t.Errorf("status %q, metrics %v; want something wrong: %v", said, counted, want)
			}
		}
		before, err := os.Stat(h.path)
		if err != nil {
			t.Fatal(err)
		}
		wrong(false)
		h.write("flows: [")
		time.Sleep(settled)
		wrong(true)
		h.write(speaking("good"))
		if err := os.Chtimes(h.path, before.ModTime(), before.ModTime()); err != nil {
			t.Fatal(err)
		}
		time.Sleep(retried)
		wrong(false)
	})
}

// Law: nor are the doubts about a file told again whenever it is refused.
func TestDoubtsAboutARefusedFileAreNotRepeated(t *testing.T) {
	folder := t.TempDir()
	inHouseAt(t, filepath.Join(folder, "ivr.yaml"), speaking("good"), watching, func(h *house) {
		put(t, filepath.Join(folder, "prompts", "photo.wav"), strings.Repeat("no sound", 100))
		h.write(speaking("bad") + "prompts: {url: 'http://x', folder: prompts, speech: {program: [nosuch-speaker, '{text}']}}\n")
		time.Sleep(settled + 3*retried)
		h.mustLog("photo.wav")
		if n := strings.Count(h.logged(), "is not installed here"); n > 1 {
			t.Errorf("it was told %d times:\n%s", n, h.logged())
		}
	})
}
