package main

import (
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/ariapp/ariapp/internal/audio"
)

// Law: doctor looks for the sounds that Asterisk must have, not for prompts of one's own.
func TestSoundsOfAFile(t *testing.T) {
	folder := t.TempDir()
	sound := audio.Sound{Samples: make([]int16, 800)}
	for i := range sound.Samples {
		sound.Samples[i] = int16(8000 * math.Sin(float64(i)/3))
	}
	text := "asterisk: {password: x}\nprompts: {folder: prompts}\nnumbers: {_.: main}\n" +
		"flows: {main: [{play: [mine, theirs, 'digits:7']}]}\n"
	err := os.Mkdir(filepath.Join(folder, "prompts"), 0o750)
	if err == nil {
		err = os.WriteFile(filepath.Join(folder, "prompts", "mine.wav"), sound.WAV(), 0o600)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(folder, "ivr.yaml"), []byte(text), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	file, findings, err := loadFile(filepath.Join(folder, "ivr.yaml"))
	if err != nil || file == nil {
		t.Fatal(findings, err)
	}
	resolver, err := resolverOf(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	sounds := soundsOf(file, resolver)("en")
	for name, want := range map[string]bool{"mine": false, "theirs": true, "digits/7": true, "sorry-youre-having-problems": true} {
		if slices.Contains(sounds, name) != want {
			t.Errorf("%s is looked for: %v", name, !want)
		}
	}
	for _, name := range sounds {
		if len(name) > 4 && name[:4] == "http" {
			t.Errorf("an address is looked for: %s", name)
		}
	}
}
