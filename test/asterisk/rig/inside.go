//go:build linux

package rig

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Sounds and Music are the folders of Debian's sounds and music on hold, as
// Asterisk sees them.
const (
	Sounds = "/usr/share/asterisk/sounds"
	Music  = "/usr/share/asterisk/moh"
)

// Inside returns where a file of the root file system is on this machine. Links
// lead where they lead Asterisk: never out of its root. A file that is not there
// gives [fs.ErrNotExist].
func (r *Rig) Inside(path string) (string, error) {
	place, err := inside(r.rootPath(), path)
	if err != nil {
		return "", fmt.Errorf("looking for %s in the rig: %w", path, err)
	}
	return place, nil
}

func inside(root, path string) (string, error) {
	at, links := "/", 0
	rest := strings.Split(path, "/")
	for len(rest) > 0 {
		part := rest[0]
		rest = rest[1:]
		if part == "" || part == "." {
			continue
		}
		// At the root, .. stays there.
		next := filepath.Join(at, part)
		info, err := os.Lstat(filepath.Join(root, next))
		if err != nil {
			return "", err
		}
		if info.Mode()&fs.ModeSymlink == 0 {
			at = next
			continue
		}
		if links++; links > linksMax {
			return "", errors.New("the links go round in circles")
		}
		target, err := os.Readlink(filepath.Join(root, next))
		if err != nil {
			return "", err
		}
		if filepath.IsAbs(target) {
			at = "/"
		}
		rest = append(strings.Split(target, "/"), rest...)
	}
	return filepath.Join(root, at), nil
}
