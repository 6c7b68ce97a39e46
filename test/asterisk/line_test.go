//go:build linux && asterisk

package asterisk

import "testing"

// Law: one daemon has all of it at once: values said in five languages, signals,
// tones, music and hotkeys, each in calls of its own that do not disturb one
// another.
func TestLine(t *testing.T) {
	parts := []struct {
		name  string
		calls int
		test  func(*testing.T)
	}{
		{"values", 5, testValuesAreSaid},
		{"a value that is stopped", 1, testValueIsStopped},
		{"signals", 8, testSignals},
		{"sounds beside prompts", 9, testSoundsBesidePrompts},
		{"hotkeys as events", 1, testHotkeysAsEvents},
		{"music until a key", 1, testMusicUntilKey},
		{"tones", 3, testTones},
	}
	d, calls := start(t, "testdata/line.yaml"), 0
	t.Run("calls", func(t *testing.T) {
		for _, part := range parts {
			calls += part.calls
			t.Run(part.name, func(t *testing.T) {
				t.Parallel()
				part.test(t)
			})
		}
	})
	d.awaitIdle(t, calls)
}
