package prompts

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/internal/audio"
	"github.com/ariapp/ariapp/internal/speech"
)

// Options say what a catalogue is made of.
type Options struct {
	// Folder holds the sounds, as LANGUAGE/NAME.EXT or NAME.EXT; "" for none.
	Folder string
	// Cache is the folder of what was converted. It must be given.
	Cache string
	// BaseURL is where Asterisk reaches the [Server], such as http://10.0.0.5:8089.
	BaseURL string
	// Default is the language of who has no other, Languages are all of them.
	// Without Languages, a folder that looks like a language is one.
	Default   string
	Languages []string
	// FFmpeg is the program for MP3 and its like, "" for none.
	FFmpeg string
	// Engine speaks Lines; nil where there are none. Voices and Voice are its
	// voices by language, and for all other languages ("" for what a language is called).
	Engine speech.Renderer
	Voices map[string]string
	Voice  string
	Lines  []Line
}

// Line is a text that a flow says, and where it stands. Language "" is the default one.
type Line struct {
	source.Pos
	Language, Text string
}

// Load reads the folder and renders the lines. What is wrong with a file or a
// line is a finding; the catalogue has the rest. previous, which may be nil, is
// the catalogue before: files that did not change since are not read again.
func Load(ctx context.Context, options Options, previous *Catalogue) (*Catalogue, source.Findings, error) {
	base, err := baseOf(options.BaseURL)
	if err != nil {
		return nil, nil, fmt.Errorf("loading prompts: %w", err)
	}
	cache, err := audio.OpenCache(options.Cache)
	if err != nil {
		return nil, nil, fmt.Errorf("loading prompts: %w", err)
	}
	l := &loader{options: options, report: source.NewReport(nil), previous: previous,
		decoder: audio.Decoder{FFmpeg: options.FFmpeg}}
	l.catalogue = &Catalogue{base: base, byDefault: Canonical(options.Default), cache: cache, loaded: time.Now(),
		prompts: map[place]*Prompt{}, sources: map[string]*Prompt{}, ffmpeg: options.FFmpeg}
	if options.Folder != "" {
		if err := l.folder(ctx); err != nil {
			return nil, nil, fmt.Errorf("loading prompts: %w", err)
		}
	}
	if err := l.lines(ctx); err != nil {
		return nil, nil, fmt.Errorf("loading prompts: %w", err)
	}
	return l.catalogue, l.report.Findings(), nil
}

func baseOf(address string) (string, error) {
	parsed, err := url.Parse(address)
	if err != nil || parsed.Host == "" || parsed.Scheme != "http" && parsed.Scheme != "https" || parsed.RawQuery != "" {
		return "", fmt.Errorf("%q is no address that Asterisk could reach; accepted: http://HOST:PORT", address)
	}
	return strings.TrimRight(address, "/"), nil
}

// loader makes one catalogue.
type loader struct {
	options   Options
	report    *source.Report
	catalogue *Catalogue
	previous  *Catalogue
	decoder   audio.Decoder
	warned    []string
}

// finding adds one about a file.
func (l *loader) finding(path, rule string, severity source.Severity, accepted []string, format string, args ...any) {
	l.report.Add(source.Finding{Pos: source.Pos{File: path}, Rule: rule, Severity: severity,
		Message: fmt.Sprintf(format, args...), Accepted: accepted})
}

// file takes one file of the folder into the catalogue.
func (l *loader) file(ctx context.Context, path string, at place) error {
	if first, twice := l.catalogue.prompts[at]; twice {
		l.finding(path, "prompt-twice", source.Error, nil, "%q stands already in %s; keep one of them", at.name, first.Source)
		return nil
	}
	prompt, err := l.read(ctx, path, at)
	if refusal := audio.AsRefusal(err); refusal != nil {
		l.finding(path, "prompt-file", source.Error, refusal.Accepted, "%s", refusal.Reason)
		return nil
	}
	if errors.Is(err, os.ErrNotExist) || errors.Is(err, os.ErrPermission) {
		l.finding(path, "prompt-file", source.Error, nil, "it cannot be read: %v", err)
		return nil
	}
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	l.catalogue.prompts[at], l.catalogue.sources[path] = prompt, prompt
	l.judge(path, prompt.Analysis)
	return nil
}

// read gives the prompt of a file: that of the catalogue before where nothing
// changed, else from the cache, else converted.
func (l *loader) read(ctx context.Context, path string, at place) (*Prompt, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if known := l.unchanged(path, at, info); known != nil {
		return known, nil
	}
	data, err := audio.ReadFile(path)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(data)
	key := audio.Key("file", strings.ToLower(filepath.Ext(path)), hex.EncodeToString(sum[:]))
	sound, cached := l.catalogue.cache.Get(key)
	if !cached {
		if sound, err = l.decoder.Decode(ctx, path, data); err != nil {
			return nil, err
		}
		if err := l.catalogue.cache.Put(key, sound); err != nil {
			return nil, err
		}
	}
	return &Prompt{Name: at.name, Language: at.language, Source: path, Path: promptPath(at, key), key: key,
		Analysis: sound.Analyse(), size: info.Size(), changed: info.ModTime()}, nil
}

// unchanged is the prompt of the catalogue before, nil if the file is or may be another now.
func (l *loader) unchanged(path string, at place, info os.FileInfo) *Prompt {
	if l.previous == nil || l.previous.cache != l.catalogue.cache || l.previous.ffmpeg != l.options.FFmpeg {
		return nil
	}
	known := l.previous.sources[path]
	if known == nil || known.size != info.Size() || !known.changed.Equal(info.ModTime()) ||
		known.Name != at.name || known.Language != at.language ||
		known.changed.After(l.previous.loaded.Add(-settled)) {
		return nil
	}
	if _, err := os.Stat(l.catalogue.cache.Path(known.key)); err != nil {
		return nil
	}
	return known
}

// judge warns of what callers would complain about.
func (l *loader) judge(path string, a audio.Analysis) {
	switch {
	case a.IsSilent():
		l.finding(path, "prompt-sound", source.Warning, nil, "nothing is heard of it: its level is %.0f dB", a.Level)
	case a.Level < tooSoft:
		l.finding(path, "prompt-sound", source.Warning, nil, "it is very soft: its level is %.0f dB", a.Level)
	case a.Clipped > tooClipped:
		l.finding(path, "prompt-sound", source.Warning, nil, "it is too loud: %.1f%% of it are clipped", 100*a.Clipped)
	}
	if !a.IsSilent() && a.Lead > tooLate {
		l.finding(path, "prompt-sound", source.Warning, nil, "it is silent for %v before it begins", a.Lead)
	}
}

// lines renders the texts.
func (l *loader) lines(ctx context.Context) error {
	if len(l.options.Lines) == 0 {
		return nil
	}
	texts := make([]speech.Text, len(l.options.Lines))
	for i, line := range l.options.Lines {
		if texts[i] = (speech.Text{Language: Canonical(line.Language), Text: line.Text}); line.Language == "" {
			texts[i].Language = l.catalogue.byDefault
		}
	}
	if l.options.Engine == nil {
		for _, line := range l.options.Lines {
			l.report.Add(source.Finding{Pos: line.Pos, Rule: "prompt-text", Severity: source.Error,
				Message: "a text is to be spoken, but no speech engine is set"})
		}
		return nil
	}
	voices := map[string]string{}
	for language, voice := range l.options.Voices {
		voices[Canonical(language)] = voice
	}
	speaker := &speech.Speaker{Renderer: l.options.Engine, Voices: voices, Voice: l.options.Voice,
		Cache: l.catalogue.cache, Decoder: l.decoder}
	spoken, failures := speaker.Render(ctx, texts)
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	l.catalogue.spoken = spoken
	for _, failure := range failures {
		at := slices.Index(texts, failure.Text)
		l.report.Add(source.Finding{Pos: l.options.Lines[at].Pos, Rule: "prompt-text", Severity: source.Error,
			Message: fmt.Sprintf("%q cannot be spoken in %q: %v", shown(failure.Text.Text), failure.Text.Language, failure.Err)})
	}
	return nil
}

// shown is the beginning of a text.
func shown(text string) string {
	if runes := []rune(text); len(runes) > 40 {
		return string(runes[:39]) + "…"
	}
	return text
}
