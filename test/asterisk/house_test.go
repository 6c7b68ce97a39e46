//go:build linux && asterisk

package asterisk

import (
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/test/asterisk/hearing"
	"github.com/ariapp/ariapp/test/asterisk/rig"
)

// convertTimeout bounds one run of ffmpeg or espeak-ng.
const convertTimeout = 30 * time.Second

// Beginnings of names that are no sounds of Asterisk's: prompts of one's own, as
// own/en/welcome, and texts, as text/en/Good day.
const (
	ownPrefix  = "own/"
	textPrefix = "text/"
)

// house is what else callers may hear: prompts in a folder, and texts that
// espeak-ng speaks with these voices.
type house struct {
	folder string
	voices map[string]string
	// extra are sounds that stand in no file, by name.
	extra map[string][]int16
}

// ear knows the sounds of the house and of the rig's Asterisk.
func (h house) ear() *hearing.Ear {
	asterisk := hearing.Files(func(path string) (string, error) { return machine.Inside(rig.Sounds + "/" + path) })
	return hearing.New(func(name string) ([]int16, error) {
		if samples, is := h.extra[name]; is {
			return samples, nil
		}
		if path, is := strings.CutPrefix(name, ownPrefix); is {
			return h.own(path)
		}
		if said, is := strings.CutPrefix(name, textPrefix); is {
			language, text, _ := strings.Cut(said, "/")
			return h.spoken(language, text)
		}
		return asterisk(name)
	})
}

// own are the samples of a file, by a way that the daemon does not go.
func (h house) own(path string) ([]int16, error) {
	files, err := filepath.Glob(filepath.Join(h.folder, path) + ".*")
	if err != nil || len(files) != 1 {
		return nil, fmt.Errorf("looking for the prompt %s: %d files, %v", path, len(files), err)
	}
	data, err := pipe(nil, "ffmpeg", append(append([]string{"-v", "error"}, formatOf(files[0])...),
		"-i", files[0], "-f", "s16le", "-ar", "8000", "-ac", "1", "-")...)
	return samplesOf(data), err
}

// formatOf is what ffmpeg must be told of a file without a header.
func formatOf(name string) []string {
	switch filepath.Ext(name) {
	case ".ulaw":
		return []string{"-f", "mulaw", "-ar", "8000"}
	case ".alaw":
		return []string{"-f", "alaw", "-ar", "8000"}
	case ".sln":
		return []string{"-f", "s16le", "-ar", "8000"}
	}
	return nil
}

// spoken is a text in the voice of a language.
func (h house) spoken(language, text string) ([]int16, error) {
	voice, is := h.voices[language]
	if !is {
		voice = language
	}
	wave, err := pipe([]byte(text), "espeak-ng", "-v", voice, "--stdin", "--stdout")
	if err != nil {
		return nil, err
	}
	data, err := pipe(wave, "ffmpeg", "-v", "error", "-i", "-", "-f", "s16le", "-ar", "8000", "-ac", "1", "-")
	return samplesOf(data), err
}

// pipe runs a program and returns what it prints.
func pipe(input []byte, name string, args ...string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(context.Background(), convertTimeout)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Stdin = bytes.NewReader(input)
	var says bytes.Buffer
	cmd.Stderr = &says
	output, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("running %s: %w\n%s", name, err, says.Bytes())
	}
	return output, nil
}

func samplesOf(data []byte) []int16 {
	samples := make([]int16, len(data)/2)
	for i := range samples {
		samples[i] = int16(uint16(data[2*i]) | uint16(data[2*i+1])<<8)
	}
	return samples
}

func bytesOf(samples []int16) []byte {
	data := make([]byte, 0, 2*len(samples))
	for _, sample := range samples {
		data = append(data, byte(sample), byte(sample>>8))
	}
	return data
}

// hears is a call of which everything that is heard is compared: Asterisk's
// sounds as en/vm-goodbye (see in), own and spoken ones with their prefixes.
type hears struct {
	name, number string
	keys         []string // pressed two beats after one another
	want         []string
}

// hearAll makes calls at once, checks all that is heard in them, and that
// nothing is left.
func (d *daemon) hearAll(t *testing.T, ear *hearing.Ear, calls []hears) {
	t.Helper()
	before := len(d.ends())
	t.Run("calls", func(t *testing.T) { hearCalls(t, ear, calls) })
	d.awaitIdle(t, before+len(calls))
}

// hearCalls makes calls at once and checks all that is heard in them.
func hearCalls(t *testing.T, ear *hearing.Ear, calls []hears) {
	t.Helper()
	for _, c := range calls {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			ear.Expect(t, listen(t, c.number, c.keys...), c.want)
		})
	}
}
