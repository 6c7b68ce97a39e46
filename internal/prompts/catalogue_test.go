package prompts

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/internal/audio"
)

// Law: a prompt is found in the caller's language, its parent, the default language, or for all, in this order.
func TestLanguagesFallBack(t *testing.T) {
	catalogue := load(t, newOptions(t, map[string][]byte{
		"pt_BR/welcome.wav": beep(1).WAV(), "pt/welcome.wav": beep(2).WAV(), "en/welcome.wav": beep(3).WAV(),
		"welcome.wav": beep(4).WAV(), "pt/menu/main.ulaw": []byte(strings.Repeat("\xff", 800)), "en/only.sln": beep(5).WAV()[44:],
		"jingle.wav": beep(6).WAV(), "menu/main.wav": beep(7).WAV(), ".hidden/x.wav": nil, ".DS_Store": nil,
	}), nil, "nothing is heard of it")
	for _, c := range []struct{ language, name, want string }{
		{"pt-BR", "welcome", "pt-BR/welcome"}, {"pt_br", "welcome", "pt-BR/welcome"}, {"pt-PT", "welcome", "pt/welcome"},
		{"de", "welcome", "en/welcome"}, {"", "welcome", "en/welcome"}, {"pt-BR", "menu/main", "pt/menu/main"},
		{"de", "menu/main", "menu/main"}, {"pt", "only", "en/only"}, {"xx", "jingle", "jingle"},
		{"en", "none", ""}, {"en", "en/welcome", ""}, {"en", "sound:welcome", ""}, {"en", "", ""},
	} {
		uri, ok := catalogue.Own(c.language, c.name)
		if ok != (c.want != "") || ok && !strings.HasPrefix(uri, "http://house.example:8089/prompts/"+c.want+"-") ||
			ok && len(uri) != len("http://house.example:8089/prompts/"+c.want+"-12345678.wav") {
			t.Errorf("%s in %q is %q", c.name, c.language, uri)
		}
	}
}

// Law: what the folder holds is listed, by name and language, with what is known of it.
func TestList(t *testing.T) {
	options := newOptions(t, map[string][]byte{
		"en/b.wav": beep(1).WAV(), "de/b.wav": beep(1).WAV(), "a.wav": beep(1).WAV(),
	})
	var got []string
	for _, prompt := range load(t, options, nil).List() {
		got = append(got, prompt.Language+":"+prompt.Name)
		if prompt.Analysis.Length != 100*time.Millisecond || prompt.Analysis.Level > -10 || prompt.Analysis.Level < -20 ||
			!strings.HasPrefix(prompt.Source, options.Folder) {
			t.Errorf("%+v", prompt)
		}
	}
	if strings.Join(got, " ") != ":a de:b en:b" {
		t.Errorf("the list is %v", got)
	}
}

// Law: every fault of the folder is a finding at its file, and the rest is there nevertheless.
func TestFaultsOfTheFolder(t *testing.T) {
	loud, late := beep(1), audio.Sound{Samples: append(make([]int16, 3*audio.Rate), beep(1).Samples...)}
	for i := range loud.Samples {
		loud.Samples[i] = 32767
	}
	soft := audio.Sound{Samples: make([]int16, 8000)}
	for i := range 800 {
		soft.Samples[i] = 200
	}
	options := newOptions(t, map[string][]byte{
		"en/image.wav": []byte("\xff\xd8\xff\xe0\x00\x10JFIF"), "en/empty.wav": nil, "en/two words.wav": beep(1).WAV(),
		"en/pack.gsm": {0xd0}, "en/notes.txt": []byte("who said what"), "en/twice.wav": beep(1).WAV(),
		"en/twice.ulaw": beep(1).WAV()[44:], "en/loud.wav": loud.WAV(), "en/late.wav": late.WAV(), "en/soft.wav": soft.WAV(),
		"it/desk.wav": beep(1).WAV(), "en/song.mp3": []byte("ID3\x04aaaaaaaaaaaa"), "en/good.wav": beep(1).WAV(),
	})
	options.Languages = []string{"en", "de"}
	if err := os.Symlink(t.TempDir(), filepath.Join(options.Folder, "en", "link.wav")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("ring.wav", filepath.Join(options.Folder, "en", "ring.wav")); err != nil {
		t.Fatal(err)
	}
	catalogue := load(t, options, nil,
		"en/empty.wav: the file is empty [prompt-file]",
		"en/image.wav: it is called .wav, but is a JPEG image",
		"en/late.wav: warning: it is silent for 3s before it begins",
		"en/link.wav: warning: it is a link to a folder",
		"en/loud.wav: warning: it is too loud: 100.0% of it are clipped",
		"en/notes.txt: warning: it is no sound, and is passed over; accepted: .wav, .ulaw",
		"en/pack.gsm: .gsm is not decoded",
		"en/ring.wav: it cannot be read: ",
		"en/soft.wav: warning: it is very soft: its level is -54 dB",
		"en/song.mp3: .mp3 needs ffmpeg, which is not used here; accepted: .wav",
		`en/twice.wav: "twice" stands already in `,
		`en/two words.wav: "two words" is no name; accepted: letters a-z`,
		"it: warning: the folder looks like a language that is not listed; its prompts are called it/NAME; accepted: en, de",
	)
	for _, name := range []string{"good", "loud", "late", "soft", "twice", "it/desk"} {
		if _, ok := catalogue.Own("en", name); !ok {
			t.Errorf("%s is not there", name)
		}
	}
}

// Law: a folder that is not there, and settings that cannot work, are errors; no folder at all is none.
func TestErrorsOfTheWorld(t *testing.T) {
	good := newOptions(t, nil)
	absent, noCache, noBase := good, good, good
	absent.Folder += "/none"
	noCache.Cache = ""
	noBase.BaseURL = "house.example"
	for _, options := range []Options{absent, noCache, noBase} {
		if _, _, err := Load(t.Context(), options, nil); err == nil || !strings.HasPrefix(err.Error(), "loading prompts: ") {
			t.Errorf("%+v: %v", options, err)
		}
	}
	if _, _, err := Load(t.Context(), absent, nil); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("an absent folder: %v", err)
	}
	good.Folder = ""
	if list := load(t, good, nil).List(); len(list) != 0 {
		t.Errorf("no folder holds %v", list)
	}
}

// Law: a file that did not change is not read again at a reload; one that did has another address.
func TestReloadReadsWhatChanged(t *testing.T) {
	options := newOptions(t, map[string][]byte{"a.wav": beep(1).WAV(), "b.wav": beep(1).WAV(), "c.wav": beep(1).WAV()})
	first := load(t, options, nil)
	a, b, c := filepath.Join(options.Folder, "a.wav"), filepath.Join(options.Folder, "b.wav"), filepath.Join(options.Folder, "c.wav")
	info, err := os.Stat(a)
	if err != nil {
		t.Fatal(err)
	}
	// Same size and time: taken for unchanged, which shows that it is not read.
	if err := errors.Join(os.WriteFile(a, beep(2).WAV(), 0o600), os.Chtimes(a, info.ModTime(), info.ModTime()),
		os.WriteFile(b, beep(2).WAV(), 0o600), os.Remove(c)); err != nil {
		t.Fatal(err)
	}
	second := load(t, options, first)
	for name, same := range map[string]bool{"a": true, "b": false} {
		before, _ := first.Own("en", name)
		after, ok := second.Own("en", name)
		if !ok || (before == after) != same {
			t.Errorf("%s: %s, then %s", name, before, after)
		}
	}
	if _, ok := second.Own("en", "c"); ok {
		t.Error("a file that was removed is still there")
	}
	// A file that changed just before it was loaded may change again within the same second.
	third := load(t, options, second)
	info, err = os.Stat(b)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.WriteFile(b, beep(3).WAV(), 0o600), os.Chtimes(b, info.ModTime(), info.ModTime())); err != nil {
		t.Fatal(err)
	}
	before, _ := third.Own("en", "b")
	if after, _ := load(t, options, third).Own("en", "b"); before == after {
		t.Error("a second change within a moment is not seen")
	}
}

// Law: what the cache has is not converted again, in another process either; what it lost is.
func TestTheCacheIsUsed(t *testing.T) {
	options := newOptions(t, map[string][]byte{"a.wav": beep(1).WAV()})
	first := load(t, options, nil)
	key := first.List()[0].key
	longer := audio.Sound{Samples: append(beep(1).Samples, beep(1).Samples...)}
	if err := first.cache.Put(key, longer); err != nil {
		t.Fatal(err)
	}
	if got := load(t, options, nil).List()[0]; got.Analysis.Length != 200*time.Millisecond {
		t.Errorf("the cache's sound is not used: %+v", got)
	}
	if err := os.Remove(first.cache.Path(key)); err != nil {
		t.Fatal(err)
	}
	if got := load(t, options, first).List()[0]; got.Analysis.Length != 100*time.Millisecond {
		t.Errorf("a lost sound is not converted again: %+v", got)
	}
}

// Law: any name is either refused or stands in an address as it is, below its folder.
func FuzzName(f *testing.F) {
	for _, seed := range []string{"welcome", "menu/main", "../x", "a//b", "ü", "a b", "/a", "a/.b", "-x"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) {
		if CheckName(name) != nil {
			return
		}
		if name != filepath.ToSlash(filepath.Clean(name)) || strings.Contains("/"+name, "/.") || strings.ContainsAny(name, "%?#& \\:") {
			t.Fatalf("%q is accepted", name)
		}
	})
}

// Law: a canonical language stays as it is, and what is looked through ends with no language.
func FuzzCanonical(f *testing.F) {
	for _, seed := range []string{"pt_br", "zh-hant-TW", "EN", "", "sr-latn", "a/b"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, language string) {
		once := Canonical(language)
		list := chain(language, "en")
		if Canonical(once) != once || list[len(list)-1] != "" {
			t.Fatalf("%q: %q, %q", language, once, list)
		}
	})
}
