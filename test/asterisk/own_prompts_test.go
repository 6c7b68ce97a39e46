//go:build linux && asterisk

package asterisk

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ariapp/ariapp/test/asterisk/hearing"
	"github.com/ariapp/ariapp/test/asterisk/sip"
)

const (
	// tuneLength is how long a tune is, noteLength how long one note of it.
	tuneLength = 1500 * time.Millisecond
	noteLength = 100 * time.Millisecond
	// stays is how long the caller of a version that is replaced stays.
	stays = 10 * time.Second
)

// tune is a sound of its own for each number, at any rate: notes of two tones
// each, well within what a telephone carries.
func tune(number uint64, rate int) []int16 {
	random := rand.New(rand.NewPCG(number, 0))
	samples := make([]int16, int(tuneLength.Seconds()*float64(rate)))
	note := int(noteLength.Seconds() * float64(rate))
	for begin := 0; begin < len(samples); begin += note {
		low, high := 300+600*random.Float64(), 1000+1000*random.Float64()
		for i := range note {
			at := float64(i) / float64(rate)
			// It swells and fades, for no click is the same at two rates.
			level := 6000 * math.Sin(math.Pi*at/noteLength.Seconds())
			samples[begin+i] = int16(level * (math.Sin(2*math.Pi*low*at) + math.Sin(2*math.Pi*high*at)) / 2)
		}
	}
	return samples
}

// writeTune writes a tune as a file of the format that its name says, not by
// the daemon's own code.
func writeTune(t *testing.T, path string, number uint64) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	rate := map[string]int{".wav": 44_100, ".mp3": 44_100}[filepath.Ext(path)]
	args := []string{"-v", "error", "-y", "-f", "s16le", "-ar", "8000", "-ac", "1", "-i", "-"}
	if rate == 0 {
		rate = hearing.Rate
	} else {
		args[6] = fmt.Sprint(rate)
	}
	if filepath.Ext(path) == ".wav" {
		args = append(args, "-ac", "2")
	}
	args = append(append(args, formatOf(path)...), path)
	if _, err := pipe(bytesOf(tune(number, rate)), "ffmpeg", args...); err != nil {
		t.Fatal(err)
	}
}

// tunes are a folder of prompts in all formats and languages, and what they are.
func tunes(t *testing.T, folder string) house {
	t.Helper()
	h := house{folder: folder, extra: map[string][]int16{}}
	for i, file := range []string{
		"en/all.wav", "pt/all.ulaw", "pt-BR/all.alaw", "en/two.sln", "pt/two.mp3", "en/one.ulaw", "menu/jingle.wav",
	} {
		writeTune(t, filepath.Join(folder, file), uint64(i))
		h.extra[ownPrefix+strings.TrimSuffix(file, filepath.Ext(file))] = tune(uint64(i), hearing.Rate)
	}
	return h
}

const ownFile = `
app: {name: "${env.RIG_APP}"}
asterisk: {url: "${env.RIG_URL}", username: "${env.RIG_USER}", password: "${env.RIG_PASSWORD}"}
server: {listen: none}
prompts: {folder: prompts, listen: 127.0.0.1:0}
numbers:
  "7100": {flow: main, language: en}
  "7101": {flow: main, language: pt}
  "7102": {flow: main, language: pt-BR}
  "7103": {flow: main, language: fr}
  "7104": {flow: stays, language: en}
  "7105": {flow: stopped, language: pt}
  "7106": {flow: short, language: en}
flows:
  main: [{play: [all, two, one, menu/jingle, beep]}, hangup]
  stays:
    - play: all
    - menu: {choices: {1: {play: all}}, first_timeout: 30s}
    - hangup
  stopped:
    - menu: {prompt: all, choices: {1: {play: two}}}
    - hangup
  short: [{play: [all, beep]}, hangup]
`

// writeFile writes a file and returns its path.
func writeFile(t *testing.T, text string, path ...string) string {
	t.Helper()
	name := filepath.Join(path...)
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// Law: callers hear prompts of one's own, of every format, whole and as they
// are, in their language, its parent's or the default one; a key stops them.
func TestOwnPrompts(t *testing.T) {
	dir := t.TempDir()
	h := tunes(t, filepath.Join(dir, "prompts"))
	d := start(t, writeFile(t, ownFile, dir, "ivr.yaml"))
	d.hearAll(t, h.ear(), []hears{
		{"the default language", "7100", nil, []string{"own/en/all", "own/en/two", "own/en/one", "own/menu/jingle", "en/beep"}},
		{"a language", "7101", nil, []string{"own/pt/all", "own/pt/two", "own/en/one", "own/menu/jingle", "en/beep"}},
		{"a region", "7102", nil, []string{"own/pt-BR/all", "own/pt/two", "own/en/one", "own/menu/jingle", "en/beep"}},
		{"a language without prompts", "7103", nil, []string{"own/en/all", "own/en/two", "own/en/one", "own/menu/jingle", "fr/beep"}},
		{"a key", "7105", []string{"1"}, []string{"own/pt/all", "own/pt/two"}},
	})
}

// Law: a prompt that is changed is heard by the calls that come after the
// reload; one under way hears the one that was there when it came.
func TestChangedPrompt(t *testing.T) {
	dir := t.TempDir()
	h := tunes(t, filepath.Join(dir, "prompts"))
	d := start(t, writeFile(t, ownFile, dir, "ivr.yaml"), "--watch=false")
	const fresh = 99
	h.extra["own/fresh"] = tune(fresh, hearing.Rate)
	run, err := phone().Start(t.Context(), sip.Call{To: "7104", From: "8602", Listen: true, Script: sip.Script{
		sip.Answered(), sip.Pause(stays), sip.Press("1"), sip.ExpectByeWithin(dialled),
	}}, sip.Load{})
	if err != nil {
		t.Fatal(err)
	}
	d.awaitFor(t, "the call", func() bool {
		application, err := d.client.Applications.Get(t.Context(), lab.App)
		return err == nil && len(application.ChannelIDs) == 1
	})
	writeTune(t, filepath.Join(dir, "prompts", "en", "all.wav"), fresh)
	d.signal(t, syscall.SIGHUP)
	d.awaitLogged(t, `msg="the configuration was reloaded"`, 1)
	heard := listen(t, "7106")
	d.awaitFor(t, "the end of the second call", func() bool { return len(d.ends()) > 0 }) // the telephone hears of it before
	if len(d.ends()) != 1 {
		t.Errorf("%d calls have ended; the first one is to stay meanwhile", len(d.ends()))
	}
	h.ear().Expect(t, heard, []string{"own/fresh", "en/beep"})
	result, err := run.Wait()
	if err != nil {
		t.Error(err)
	}
	h.ear().Expect(t, result.Heard, []string{"own/en/all", "own/en/all"})
	d.awaitIdle(t, 2)
}

// Law: a prompt that Asterisk cannot fetch costs the call nothing but the prompt.
func TestUnreachablePrompt(t *testing.T) {
	dir := t.TempDir()
	h := tunes(t, filepath.Join(dir, "prompts"))
	text := strings.ReplaceAll(ownFile, "listen: 127.0.0.1:0}", "listen: 127.0.0.1:0, url: 'http://"+freeAddress(t)+"'}")
	d := start(t, writeFile(t, text, dir, "ivr.yaml"))
	d.hearAll(t, h.ear(), []hears{{"a call", "7106", nil, in("en", "beep")}})
}

// speaker is a program that speaks as espeak-ng does, and counts.
const speaker = `#!/bin/sh
echo "$1" >> "$2"
exec espeak-ng -v "$1" --stdin --stdout
`

const textFile = `
app: {name: "${env.RIG_APP}"}
asterisk: {url: "${env.RIG_URL}", username: "${env.RIG_USER}", password: "${env.RIG_PASSWORD}"}
server: {listen: 127.0.0.1:0}
prompts:
  speech:
    program: [SPEAKER, "{voice}", COUNT]
    voices: {en: en-gb, de: de}
numbers:
  "7110": {flow: main, language: en}
  "7111": {flow: main, language: de}
flows:
  main:
    - say: {text: {en: Good day. This is the office of the house., de: Guten Tag. Hier ist das Büro des Hauses.}}
    - play: [beep, "text:One and two are three."]
    - hangup
`

// soonHeard is how long after the answer's delay the first sound may come.
const soonHeard = 1200 * time.Millisecond

// Law: a text is spoken once, when the file is loaded; callers hear it whole
// and at once, and neither a call nor the next start speaks it anew.
func TestSpokenTexts(t *testing.T) {
	dir, data := t.TempDir(), t.TempDir()
	count := filepath.Join(dir, "count")
	program := writeFile(t, speaker, dir, "speaker")
	if err := os.Chmod(program, 0o700); err != nil {
		t.Fatal(err)
	}
	file := writeFile(t, strings.NewReplacer("SPEAKER", program, "COUNT", count).Replace(textFile), dir, "ivr.yaml")
	d := startOn(t, data, file)
	spoken, kept := readLines(t, count), listing(t, data)
	if len(spoken) < 3 {
		t.Fatalf("spoken were %v; want three texts at least", spoken)
	}
	h := house{voices: map[string]string{"en": "en-gb", "de": "de"}}
	d.hearAll(t, h.ear(), []hears{
		{"English", "7110", nil, []string{"text/en/Good day. This is the office of the house.", "en/beep", "text/en/One and two are three."}},
		{"German", "7111", nil, []string{"text/de/Guten Tag. Hier ist das Büro des Hauses.", "en/beep", "text/en/One and two are three."}},
	})
	t.Run("at once", func(t *testing.T) {
		begins, stays := "text/en/Good day. This is the office of the house.", 2*time.Second
		audio := listenTo(t, sip.Call{To: "7110", From: "8610", Script: sip.Script{
			sip.Answered(), sip.Pause(stays), sip.Hangup(),
		}})
		heard := h.ear().Expect(t, audio, []string{begins + hearing.Cut})
		if len(heard) == 1 && heard[0].Length < stays-answerDelay-soonHeard {
			t.Errorf("of the first %v only %v had sound", stays, heard[0].Length)
		}
	})
	d.awaitIdle(t, 3)
	d.terminate(t)
	d.awaitStopped(t)
	second := startOn(t, data, file)
	second.hearAll(t, h.ear(), []hears{{"after a restart", "7111", nil, []string{
		"text/de/Guten Tag. Hier ist das Büro des Hauses.", "en/beep", "text/en/One and two are three."}}})
	if diff := cmp.Diff(spoken, readLines(t, count)); diff != "" {
		t.Errorf("more was spoken after the load:\n%s", diff)
	}
	if diff := cmp.Diff(kept, listing(t, data)); diff != "" {
		t.Errorf("calls changed what is kept:\n%s", diff)
	}
}

// answerDelay is the default of app.answer_delay.
const answerDelay = 500 * time.Millisecond

func readLines(t *testing.T, path string) []string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(string(text)), "\n")
}

// listing names the sounds that are kept in a data folder.
func listing(t *testing.T, data string) []string {
	t.Helper()
	var names []string
	err := filepath.WalkDir(filepath.Join(data, "prompts"), func(path string, entry os.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			names = append(names, filepath.Base(path))
		}
		return err
	})
	if err != nil || len(names) == 0 {
		t.Fatalf("%s keeps %d sounds, %v", data, len(names), err)
	}
	return names
}

// signal sends the daemon's process a signal.
func (d *daemon) signal(t *testing.T, what os.Signal) {
	t.Helper()
	if err := d.cmd.Process.Signal(what); err != nil {
		t.Fatal(err)
	}
}
