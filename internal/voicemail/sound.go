package voicemail

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

func (o Options) database() string { return filepath.Join(o.Folder, "voicemail.db") }

// SoundFolder is where the sounds of messages are.
func (p *Post) SoundFolder() string { return filepath.Join(p.opts.Folder, "sounds") }

// path is where a row's sound is. Names of recordings were checked when they came in.
func (p *Post) path(r row) (string, error) {
	if !filepath.IsLocal(r.file()) {
		return "", fmt.Errorf("the sound %q is none of a mailbox", r.file())
	}
	return filepath.Join(p.SoundFolder(), r.file()), nil
}

// fetch brings a sound from Asterisk into the folder, wholly or not at all.
func (p *Post) fetch(ctx context.Context, r row) (err error) {
	if p.opts.Asterisks == nil || p.opts.Folder == "" {
		return nil
	}
	path, err := p.path(r)
	if err != nil {
		return err
	}
	if _, err := os.Stat(path); err == nil && r.state == delivered && r.fetched {
		return nil
	}
	sound, err := p.opts.Asterisks.Fetch(ctx, r.asterisk, r.recording)
	if err != nil {
		return fmt.Errorf("fetching a recording: %w", err)
	}
	defer func() { _ = sound.Close() }()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("keeping a recording: %w", err)
	}
	file, err := os.CreateTemp(filepath.Dir(path), ".coming-*")
	if err != nil {
		return fmt.Errorf("keeping a recording: %w", err)
	}
	defer func() { _ = os.Remove(file.Name()) }()
	n, err := io.Copy(file, io.LimitReader(sound, soundMax+1))
	if err == nil && n > soundMax {
		err = fmt.Errorf("it has more than %d bytes", soundMax)
	}
	if err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("keeping a recording: %w", err)
	}
	return nil
}

// removeSound removes a row's sound; one that is not there is no error.
func (p *Post) removeSound(r row) error {
	path, err := p.path(r)
	if err != nil || p.opts.Folder == "" {
		return err
	}
	if err := os.Remove(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// length is how long a row's sound is, as far as its size tells: only that of wav does.
func (p *Post) length(r row) time.Duration {
	path, err := p.path(r)
	if err != nil || r.format != "wav" {
		return r.took
	}
	info, err := os.Stat(path)
	if err != nil {
		return r.took
	}
	return time.Duration(max(info.Size()-wavHead, 0)) * time.Second / wavRate
}
