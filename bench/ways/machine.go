//go:build linux

package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"
)

// head tells on what it was measured.
func (t *table) head(w io.Writer) {
	fmt.Fprintf(w, "# One call, in every way\n\nMeasured on %s, in %v: %s, %d processors, %s; %s; %s.\n",
		t.begun.UTC().Format("2006-01-02"), time.Since(t.begun).Round(time.Minute), processor(), runtime.NumCPU(), system(),
		runtime.Version(), version("node", "--version"))
	fmt.Fprintf(w, "Asterisk, the program and the caller share the machine. ×: against the smallest ARI program.\n"+
		"Each figure is the median of its rounds, in brackets the least and the greatest.\n")
}

func processor() string {
	text, _ := os.ReadFile("/proc/cpuinfo")
	for line := range strings.Lines(string(text)) {
		if name, value, found := strings.Cut(line, ":"); found && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return runtime.GOARCH
}

func system() string {
	text, _ := os.ReadFile("/etc/os-release")
	for line := range strings.Lines(string(text)) {
		if value, found := strings.CutPrefix(line, "PRETTY_NAME="); found {
			return strings.Trim(strings.TrimSpace(value), `"`)
		}
	}
	return runtime.GOOS
}

// version is what a program says of itself.
func version(name, flag string) string {
	said, err := exec.Command(name, flag).Output()
	if err != nil {
		return "no " + name
	}
	return name + " " + strings.TrimSpace(string(said))
}
