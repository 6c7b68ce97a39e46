//go:build linux

package rig

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
)

// writeConfiguration replaces /etc/asterisk of the root. Everything goes
// through an os.Root: a link in there leads nowhere on this machine.
func (r *Rig) writeConfiguration(ctx context.Context, files map[string]string) error {
	root, err := os.OpenRoot(r.rootPath())
	if err != nil {
		return fmt.Errorf("opening the root file system: %w", err)
	}
	defer root.Close()
	if err := settleNames(root); err != nil {
		return err
	}
	for _, folder := range []string{"etc/asterisk", "var/log/asterisk"} {
		if err := root.RemoveAll(folder); err != nil {
			return fmt.Errorf("clearing the root's %s: %w", folder, err)
		}
	}
	folders := []string{"etc/asterisk", "var/log/asterisk", "var/lib/asterisk", "var/spool/asterisk",
		"var/spool/asterisk/recording", // Debian does not make it, and without it nothing is recorded
		"var/cache/asterisk", "run/asterisk"}
	owned := []string{r.rootPath(), "chown", "-R", "asterisk:asterisk"}
	for _, folder := range folders {
		if err := root.MkdirAll(folder, 0o755); err != nil {
			return fmt.Errorf("making the root's %s: %w", folder, err)
		}
		owned = append(owned, "/"+folder)
	}
	for name, text := range files {
		if err := root.WriteFile(filepath.Join("etc/asterisk", name), []byte(text), 0o640); err != nil {
			return fmt.Errorf("writing %s: %w", name, err)
		}
	}
	if _, err := (command{name: "chroot", args: owned}).run(ctx); err != nil {
		return fmt.Errorf("giving asterisk its files: %w", err)
	}
	return nil
}
