//go:build linux

package program

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Workshop is a folder in which programs of this repository are built, each once. Open it with [Open], and close it.
type Workshop struct {
	root, folder string
	built        map[string]string
}

// Open makes a workshop in a folder that is new.
func Open(ctx context.Context) (*Workshop, error) {
	root, err := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Dir}}").Output()
	if err != nil {
		return nil, fmt.Errorf("looking for the module's root: %w", err)
	}
	folder, err := os.MkdirTemp("", "ariapp-bench-")
	if err != nil {
		return nil, fmt.Errorf("making a folder: %w", err)
	}
	return &Workshop{root: strings.TrimSpace(string(root)), folder: folder, built: map[string]string{}}, nil
}

// Close removes the folder.
func (w *Workshop) Close() error { return os.RemoveAll(w.folder) }

// Root is the folder of the module, Folder the workshop's own.
func (w *Workshop) Root() string { return w.root }

// Folder is where programs may leave things.
func (w *Workshop) Folder() string { return w.folder }

// Fresh makes a folder that is new.
func (w *Workshop) Fresh(name string) (string, error) {
	folder, err := os.MkdirTemp(w.folder, name+"-")
	if err != nil {
		return "", fmt.Errorf("making a folder: %w", err)
	}
	return folder, nil
}

// Build compiles a command of the module, the first time, and gives its path.
func (w *Workshop) Build(ctx context.Context, pkg string, flags ...string) (string, error) {
	key := strings.Join(append(flags, pkg), " ")
	if path := w.built[key]; path != "" {
		return path, nil
	}
	path := filepath.Join(w.folder, fmt.Sprintf("%s-%d", filepath.Base(pkg), len(w.built)))
	args := append([]string{"build", "-trimpath", "-o", path}, flags...)
	compile := exec.CommandContext(ctx, "go", append(args, pkg)...)
	compile.Dir = w.root
	if said, err := compile.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building %s: %w\n%s", pkg, err, said)
	}
	w.built[key] = path
	return path, nil
}
