//go:build linux

package rig

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// command is one program to run to its end.
type command struct {
	name    string
	args    []string
	env     []string
	timeout time.Duration
	// holds is a lock that stays locked until the program has ended, even if
	// this process is killed before.
	holds *os.File
}

// run returns what the program printed; an error shows the end of it. When ctx
// ends, the program and its children are asked to end, and may clean up.
func (c command) run(ctx context.Context) (string, error) {
	timeout := c.timeout
	if timeout == 0 {
		timeout = commandTimeout
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	cmd := exec.CommandContext(ctx, c.name, c.args...)
	cmd.Env = append(os.Environ(), "LC_ALL=C", "DEBIAN_FRONTEND=noninteractive")
	cmd.Env = append(cmd.Env, c.env...)
	var output bytes.Buffer
	cmd.Stdout, cmd.Stderr = &output, &output
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM) }
	cmd.WaitDelay = killDelay
	if c.holds != nil {
		cmd.ExtraFiles = []*os.File{c.holds}
	}
	if err := cmd.Run(); err != nil {
		if ctx.Err() != nil {
			return output.String(), fmt.Errorf("running %s: %w", c.name, context.Cause(ctx))
		}
		return output.String(), fmt.Errorf("running %s: %w%s", c.name, err, tail(output.String()))
	}
	return output.String(), nil
}

// tail returns the end of a program's output for an error's text.
func tail(output string) string {
	output = strings.TrimSpace(output)
	if len(output) > outputTail {
		output = "… " + output[len(output)-outputTail:]
	}
	if output == "" {
		return ""
	}
	return "\n" + output
}
