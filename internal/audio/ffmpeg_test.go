//go:build asterisk

package audio

import (
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/ariapp/ariapp/internal/program"
)

// Law: a real ffmpeg reads back each format that it is asked for.
func TestRealFFmpeg(t *testing.T) {
	dir := t.TempDir()
	source := filepath.Join(dir, "source.wav")
	w := wave{codecPCM, 16, 2, 44100, false, ""}
	if err := os.WriteFile(source, w.file(tone(w.rate, 440, 0.5)), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, extension := range convertedExtensions() {
		path := filepath.Join(dir, "x"+extension)
		args := []string{"-loglevel", "error", "-nostdin", "-i", source, path}
		if _, err := program.Run(t.Context(), program.Command{Name: "ffmpeg", Args: args}); err != nil {
			t.Errorf("making %s: %v", extension, err)
			continue
		}
		got, err := NewDecoder().File(t.Context(), path)
		if err != nil || math.Abs(power(got, 440)+6.02) > 0.5 || abs(len(got.Samples)-Rate) > Rate/5 {
			t.Errorf("%s: %d samples, %v", extension, len(got.Samples), err)
		}
	}
}
