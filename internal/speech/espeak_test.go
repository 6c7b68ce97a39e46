//go:build asterisk

package speech

import (
	"testing"
	"time"

	"github.com/ariapp/ariapp/internal/audio"
)

// Law: a real espeak-ng speaks several languages, through its input and through its arguments.
func TestRealEspeak(t *testing.T) {
	for _, command := range [][]string{
		{"espeak-ng", "-v", "{language}", "--stdin", "--stdout"},
		{"espeak-ng", "-v", "{voice}", "--stdout", "{text}"},
	} {
		cache, err := audio.OpenCache(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		speaker := &Speaker{Renderer: Program{Command: command}, Cache: cache}
		texts := []Text{{"en", "Welcome to our house."}, {"de", "Schöne Grüße"}, {"xx", "nobody speaks this"}}
		spoken, failures := speaker.Render(t.Context(), texts)
		if len(failures) != 1 || failures[0].Text != texts[2] {
			t.Errorf("failures: %v", failures)
		}
		for _, text := range texts[:2] {
			if a := spoken[text].Analysis; a.Length < 500*time.Millisecond || a.Length > 5*time.Second || a.Level < -40 {
				t.Errorf("%q sounds like %+v", text.Text, a)
			}
		}
	}
}
