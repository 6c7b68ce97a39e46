package prompts

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/internal/audio"
)

// beep is a tenth of a second of a tone; another pitch is another content.
func beep(pitch float64) audio.Sound {
	s := audio.Sound{Samples: make([]int16, 800)}
	for i := range s.Samples {
		s.Samples[i] = int16(8000 * math.Sin(float64(i)/3*pitch))
	}
	return s
}

// write puts files into a folder; a file's time is an hour ago.
func write(t *testing.T, folder string, files map[string][]byte) {
	t.Helper()
	for name, data := range files {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		age(t, path, time.Hour)
	}
}

func age(t *testing.T, path string, by time.Duration) {
	t.Helper()
	when := time.Now().Add(-by).Truncate(time.Second)
	if err := os.Chtimes(path, when, when); err != nil {
		t.Fatal(err)
	}
}

// newOptions are those of a new folder that holds these files.
func newOptions(t *testing.T, files map[string][]byte) Options {
	t.Helper()
	options := Options{Folder: t.TempDir(), Cache: t.TempDir(), BaseURL: "http://house.example:8089/", Default: "en"}
	write(t, options.Folder, files)
	return options
}

// load loads a catalogue, whose findings are those wanted, by words of each.
func load(t *testing.T, options Options, previous *Catalogue, want ...string) *Catalogue {
	t.Helper()
	catalogue, findings, err := Load(t.Context(), options, previous)
	if err != nil {
		t.Fatal(err)
	}
	expect(t, findings, want...)
	return catalogue
}

func expect(t *testing.T, findings source.Findings, want ...string) {
	t.Helper()
	for i, finding := range findings {
		if i >= len(want) || !strings.Contains(finding.String(), want[i]) {
			t.Errorf("finding %d: %v", i, finding)
		}
	}
	if len(findings) != len(want) {
		t.Errorf("%d findings, %d are wanted", len(findings), len(want))
	}
}
