//go:build linux

package rig

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

const (
	// suite is the Debian release that has Asterisk 22.
	suite = "forky"
	// include are the packages of the root file system beyond the smallest: the
	// sounds of all languages that Debian has, and music. Those without a format
	// in their name bring the links, such as fr, by which Asterisk finds a language.
	include = "asterisk,asterisk-moh-opsound-wav," +
		"asterisk-core-sounds-en,asterisk-core-sounds-en-gsm," +
		"asterisk-core-sounds-es,asterisk-core-sounds-es-gsm," +
		"asterisk-core-sounds-fr,asterisk-core-sounds-fr-gsm," +
		"asterisk-core-sounds-it,asterisk-core-sounds-it-gsm," +
		"asterisk-core-sounds-ru,asterisk-core-sounds-ru-gsm"
	// scripts is where Debian's debootstrap keeps its own files.
	scripts = "/usr/share/debootstrap"
)

func (r *Rig) rootPath() string { return filepath.Join(r.options.Dir, "root") }

// completePath is a file that says that the root file system is whole, and of
// which recipe.
func (r *Rig) completePath() string { return filepath.Join(r.rootPath(), "etc", "ariapp-rig") }

func recipe() string { return suite + " " + include + "\n" }

// whole tells whether the root file system is there, complete and of this recipe.
func (r *Rig) whole() bool {
	found, err := os.ReadFile(r.completePath())
	return err == nil && string(found) == recipe()
}

// makeRoot leaves a whole root file system; it keeps the one that is there if
// it is whole and of this recipe.
func (r *Rig) makeRoot(ctx context.Context) error {
	if r.whole() {
		return nil
	}
	if err := r.removeRoot(ctx); err != nil {
		return err
	}
	r.log("making a Debian %s root in %s; this takes a minute or two", suite, r.rootPath())
	own, err := r.ownScripts()
	if err != nil {
		return err
	}
	_, err = command{
		name:    "debootstrap",
		args:    []string{"--variant=minbase", "--include=" + include, suite, r.rootPath()},
		env:     []string{"DEBOOTSTRAP_DIR=" + own},
		timeout: downloadTimeout,
		holds:   r.held,
	}.run(ctx)
	if err != nil {
		return fmt.Errorf("making the root file system: %w", err)
	}
	if err := unmountBelow(ctx, r.rootPath()); err != nil {
		return err
	}
	if err := r.dropArchives(); err != nil {
		return err
	}
	if err := os.WriteFile(r.completePath(), []byte(recipe()), 0o644); err != nil {
		return fmt.Errorf("marking the root file system as whole: %w", err)
	}
	return nil
}

// ownScripts makes a folder like debootstrap's own, by links, that knows our
// suite too: Debian 12 has not heard of it, and /usr is not ours to change.
func (r *Rig) ownScripts() (string, error) {
	own := filepath.Join(r.options.Dir, "debootstrap")
	if err := os.RemoveAll(own); err != nil {
		return "", fmt.Errorf("clearing debootstrap's scripts: %w", err)
	}
	if err := os.MkdirAll(filepath.Join(own, "scripts"), 0o755); err != nil {
		return "", fmt.Errorf("making debootstrap's scripts: %w", err)
	}
	for _, folder := range []string{"", "scripts"} {
		entries, err := os.ReadDir(filepath.Join(scripts, folder))
		if err != nil {
			return "", fmt.Errorf("reading debootstrap's scripts: %w", err)
		}
		for _, entry := range entries {
			if entry.Name() == "scripts" || entry.Name() == suite {
				continue
			}
			from := filepath.Join(scripts, folder, entry.Name())
			if err := os.Symlink(from, filepath.Join(own, folder, entry.Name())); err != nil {
				return "", fmt.Errorf("linking debootstrap's scripts: %w", err)
			}
		}
	}
	from := filepath.Join(scripts, "scripts", "sid")
	if err := os.Symlink(from, filepath.Join(own, "scripts", suite)); err != nil {
		return "", fmt.Errorf("linking debootstrap's script of %s: %w", suite, err)
	}
	return own, nil
}

// dropArchives deletes the downloaded packages: a third of the folder's size.
func (r *Rig) dropArchives() error {
	archives, err := filepath.Glob(filepath.Join(r.rootPath(), "var/cache/apt/archives/*.deb"))
	if err != nil {
		return fmt.Errorf("listing downloaded packages: %w", err)
	}
	for _, archive := range archives {
		if err := os.Remove(archive); err != nil {
			return fmt.Errorf("deleting a downloaded package: %w", err)
		}
	}
	return nil
}

// removeRoot deletes the root file system, after nothing is mounted below it
// any more. A link in its place is refused: what it points to is not ours.
func (r *Rig) removeRoot(ctx context.Context) error {
	info, err := os.Lstat(r.rootPath())
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("looking at the root file system: %w", err)
	}
	if !r.isOurs() || !info.IsDir() {
		return fmt.Errorf("removing %s: %w", r.rootPath(), ErrNotOurs)
	}
	if err := unmountBelow(ctx, r.rootPath()); err != nil {
		return err
	}
	r.log("removing %s", r.rootPath())
	if err := os.RemoveAll(r.rootPath()); err != nil {
		return fmt.Errorf("removing the root file system: %w", err)
	}
	return nil
}
