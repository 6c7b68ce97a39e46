//go:build linux

package rig

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func newRig(t *testing.T, dir string) *Rig {
	t.Helper()
	r, err := New(Options{Dir: dir, Log: func(line string) { t.Log(line) }})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func mustWrite(t *testing.T, path string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte("precious"), 0o644); err != nil {
		t.Fatal(err)
	}
}

// Law: a folder with somebody else's root in it is neither taken nor removed.
func TestForeignFolderStays(t *testing.T) {
	dir := t.TempDir()
	precious := filepath.Join(dir, "root", "precious")
	mustWrite(t, precious)
	r := newRig(t, dir)
	if err := r.claim(); !errors.Is(err, ErrNotOurs) {
		t.Errorf("claim = %v, want ErrNotOurs", err)
	}
	if err := r.removeRoot(t.Context()); !errors.Is(err, ErrNotOurs) {
		t.Errorf("removeRoot = %v, want ErrNotOurs", err)
	}
	if _, err := os.Stat(precious); err != nil {
		t.Error("the precious file is gone")
	}
}

// Law: a link in the root's place is not followed.
func TestLinkedRootStays(t *testing.T) {
	elsewhere, dir := t.TempDir(), t.TempDir()
	precious := filepath.Join(elsewhere, "precious")
	mustWrite(t, precious)
	r := newRig(t, dir)
	if err := r.claim(); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(elsewhere, r.rootPath()); err != nil {
		t.Fatal(err)
	}
	if err := r.removeRoot(t.Context()); !errors.Is(err, ErrNotOurs) {
		t.Errorf("removeRoot = %v, want ErrNotOurs", err)
	}
	if _, err := os.Stat(precious); err != nil {
		t.Error("the precious file is gone")
	}
}

// Law: what is left of a half-made rig goes, what others put beside it stays.
func TestRemoveFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "rig")
	r := newRig(t, dir)
	if err := r.claim(); err != nil {
		t.Fatal(err)
	}
	mustWrite(t, filepath.Join(r.rootPath(), "debootstrap", "half"))
	mustWrite(t, filepath.Join(dir, "note"))
	if err := r.removeRoot(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := r.removeFolder(); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 1 || entries[0].Name() != "note" {
		t.Errorf("left are %v, %v", entries, err)
	}
	if err := os.Remove(filepath.Join(dir, "note")); err != nil {
		t.Fatal(err)
	}
	if err := r.removeFolder(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the empty folder is left: %v", err)
	}
}

// Law: two rigs in one folder take turns, and the waiting one heeds its end.
func TestLock(t *testing.T) {
	dir := t.TempDir()
	unlock, err := newRig(t, dir).lock(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	short, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if _, err := newRig(t, dir).lock(short); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the second lock = %v, want DeadlineExceeded", err)
	}
	unlock()
	again, err := newRig(t, dir).lock(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	again()
}

// Law: the state survives from one rig to the next, the password too, and is
// for its owner only.
func TestState(t *testing.T) {
	dir := t.TempDir()
	want := state{Pid: 7, StartTime: 8, Installed: []string{"tool"}}
	if _, err := (Options{Dir: dir}).settle(&want); err != nil {
		t.Fatal(err)
	}
	if err := newRig(t, dir).writeState(want); err != nil {
		t.Fatal(err)
	}
	got, err := newRig(t, dir).readState()
	if err != nil {
		t.Fatal(err)
	}
	if got.Access != want.Access || got.Pid != 7 || got.StartTime != 8 || got.HTTP != want.HTTP {
		t.Errorf("got %+v, want %+v", got, want)
	}
	info, err := os.Stat(filepath.Join(dir, "rig.json"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}
