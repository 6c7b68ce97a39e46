//go:build linux

package rig

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// Law: a link in the root file system leads where it leads Asterisk, and never
// out of there.
func TestInside(t *testing.T) {
	dir := t.TempDir()
	mustWrite(t, filepath.Join(dir, "outside"))
	root := filepath.Join(dir, "root")
	mustWrite(t, filepath.Join(root, "sounds/fr_CA/hello.gsm"))
	links := map[string]string{
		"alternative":   "/sounds/fr_CA",
		"sounds/fr":     "/alternative",
		"sounds/beside": "../sounds/./fr",
		"sounds/out":    "../../../outside",
		"sounds/round":  "round",
	}
	for name, target := range links {
		if err := os.Symlink(target, filepath.Join(root, name)); err != nil {
			t.Fatal(err)
		}
	}
	hello := filepath.Join(root, "sounds/fr_CA/hello.gsm")
	for _, path := range []string{
		"/sounds/fr_CA/hello.gsm", "sounds//fr/hello.gsm", "/sounds/beside/hello.gsm", "/../sounds/fr/hello.gsm",
	} {
		if got, err := inside(root, path); err != nil || got != hello {
			t.Errorf("%s is %s, %v; want %s", path, got, err, hello)
		}
	}
	for _, path := range []string{"/sounds/out", "/sounds/fr/missing.gsm", "/../../outside"} {
		if got, err := inside(root, path); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s is %s, %v; want ErrNotExist", path, got, err)
		}
	}
	if got, err := inside(root, "/sounds/round"); err == nil || errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a circle is %s, %v", got, err)
	}
}
