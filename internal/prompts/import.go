package prompts

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/ariapp/ariapp/internal/audio"
)

// ImportOptions say where sounds are put.
type ImportOptions struct {
	// Folder is the folder of sounds, Language the one that they are in, "" for
	// all, and Under a folder below it that becomes part of their names, "" for none.
	Folder, Language, Under string
	// Force replaces prompts of the same name.
	Force bool
	// FFmpeg is the program for MP3 and its like, "" for none.
	FFmpeg string
}

// Imported is one sound that was put into the folder.
type Imported struct {
	Source, Name, Path string
	Analysis           audio.Analysis
}

// Import converts files and puts them into the folder, each under its own name.
// It goes on after one that fails; the error tells all of them.
func Import(ctx context.Context, files []string, options ImportOptions) ([]Imported, error) {
	if options.Folder == "" {
		return nil, errors.New("importing: no folder is given")
	}
	language := Canonical(options.Language)
	if language != "" && !languageTag.MatchString(language) {
		return nil, fmt.Errorf("importing: %q is no language; accepted: such as en or pt-BR", options.Language)
	}
	var done []Imported
	var failures []error
	for _, file := range files {
		one, err := importOne(ctx, file, filepath.Join(options.Folder, language), options)
		if err != nil {
			failures = append(failures, fmt.Errorf("importing %s: %w", file, err))
			continue
		}
		done = append(done, one)
	}
	return done, errors.Join(failures...)
}

func importOne(ctx context.Context, file, folder string, options ImportOptions) (Imported, error) {
	base := filepath.Base(file)
	name := strings.TrimPrefix(strings.Trim(options.Under, "/")+"/"+strings.TrimSuffix(base, filepath.Ext(base)), "/")
	if err := CheckName(name); err != nil {
		return Imported{}, err
	}
	target := filepath.Join(folder, filepath.FromSlash(name)) + ".wav"
	present := others(filepath.Join(folder, filepath.FromSlash(name)))
	if len(present) > 0 && !options.Force {
		return Imported{}, fmt.Errorf("%s is there already; it is replaced only by force", present[0])
	}
	sound, err := audio.Decoder{FFmpeg: options.FFmpeg}.File(ctx, file)
	if err != nil {
		return Imported{}, err
	}
	if err := audio.WriteFile(target, sound.WAV()); err != nil {
		return Imported{}, err
	}
	for _, other := range present { // of two files with one name only one may stay
		if other != target {
			if err := os.Remove(other); err != nil {
				return Imported{}, err
			}
		}
	}
	return Imported{Source: file, Name: name, Path: target, Analysis: sound.Analyse()}, nil
}

// others are the files that are a prompt of that name already.
func others(path string) []string {
	var list []string
	for _, extension := range audio.Extensions() {
		if _, err := os.Lstat(path + extension); err == nil {
			list = append(list, path+extension)
		}
	}
	return list
}

// Convert writes a sound file as another, in the format that the new name's
// extension tells: one of [audio.Encodings].
func Convert(ctx context.Context, from, to, ffmpeg string, force bool) (audio.Analysis, error) {
	sound, err := convert(ctx, from, to, ffmpeg, force)
	if err != nil {
		return audio.Analysis{}, fmt.Errorf("converting %s: %w", from, err)
	}
	return sound.Analyse(), nil
}

func convert(ctx context.Context, from, to, ffmpeg string, force bool) (audio.Sound, error) {
	if _, err := os.Lstat(to); err == nil && !force {
		return audio.Sound{}, fmt.Errorf("%s is there already; it is replaced only by force", to)
	}
	if _, err := (audio.Sound{}).Encode(filepath.Ext(to)); err != nil {
		return audio.Sound{}, err
	}
	sound, err := audio.Decoder{FFmpeg: ffmpeg}.File(ctx, from)
	if err != nil {
		return audio.Sound{}, err
	}
	data, err := sound.Encode(filepath.Ext(to))
	if err != nil {
		return audio.Sound{}, err
	}
	return sound, audio.WriteFile(to, data)
}
