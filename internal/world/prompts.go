package world

import (
	"context"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/internal/config"
	"github.com/ariapp/ariapp/internal/media"
	"github.com/ariapp/ariapp/internal/prompts"
	"github.com/ariapp/ariapp/internal/speech"
)

// Serving says how Asterisk reaches prompts of one's own.
type Serving struct {
	// BaseURL is where the daemon's HTTP server is, as Asterisk sees it.
	BaseURL string
	// Cache is the folder of what was converted and spoken.
	Cache string
	// Previous are the prompts of the version before, nil for none.
	Previous *prompts.Catalogue
}

// HasPrompts tells whether a file has prompts of its own, in a folder or as texts.
func HasPrompts(settings config.Prompts, program *flows.Program) bool {
	return settings.Folder != "" || len(lines(settings, program)) > 0
}

// Prepare makes ready what the program's calls shall hear: it reads and
// converts the prompts of the folder, and has the texts spoken. With an error
// among the findings there is nothing to be heard.
func (w *World) Prepare(ctx context.Context, program *flows.Program, serving Serving) (source.Findings, error) {
	settings := w.settings.Prompts
	if !HasPrompts(settings, program) {
		return nil, nil
	}
	opts := prompts.Options{Cache: serving.Cache, BaseURL: serving.BaseURL, Default: settings.Language,
		Voices: settings.Speech.Voices, Lines: lines(settings, program), Engine: engine(settings.Speech)}
	if settings.Folder != "" {
		opts.Folder = within(w.folder, settings.Folder)
	}
	if ffmpeg, err := exec.LookPath("ffmpeg"); err == nil {
		opts.FFmpeg = ffmpeg
	}
	catalogue, findings, err := prompts.Load(ctx, opts, serving.Previous)
	if err != nil || findings.HasErrors() {
		return findings, err
	}
	w.Prompts = catalogue
	return findings, nil
}

// lines are the texts that the flows say, each in each of its languages once.
func lines(settings config.Prompts, program *flows.Program) []prompts.Line {
	var all []prompts.Line
	if program == nil {
		return nil
	}
	for _, use := range program.Prompts() {
		text, ok := strings.CutPrefix(use.Text, "text:")
		if !ok {
			continue
		}
		line := prompts.Line{Pos: use.Node.Pos, Language: use.Language, Text: text}
		if line.Language == "" {
			line.Language = settings.Language
		}
		if !slices.ContainsFunc(all, func(l prompts.Line) bool {
			return l.Language == line.Language && l.Text == line.Text
		}) {
			all = append(all, line)
		}
	}
	return all
}

// engine is who speaks; nil for nobody.
func engine(s config.Speech) speech.Renderer {
	switch {
	case len(s.Program) > 0:
		command := make([]string, len(s.Program))
		for i, word := range s.Program {
			command[i] = placeholders(word)
		}
		return speech.Program{Command: command, Timeout: s.Timeout}
	case s.URL != "":
		header := map[string]string{}
		for name, value := range s.Headers {
			header[name] = string(value)
		}
		return speech.Service{URL: placeholders(s.URL), Header: header, Body: placeholders(s.Body), Timeout: s.Timeout}
	}
	return nil
}

// placeholders turns {text} into what the engines know: in ivr.yaml ${…} is the environment's.
func placeholders(s string) string {
	for _, name := range []string{"text", "language", "voice"} {
		s = strings.ReplaceAll(s, "{"+name+"}", "${"+name+"}")
	}
	return s
}

// Resolver finds the media of prompts.
func (w *World) Resolver() media.Resolver {
	r := media.Resolver{Prefix: w.settings.Prompts.Prefix}
	if w.Prompts != nil {
		r.Own, r.Text = w.Prompts.Own, w.Prompts.Text
	}
	return r
}

// CacheFolder is where converted and spoken prompts are kept in a data folder.
func CacheFolder(data string) string { return filepath.Join(data, "prompts") }
