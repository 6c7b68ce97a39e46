package prompts

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// Law: a folder's names are those under which a load finds its sounds, with all their languages.
func TestNames(t *testing.T) {
	folder := t.TempDir()
	for _, file := range []string{"jingle.wav", "en/welcome.wav", "fr/welcome.WAV", "fr/menu/top.mp3", "readme.txt",
		".hidden.wav", ".git/x.wav", "menus/main.wav", "fr/no name.wav"} {
		path := filepath.Join(folder, filepath.FromSlash(file))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	got, err := Names(folder, "en")
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][]string{"jingle": {""}, "welcome": {"en", "fr"}, "menu/top": {"fr"}, "menus/main": {""}}
	if !maps.EqualFunc(got, want, slices.Equal) {
		t.Errorf("%v, wanted %v", got, want)
	}
	if _, err := Names(filepath.Join(folder, "none"), "en"); err == nil {
		t.Error("a folder that is not there is listed")
	}
}
