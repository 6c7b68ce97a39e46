//go:build unix

package app

import (
	"net"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// Law: what would be waited for, or has no end, is no file, wherever it is named.
func TestAPipeIsNoFile(t *testing.T) {
	dir := t.TempDir()
	pipe, socket := filepath.Join(dir, "pipe"), filepath.Join(dir, "socket")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	for _, path := range []string{pipe, socket, "/dev/zero"} {
		loads(t, path, "error")
		for rule, text := range map[string]string{
			"include": "include: " + path + "\n",
			"file":    "schedules: {s: {zone: UTC, weekly: {mon: 09:00-10:00}, holidays: {file: " + path + "}}}\n",
		} {
			name := filepath.Join(dir, rule+".yaml")
			if err := os.WriteFile(name, []byte(fineFile+text), 0o600); err != nil {
				t.Fatal(err)
			}
			loads(t, name, rule)
		}
	}
}
