//go:build unix

package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// Law: a file that gets another text keeps its mode, and whoever owns it; a link stays a link.
func TestReplacedFilesKeepTheirOwner(t *testing.T) {
	folder := t.TempDir()
	path, link := filepath.Join(folder, "ivr.yaml"), filepath.Join(folder, "link.yaml")
	if err := os.WriteFile(path, []byte("old"), 0o640); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("ivr.yaml", link); err != nil {
		t.Fatal(err)
	}
	owner := os.Getuid()
	if owner == 0 { // only root can give files away
		owner = 12345
		if err := os.Chown(path, owner, owner); err != nil {
			t.Fatal(err)
		}
	}
	before := statOf(t, path)
	if err := replaceFile(link, "new"); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil || string(text) != "new" {
		t.Errorf("it holds %q (%v)", text, err)
	}
	if after := statOf(t, path); after != before || after.uid != owner {
		t.Errorf("it was %+v, it is %+v", before, after)
	}
	if to, err := os.Readlink(link); err != nil || to != "ivr.yaml" {
		t.Errorf("the link leads to %q (%v)", to, err)
	}
	if left, err := filepath.Glob(filepath.Join(folder, ".ariapp-*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v (%v)", left, err)
	}
}

// Law: what nobody may write, and what has a second name, is left as it is.
func TestUnwritableFiles(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "ivr.yaml")
	if err := os.WriteFile(path, []byte("old"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := unwritable(path); err != nil {
		t.Errorf("an ordinary file: %v", err)
	}
	if err := os.Chmod(path, 0o444); err != nil {
		t.Fatal(err)
	}
	if err := unwritable(path); err == nil || !strings.Contains(err.Error(), "nobody may write it") {
		t.Errorf("without write permission: %v", err)
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Link(path, filepath.Join(folder, "second.yaml")); err != nil {
		t.Fatal(err)
	}
	if err := unwritable(path); err == nil || !strings.Contains(err.Error(), "second name") {
		t.Errorf("with a second name: %v", err)
	}
}

// owned is what of a file must outlive its text.
type owned struct {
	uid, gid int
	mode     fs.FileMode
}

func statOf(t *testing.T, path string) owned {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		t.Fatal("the system does not tell who owns a file")
	}
	return owned{int(stat.Uid), int(stat.Gid), info.Mode()}
}
