package world

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/internal/audio"
)

// own is a file whose prompts are its own, spoken by the test's program with one voice a language.
func own(folder, flow string) string {
	return least[strings.Index(least, "asterisk"):] + "numbers: {_.: main}\nprompts:\n  folder: prompts\n" +
		fmt.Sprintf("  speech: {program: [%q, speak, '{voice}', '{text}'], voices: {en: %q, de: %q}}\n", os.Args[0],
			filepath.Join(folder, "en.txt"), filepath.Join(folder, "de.txt")) + "flows: {main: [" + flow + "]}\n"
}

// Law: a bare name is the folder's own, in the caller's language where it has
// one, else Asterisk's; the address is where Asterisk reaches the daemon.
func TestPromptsOfOnesOwn(t *testing.T) {
	s := newSite(t, map[string]string{"ivr.yaml": least + "prompts: {folder: prompts, prefix: acme/}\n",
		"prompts/en/welcome.wav": string(beep(1)), "prompts/de/welcome.wav": string(beep(2)), "prompts/jingle.wav": string(beep(3))})
	w := s.opened()
	if got := heard(t, w, "en", "welcome"); got != "sound:acme/welcome" {
		t.Errorf("before Prepare: %s", got)
	}
	if findings, err := s.prepare(w, nil); err != nil || len(findings) > 0 {
		t.Fatal(findings, err)
	}
	for _, c := range [][3]string{
		{"en", "welcome", "sound:http://10.0.0.5:8089/prompts/en/welcome-"}, {"de", "welcome", "sound:http://10.0.0.5:8089/prompts/de/welcome-"},
		{"fr", "welcome", "sound:http://10.0.0.5:8089/prompts/en/welcome-"}, {"fr", "jingle", "sound:http://10.0.0.5:8089/prompts/jingle-"},
		{"en", "beep", "sound:acme/beep"}, {"en", "sound:welcome", "sound:welcome"},
	} {
		if got := heard(t, w, c[0], c[1]); !strings.HasPrefix(got, c[2]) {
			t.Errorf("%s in %s: %s, want %s", c[1], c[0], got, c[2])
		}
	}
	// The next version does not read again what has the same size and time: not even if it is another sound.
	path := filepath.Join(s.folder, "prompts", "en", "welcome.wav")
	before, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	s.write("prompts/en/welcome.wav", string(beep(9)))
	if err := os.Chtimes(path, before.ModTime(), before.ModTime()); err != nil {
		t.Fatal(err)
	}
	for _, previous := range []*World{w, nil} {
		next := s.opened()
		if findings, err := s.prepare(next, previous); err != nil || len(findings) > 0 {
			t.Fatal(findings, err)
		}
		if same := heard(t, w, "en", "welcome") == heard(t, next, "en", "welcome"); same != (previous != nil) {
			t.Errorf("with the version before %v the sound is the same: %v", previous != nil, same)
		}
	}
}

// Law: a file that is no sound is a finding that names it, and then nothing is prepared.
func TestABadFileInTheFolder(t *testing.T) {
	s := newSite(t, map[string]string{"ivr.yaml": least + "prompts: {folder: prompts}\n", "prompts/en/good.wav": string(beep(1)),
		"prompts/en/photo.wav": "\xff\xd8\xff\xe0\x00\x10JFIF\x00" + strings.Repeat("x", 2000), "prompts/en/notes.txt": "remember"})
	for name, read := range map[string]func(*World) (string, error){
		"Prepare": func(w *World) (string, error) { f, err := s.prepare(w, nil); return s.short(f), err },
		"ReadPrompts": func(w *World) (string, error) {
			f, err := w.ReadPrompts(context.Background())
			return s.short(f), err
		},
	} {
		w := s.opened()
		said, err := read(w)
		if err != nil || w.Prompts != nil || !strings.Contains(said, "prompts/en/photo.wav: ") || !strings.Contains(said, "JPEG") ||
			!strings.Contains(said, "prompts/en/notes.txt: warning: ") {
			t.Errorf("%s: %v, %s, %v", name, w.Prompts, said, err)
		}
	}
}

// Law: a text that stands in a flow is spoken once for each of its languages,
// when it is prepared; the next version does not speak it again.
func TestTextsAreSpoken(t *testing.T) {
	folder := t.TempDir()
	flow := "{play: 'text:Good day.'}, {play: ['text:Good day.', 'text:Bye.']}, {play: 'text:n${call.from}'}, hangup"
	s := newSite(t, map[string]string{"ivr.yaml": own(folder, flow), "prompts/x.wav": string(beep(1))})
	var previous *World
	for range 2 {
		w := s.opened()
		if findings, err := s.prepare(w, previous); err != nil || len(findings) > 0 {
			t.Fatal(findings, err)
		}
		for _, language := range []string{"en", "fr"} {
			if got := heard(t, w, language, "text:Good day."); !strings.HasPrefix(got, "sound:http://10.0.0.5:8089/prompts/text/") {
				t.Errorf("in %s: %s", language, got)
			}
		}
		if got := heard(t, w, "en", "text:n1"); !strings.Contains(got, "was not rendered") {
			t.Errorf("a text that is computed: %s", got)
		}
		spoken, err := os.ReadFile(filepath.Join(folder, "en.txt"))
		if lines := strings.Count(string(spoken), "\n"); err != nil || lines != 2 {
			t.Errorf("%q was spoken, %v", spoken, err)
		}
		previous = w
	}
}

// Law: a text that nobody can speak is a finding where it stands.
func TestATextThatCannotBeSpoken(t *testing.T) {
	s := newSite(t, map[string]string{"ivr.yaml": own(t.TempDir(), "{play: 'text:refuse this'}, hangup"), "prompts/x.wav": string(beep(1))})
	w := s.opened()
	findings, err := s.prepare(w, nil)
	said := s.short(findings)
	if err != nil || w.Prompts != nil || !strings.HasPrefix(said, "ivr.yaml:6:23: ") || !strings.Contains(said, "no voice for that") {
		t.Errorf("%s, %v", said, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := w.Prepare(ctx, s.program, Serving{BaseURL: "http://h", Cache: t.TempDir()}); !errors.Is(err, context.Canceled) {
		t.Errorf("with an ended context: %v", err)
	}
}

// Law: only who has a folder, or says a text, has prompts of one's own.
func TestHasPrompts(t *testing.T) {
	for yaml, want := range map[string]bool{
		least:                            false,
		least + "prompts: {folder: p}\n": true,
		"asterisk: {password: x}\nnumbers: {_.: main}\nflows: {main: [{play: welcome}]}\n":         false,
		"asterisk: {password: x}\nnumbers: {_.: main}\nflows: {main: [{play: 'text:hello'}]}\n":    true,
		"asterisk: {password: x}\nnumbers: {_.: main}\nflows: {main: [{play: '${call.from}'}]}\n":  false,
		"asterisk: {password: x}\nnumbers: {_.: main}\nflows: {main: [{play: 'number:${1+1}'}]}\n": false,
	} {
		s := newSite(t, map[string]string{"ivr.yaml": yaml})
		if got := HasPrompts(s.config.Prompts, s.program); got != want {
			t.Errorf("%v of\n%s", got, yaml)
		}
	}
	if HasPrompts(newSite(t, map[string]string{"ivr.yaml": least}).config.Prompts, nil) {
		t.Error("without flows there are prompts")
	}
}

// Law: addresses for those who only look are those that the daemon would have.
func TestBase(t *testing.T) {
	for yaml, want := range map[string]string{
		"": "http://127.0.0.1:8089", "server: {listen: none}": "http://127.0.0.1", "prompts: {url: 'http://ivr.example/'}": "http://ivr.example",
		"prompts: {listen: '10.0.0.5:90'}": "http://10.0.0.5:90", "prompts: {listen: '[::]:90'}": "http://127.0.0.1:90",
		"server: {listen: ':8089'}": "http://127.0.0.1:8089", "server: {listen: '0.0.0.0:8089'}": "http://127.0.0.1:8089",
		"server: {listen: '[::1]:90'}": "http://[::1]:90",
	} {
		s := newSite(t, map[string]string{"ivr.yaml": least + yaml + "\n"})
		if got := s.opened().base(); got != want {
			t.Errorf("%s: %s, want %s", yaml, got, want)
		}
	}
}

// Law: a daemon's beginning sweeps the cache of what was long not used; what is
// in use stays, and so does all when a file is read anew.
func TestTheCacheIsSwept(t *testing.T) {
	s := newSite(t, map[string]string{"ivr.yaml": least + "prompts: {folder: prompts}\n", "prompts/welcome.wav": string(beep(1))})
	cache, err := audio.OpenCache(filepath.Join(s.folder, "cache"))
	if err != nil {
		t.Fatal(err)
	}
	forgotten := func() string {
		key := audio.Key("forgotten")
		if err := cache.Put(key, audio.Sound{Samples: make([]int16, 8)}); err != nil {
			t.Fatal(err)
		}
		long := time.Now().Add(-keepUnused - time.Hour)
		if err := os.Chtimes(cache.Path(key), long, long); err != nil {
			t.Fatal(err)
		}
		return cache.Path(key)
	}
	var previous *World
	for _, swept := range []bool{true, false} {
		old, w := forgotten(), s.opened()
		if findings, err := s.prepare(w, previous); err != nil || len(findings) > 0 {
			t.Fatal(findings, err)
		}
		if _, err := os.Stat(old); os.IsNotExist(err) != swept {
			t.Errorf("swept %v: %v", swept, err)
		}
		left, err := filepath.Glob(filepath.Join(s.folder, "cache", "*"))
		if err != nil || len(left) == 0 {
			t.Errorf("what is in use is gone: %v", err)
		}
		previous = w
	}
}

// Law: a cache that cannot be swept is a warning, and no reason not to begin.
func TestACacheThatCannotBeSwept(t *testing.T) {
	s := newSite(t, map[string]string{"ivr.yaml": least + "prompts: {folder: prompts}\n", "prompts/welcome.wav": string(beep(1)),
		"cache/x": ""})
	root, err := os.OpenRoot(filepath.Join(s.folder, "cache"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = root.Close() }()
	deep := strings.Repeat(strings.Repeat("d", 200)+"/", 25) // no path leads there, whoever runs the test
	if err := root.MkdirAll(strings.TrimSuffix(deep, "/"), 0o750); err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	w := s.opened()
	w.log = slog.New(slog.NewTextHandler(&log, nil))
	if findings, err := s.prepare(w, nil); err != nil || len(findings) > 0 || w.Prompts == nil {
		t.Fatal(findings, err)
	}
	if said := log.String(); !strings.Contains(said, "level=WARN") || !strings.Contains(said, "was not removed") {
		t.Errorf("logged was %q", said)
	}
	if got := heard(t, w, "en", "welcome"); !strings.HasPrefix(got, "sound:http://10.0.0.5:8089/prompts/welcome-") {
		t.Error(got)
	}
}
