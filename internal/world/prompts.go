package world

import (
	"cmp"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

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
		Voices: settings.Speech.Voices, Lines: lines(settings, program), Engine: engine(settings.Speech),
		FFmpeg: prompts.FFmpeg()}
	if settings.Folder != "" {
		opts.Folder = within(w.folder, settings.Folder)
	}
	catalogue, findings, err := prompts.Load(ctx, opts, serving.Previous)
	if err != nil || findings.HasErrors() {
		return findings, err
	}
	w.Prompts = catalogue
	if serving.Previous == nil { // at a daemon's beginning: all that is in use has just been touched
		if _, err := catalogue.Sweep(time.Now().Add(-keepUnused)); err != nil { // no reason not to take calls
			w.log.Warn("what is no longer used of the prompts was not removed", "error", err)
		}
	}
	return findings, nil
}

// ReadPrompts reads the prompts of the folder, for those who want to know
// whether they are right; nothing is spoken, and the cache is thrown away.
func (w *World) ReadPrompts(ctx context.Context) (source.Findings, error) {
	settings := w.settings.Prompts
	if settings.Folder == "" {
		return nil, nil
	}
	cache, err := os.MkdirTemp("", "ariapp-prompts-")
	if err != nil {
		return nil, fmt.Errorf("reading prompts: %w", err)
	}
	defer func() { _ = os.RemoveAll(cache) }()
	catalogue, findings, err := prompts.Load(ctx, prompts.Options{Cache: cache, BaseURL: w.base(),
		Folder: within(w.folder, settings.Folder), Default: settings.Language, FFmpeg: prompts.FFmpeg()}, nil)
	if err == nil && !findings.HasErrors() {
		w.Prompts = catalogue
	}
	return findings, err
}

// base is where the daemon of the file serves its prompts.
func (w *World) base() string {
	p := w.settings.Prompts
	if p.URL != "" {
		return strings.TrimRight(p.URL, "/")
	}
	host, port, err := net.SplitHostPort(cmp.Or(p.Listen, w.settings.Server.Listen))
	if err != nil {
		return "http://127.0.0.1" // nobody serves them
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return "http://" + net.JoinHostPort(host, port)
}

// lines are the texts that the flows say, each in each of its languages once.
func lines(settings config.Prompts, program *flows.Program) []prompts.Line {
	var all []prompts.Line
	if program == nil {
		return nil
	}
	for _, use := range program.Prompts() {
		text, ok := strings.CutPrefix(use.Text, "text:")
		if !ok || use.Computed {
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
		return speech.Program{Command: s.Program, Timeout: s.Timeout}
	case s.URL != "":
		header := map[string]string{}
		for name, value := range s.Headers {
			header[name] = string(value)
		}
		return speech.Service{URL: s.URL, Header: header, Body: s.Body, Timeout: s.Timeout}
	}
	return nil
}

// checkSpeech reports what makes no sense in how texts are spoken.
func checkSpeech(report *source.Report, s config.Speech) {
	if one, ok := engine(s).(interface{ Check() error }); ok {
		if err := one.Check(); err != nil {
			report.Errorf(s.Node, "speech", "%v", err)
			return
		}
	}
	if len(s.Program) == 0 {
		return
	}
	if _, err := exec.LookPath(s.Program[0]); err != nil { // a warning: it may be checked on another machine
		at := s.Node.Get("program")
		if words := at.Elements(); len(words) > 0 {
			at = words[0]
		}
		report.Warnf(at, "speech", "%q is not installed here", s.Program[0])
	}
}

// checkFolder reports a folder of prompts that cannot be read.
func checkFolder(report *source.Report, at *source.Node, opts Options) {
	if opts.Config.Prompts.Folder == "" {
		return
	}
	path := within(opts.Folder, opts.Config.Prompts.Folder)
	info, err := os.Stat(path)
	switch {
	case err != nil:
		report.Errorf(at, "prompts-folder", "the folder of prompts cannot be read: %v", err)
	case !info.IsDir():
		report.Errorf(at, "prompts-folder", "%s is no folder", path)
	}
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
