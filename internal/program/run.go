package program

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
	"unicode"
)

// ErrTooMuch is wrapped when a program prints more than it may.
var ErrTooMuch = errors.New("too much output")

// ErrNotInstalled is wrapped when there is no such program.
var ErrNotInstalled = errors.New("not installed")

// Command is one run of a program. Name is a path, or a name that is looked up in PATH.
type Command struct {
	Name  string
	Args  []string
	Stdin []byte
	// Timeout and OutputMax have defaults for 0.
	Timeout   time.Duration
	OutputMax int
}

// Run runs the program to its end and gives what it printed to standard output.
func Run(ctx context.Context, c Command) ([]byte, error) {
	name := filepath.Base(c.Name)
	path, err := exec.LookPath(c.Name)
	if err != nil {
		return nil, fmt.Errorf("%s: %w: no program %q is found", name, ErrNotInstalled, c.Name)
	}
	timeout := c.Timeout
	if timeout <= 0 {
		timeout = TimeoutDefault
	}
	timed, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	output := &bounded{max: c.OutputMax}
	if output.max <= 0 {
		output.max = OutputDefault
	}
	complaint := &tail{}
	run := exec.CommandContext(timed, path, c.Args...)
	run.Stdin, run.Stdout, run.Stderr = bytes.NewReader(c.Stdin), output, complaint
	run.WaitDelay = grace
	endWithChildren(run)
	err = run.Run()
	switch {
	case ctx.Err() != nil:
		return nil, fmt.Errorf("%s: %w", name, context.Cause(ctx))
	case output.full:
		return nil, fmt.Errorf("%s: %w: it printed more than %d bytes", name, ErrTooMuch, output.max)
	case timed.Err() != nil:
		return nil, fmt.Errorf("%s: it took longer than %v: %w", name, timeout, context.DeadlineExceeded)
	case err != nil && complaint.last() != "":
		return nil, fmt.Errorf("%s: %w: %s", name, err, complaint.last())
	case err != nil:
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return output.buffer.Bytes(), nil
}

// bounded keeps what is written until it is too much; the error ends the copying, and so the program.
type bounded struct {
	buffer bytes.Buffer
	max    int
	full   bool
}

func (b *bounded) Write(p []byte) (int, error) {
	if b.buffer.Len()+len(p) > b.max {
		b.full = true
		return 0, ErrTooMuch
	}
	return b.buffer.Write(p)
}

// tail keeps the end of what is written.
type tail struct{ kept []byte }

func (t *tail) Write(p []byte) (int, error) {
	t.kept = append(t.kept, p...)
	if extra := len(t.kept) - complaintMax; extra > 0 {
		t.kept = append(t.kept[:0], t.kept[extra:]...)
	}
	return len(p), nil
}

// last is the last line that says something, on one line and without control characters.
func (t *tail) last() string {
	lines := strings.Split(strings.ToValidUTF8(string(t.kept), "?"), "\n")
	for i := len(lines) - 1; i >= 0; i-- {
		line := strings.TrimSpace(strings.Map(func(r rune) rune {
			if unicode.IsControl(r) {
				return ' '
			}
			return r
		}, lines[i]))
		if line == "" {
			continue
		}
		if runes := []rune(line); len(runes) > complaintShown {
			line = string(runes[:complaintShown]) + "…"
		}
		return line
	}
	return ""
}
