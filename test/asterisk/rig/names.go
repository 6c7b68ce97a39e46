//go:build linux

package rig

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
)

// settleNames lets the root know this machine's name without any name server:
// Asterisk looks its own name up for every call, and would wait each time.
func settleNames(root *os.Root) error {
	host, err := os.Hostname()
	if err != nil {
		return fmt.Errorf("finding the machine's name: %w", err)
	}
	nsswitch, err := root.ReadFile("etc/nsswitch.conf")
	if err != nil {
		return fmt.Errorf("reading the root's name service: %w", err)
	}
	for path, content := range map[string]string{
		"etc/hosts":         "127.0.0.1 localhost " + host + "\n::1 localhost\n",
		"etc/resolv.conf":   "",
		"etc/nsswitch.conf": hostsFromFiles(string(nsswitch)),
	} {
		// debootstrap copies the machine's files, and these may be links.
		if err := root.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("clearing the root's %s: %w", path, err)
		}
		if err := root.WriteFile(path, []byte(content), 0o644); err != nil {
			return fmt.Errorf("writing the root's %s: %w", path, err)
		}
	}
	return nil
}

// hostsFromFiles rewrites nsswitch.conf so that hosts come from /etc/hosts only.
func hostsFromFiles(nsswitch string) string {
	var text strings.Builder
	for line := range strings.Lines(nsswitch) {
		if !strings.HasPrefix(strings.TrimSpace(line), "hosts:") {
			text.WriteString(line)
		}
	}
	text.WriteString("hosts: files\n")
	return text.String()
}
