package world

import (
	"context"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/flows/steps"
	"github.com/ariapp/ariapp/internal/audio"
	"github.com/ariapp/ariapp/internal/config"
)

// TestMain makes the test's own program the one that speaks: `PROGRAM speak VOICE TEXT`.
func TestMain(m *testing.M) {
	if len(os.Args) > 3 && os.Args[1] == "speak" {
		os.Exit(speak(os.Args[2], os.Args[3]))
	}
	os.Exit(m.Run())
}

// speak prints a beep, and notes what was said; it has no voice for what begins with "refuse".
func speak(voice, text string) int {
	if strings.HasPrefix(text, "refuse") {
		_, _ = os.Stderr.WriteString("no voice for that")
		return 1
	}
	if notes, err := os.OpenFile(voice, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600); err == nil {
		_, _ = notes.WriteString(text + "\n")
		_ = notes.Close()
	}
	_, _ = os.Stdout.Write(beep(len(text)))
	return 0
}

// beep is a tenth of a second of a tone as WAV.
func beep(pitch int) []byte {
	s := audio.Sound{Samples: make([]int16, 800)}
	for i := range s.Samples {
		s.Samples[i] = int16(8000 * math.Sin(float64(i*(pitch+3))/30))
	}
	return s.WAV()
}

// site is a folder with an ivr.yaml and what it names.
type site struct {
	t       *testing.T
	folder  string
	doc     *source.Document
	config  config.Config
	program *flows.Program
}

// newSite writes files, ivr.yaml among them, and reads it.
func newSite(t *testing.T, files map[string]string) *site {
	t.Helper()
	s := &site{t: t, folder: t.TempDir()}
	for name, text := range files {
		s.write(name, text)
	}
	s.read()
	return s
}

// write writes a file that is an hour old.
func (s *site) write(name, text string) {
	s.t.Helper()
	path := filepath.Join(s.folder, name)
	err := os.MkdirAll(filepath.Dir(path), 0o750)
	if err == nil {
		err = os.WriteFile(path, []byte(text), 0o600)
	}
	if err == nil {
		then := time.Now().Add(-time.Hour)
		err = os.Chtimes(path, then, then)
	}
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *site) read() {
	s.t.Helper()
	doc, findings, err := source.Load(filepath.Join(s.folder, "ivr.yaml"))
	if err != nil {
		s.t.Fatal(err)
	}
	read, more := config.Read(doc, func(string) (string, bool) { return "", false })
	registry, err := flows.NewRegistry(steps.All()...)
	if err != nil {
		s.t.Fatal(err)
	}
	program, faults := flows.Compile(doc, registry)
	if findings = slices.Concat(findings, more, faults); findings.HasErrors() {
		s.t.Fatal(findings)
	}
	s.doc, s.config, s.program = doc, read, program
}

func (s *site) open(offline bool) (*World, source.Findings, error) {
	return Open(s.doc, Options{Config: s.config, Folder: s.folder, Offline: offline})
}

// opened is a world without findings, closed when the test is over.
func (s *site) opened() *World {
	s.t.Helper()
	w, findings, err := s.open(false)
	if err != nil || len(findings) > 0 {
		s.t.Fatal(findings, err)
	}
	s.t.Cleanup(func() {
		if err := w.Close(); err != nil {
			s.t.Error(err)
		}
	})
	return w
}

// short are findings in a line each, without the folder.
func (s *site) short(findings source.Findings) string {
	var lines []string
	for _, f := range findings {
		lines = append(lines, strings.ReplaceAll(f.String(), s.folder+string(filepath.Separator), ""))
	}
	return strings.Join(lines, "\n")
}

func (s *site) prepare(w *World, previous *World) (source.Findings, error) {
	serving := Serving{BaseURL: "http://10.0.0.5:8089/", Cache: filepath.Join(s.folder, "cache")}
	if previous != nil {
		serving.Previous = previous.Prompts
	}
	return w.Prepare(context.Background(), s.program, serving)
}

// heard are the media of prompts, or why there are none.
func heard(t *testing.T, w *World, language string, prompts ...string) string {
	t.Helper()
	list, err := w.Resolver().Resolve(language, prompts)
	if err != nil {
		return err.Error()
	}
	return strings.Join(list, " ")
}
