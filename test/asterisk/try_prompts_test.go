//go:build linux && asterisk

package asterisk

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/test/asterisk/sip"
)

const tryFile = `
app: {name: "${env.RIG_APP}"}
asterisk: {url: "${env.RIG_URL}", username: "${env.RIG_USER}", password: "${env.RIG_PASSWORD}"}
server: {listen: ADDRESS}
prompts: {folder: prompts}
numbers: {"7800": main}
flows: {main: [{play: [all, beep]}, hangup]}
`

// Law: who is called by `prompts play` hears the prompts, one's own out of the
// running daemon and Asterisk's, in the language that is asked for, and is hung up.
func TestPromptsPlay(t *testing.T) {
	dir, address := t.TempDir(), freeAddress(t)
	h := tunes(t, filepath.Join(dir, "prompts"))
	file := writeFile(t, strings.ReplaceAll(tryFile, "ADDRESS", address), dir, "ivr.yaml")
	d := start(t, file)
	phone, err := sip.Answer()
	if err != nil {
		t.Fatal(err)
	}
	does(t, "", "prompts", "-c", file, "play", "all", "number:21", "beep", "--language", "fr",
		"--endpoint", "PJSIP/trunk/"+phone.URI())
	ctx, cancel := context.WithTimeout(t.Context(), awaitTimeout)
	defer cancel()
	if err := phone.Ended(ctx); err != nil {
		t.Error(err)
	}
	want := append([]string{"own/en/all"}, spelled(t, "fr", "number:21")...)
	h.ear().Expect(t, phone.Close(), append(want, "fr/beep"))
	d.awaitIdle(t, 0)
}

// Law: `prompts play` says why nobody heard anything.
func TestPromptsPlayFails(t *testing.T) {
	dir := t.TempDir()
	tunes(t, filepath.Join(dir, "prompts"))
	file := writeFile(t, strings.ReplaceAll(tryFile, "ADDRESS", freeAddress(t)), dir, "ivr.yaml")
	for _, c := range []struct {
		name, says string
		args       []string
	}{
		{"a sound that is nowhere", "Asterisk could not play it", []string{"nowhere", "--endpoint", "Local/9904@callers"}},
		{"no such extension", "calling Local/9904@nowhere", []string{"beep", "--endpoint", "Local/9904@nowhere"}},
		{"busy", "the telephone was not answered", []string{"beep", "--endpoint", "Local/9906@callers"}},
		{"no endpoint", "--endpoint is missing", []string{"beep"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			began := time.Now()
			_, stderr, code := runBinary(t, append([]string{"prompts", "-c", file, "play"}, c.args...)...)
			if code == 0 || !strings.Contains(stderr, c.says) {
				t.Errorf("exit code %d, %q; want %q", code, stderr, c.says)
			}
			if took := time.Since(began); took > awaitTimeout {
				t.Errorf("it took %v", took)
			}
		})
	}
	awaitNoChannel(t, client(t))
}

// awaitNoChannel waits until Asterisk is empty.
func awaitNoChannel(t *testing.T, c *ari.Client) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), awaitTimeout)
	defer cancel()
	tick := time.NewTicker(awaitTick)
	defer tick.Stop()
	for {
		channels, err := c.Channels.List(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if len(channels) == 0 {
			return
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatalf("%d channels are left", len(channels))
		}
	}
}

const lackingFile = `app: {name: "${env.RIG_APP}"}
asterisk: {name: lab, url: "${env.RIG_URL}", username: "${env.RIG_USER}", password: "${env.RIG_PASSWORD}"}
prompts: {folder: prompts}
numbers:
  "7900": {flow: main, language: en}
  "7901": {flow: main, language: de}
flows:
  main:
    - play: [all, beep]
    - play: bep
    - say: {number: 21}
    - menu:
        prompt: [beep, menu/jingle, menu/jingel]
        choices: {1: hangup}
    - hangup
`

// Law: `check --asterisk` finds, at its place, every prompt that neither the
// folder nor the Asterisk has in a language of the file; without a fault it
// finds nothing.
func TestCheckOfSounds(t *testing.T) {
	dir := t.TempDir()
	for i, name := range []string{"en/all.wav", "de/all.wav", "ru/all.wav", "menu/jingle.wav"} {
		writeTune(t, filepath.Join(dir, "prompts", name), uint64(i))
	}
	file := writeFile(t, lackingFile, dir, "ivr.yaml")
	stdout, stderr, code := runBinary(t, "check", "--asterisk", file)
	if code != 0 {
		t.Errorf("exit code %d: %s", code, stderr)
	}
	var got []string
	for line := range strings.Lines(stdout) {
		if at, is := strings.CutPrefix(line, file+":"); is {
			got = append(got, strings.TrimSpace(at))
		}
	}
	want := []string{
		`13:37: warning: there is no prompt menu/jingel, neither of your own nor among Asterisk's sounds; ` +
			`did you mean "menu/jingle"? [missing-prompt]`,
		`9:19: warning: the Asterisk "lab" has no beep in de [missing-sound]`,
		`10:13: warning: the Asterisk "lab" has no bep in en [missing-sound]`,
		`10:13: warning: the Asterisk "lab" has no bep in de [missing-sound]`,
		`11:21: warning: the Asterisk "lab" has no digits/20, digits/1 in de [missing-sound]`,
		`13:18: warning: the Asterisk "lab" has no beep in de [missing-sound]`,
		`13:37: warning: the Asterisk "lab" has no menu/jingel in en [missing-sound]`,
		`13:37: warning: the Asterisk "lab" has no menu/jingel in de [missing-sound]`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	right := strings.NewReplacer(", menu/jingel", "", "    - play: bep\n", "", "language: de", "language: ru").Replace(lackingFile)
	stdout, stderr, code = runBinary(t, "check", "--asterisk", writeFile(t, right, dir, "right.yaml"))
	if code != 0 || stdout != "" {
		t.Errorf("the right file: exit code %d, %q, %q", code, stdout, stderr)
	}
}
