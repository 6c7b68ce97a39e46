//go:build linux && asterisk

package rig

import (
	"os"
	"path/filepath"
	"testing"
)

// Law: down after a killed debootstrap unmounts first; what was mounted keeps
// every file.
func TestDownSparesWhatIsMounted(t *testing.T) {
	precious := filepath.Join(t.TempDir(), "source", "precious")
	mustWrite(t, precious)
	r := newRig(t, filepath.Join(t.TempDir(), "with blank"))
	if err := r.claim(); err != nil {
		t.Fatal(err)
	}
	for _, folder := range []string{"dev", "dev/inner"} {
		point := filepath.Join(r.rootPath(), folder)
		if err := os.MkdirAll(point, 0o755); err != nil {
			t.Fatal(err)
		}
		bind := command{name: "mount", args: []string{"--bind", filepath.Dir(precious), point}}
		if _, err := bind.run(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	mounted, err := mountsBelow(r.rootPath())
	if err != nil || len(mounted) != 2 {
		t.Fatalf("mounted are %v, %v; want two", mounted, err)
	}
	if err := r.Down(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(precious); err != nil {
		t.Error("the precious file is gone")
	}
	if _, err := os.Stat(r.options.Dir); !os.IsNotExist(err) {
		t.Errorf("the folder is left: %v", err)
	}
}
