//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/ariapp/ariapp/test/asterisk/rig"
)

// agiAddress is where the rig's dialplan looks for the FastAGI server.
const agiAddress = "127.0.0.1:4573"

// lab is what a run needs: the rig's Asterisk, the built programs.
type lab struct {
	access   rig.Access
	asterisk int // the process
	root     string
	work     string
	built    map[string]string
}

func openLab(ctx context.Context) (*lab, error) {
	up, cancel := context.WithTimeout(ctx, upTimeout)
	defer cancel()
	r, access, err := rig.Require(up, func(line string) { fmt.Fprintln(os.Stderr, line) })
	if err != nil {
		return nil, fmt.Errorf("bringing the test Asterisk up: %w", err)
	}
	status, err := r.Status()
	if err != nil {
		return nil, fmt.Errorf("looking at the test Asterisk: %w", err)
	}
	root, err := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Dir}}").Output()
	if err != nil {
		return nil, fmt.Errorf("looking for the module's root: %w", err)
	}
	work, err := os.MkdirTemp("", "ariapp-bench-")
	if err != nil {
		return nil, fmt.Errorf("making a folder: %w", err)
	}
	return &lab{access: access, asterisk: status.Pid, root: strings.TrimSpace(string(root)), work: work,
		built: map[string]string{}}, nil
}

func (l *lab) close() error { return os.RemoveAll(l.work) }

// build compiles a program, the first time.
func (l *lab) build(ctx context.Context, pkg string) (string, error) {
	if path := l.built[pkg]; path != "" {
		return path, nil
	}
	path := filepath.Join(l.work, filepath.Base(pkg))
	compile := exec.CommandContext(ctx, "go", "build", "-trimpath", "-o", path, pkg)
	compile.Dir = l.root
	if said, err := compile.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building %s: %w\n%s", pkg, err, said)
	}
	l.built[pkg] = path
	return path, nil
}

// command is a program that finds ARI's password in its environment.
func (l *lab) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Env = append(os.Environ(), "ARI_PASSWORD="+l.access.Password.Plain())
	return cmd
}

// program is one that runs.
type program struct {
	cmd *exec.Cmd
	log *os.File
}

// begin starts a way's program and waits until it can take calls.
func (l *lab) begin(ctx context.Context, w way) (*program, error) {
	if w.command == nil {
		return nil, nil
	}
	cmd, err := w.command(ctx, l)
	if err != nil {
		return nil, err
	}
	p := &program{cmd: cmd}
	if p.log, err = os.CreateTemp(l.work, w.name+"-*.log"); err != nil {
		return nil, fmt.Errorf("making a log: %w", err)
	}
	cmd.Stdout, cmd.Stderr = p.log, p.log
	if err := cmd.Start(); err != nil {
		return nil, errors.Join(fmt.Errorf("starting %s: %w", w.name, err), p.log.Close())
	}
	ctx, cancel := context.WithTimeout(ctx, readyTimeout)
	defer cancel()
	for !l.ready(ctx, w) {
		select {
		case <-ctx.Done():
			said, _ := os.ReadFile(p.log.Name())
			return nil, errors.Join(fmt.Errorf("%s is not ready after %v\n%s", w.name, readyTimeout, said), p.end())
		case <-time.After(pollTick):
		}
	}
	return p, nil
}

// ready tells whether the way's application is served, or its socket open.
func (l *lab) ready(ctx context.Context, w way) bool {
	if w.app == "" {
		conn, err := net.DialTimeout("tcp", agiAddress, pollTick)
		if err == nil {
			_ = conn.Close()
		}
		return err == nil
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, l.access.ARIURL+"/applications/"+w.app, http.NoBody)
	if err != nil {
		return false
	}
	request.SetBasicAuth(l.access.User, l.access.Password.Plain())
	reply, err := http.DefaultClient.Do(request)
	if err != nil {
		return false
	}
	_ = reply.Body.Close()
	return reply.StatusCode == http.StatusOK
}

// end ends the program: asked first, killed where it does not heed.
func (p *program) end() error {
	if p == nil {
		return nil
	}
	defer p.log.Close()
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	kill := time.AfterFunc(endTimeout, func() { _ = p.cmd.Process.Kill() })
	defer kill.Stop()
	err := p.cmd.Wait()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) { // most know no orderly end
		return nil
	}
	return err
}
