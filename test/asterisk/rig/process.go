//go:build linux

package rig

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// launch makes the mounts and becomes Asterisk, in one process: the pid that
// was started is Asterisk's own. $1 is the root. It comes before all else on a busy
// machine, where that is allowed: late audio is no audio.
const launch = `mount --bind /proc "$1/proc"
mount --bind /dev "$1/dev"
exec nice -n -10 chroot "$1" /usr/sbin/asterisk -f -U asterisk -G asterisk`

func (r *Rig) logPath() string { return filepath.Join(r.options.Dir, "asterisk.log") }

// start runs Asterisk in a mount namespace and session of its own, so that it
// outlives the program that started it, and its mounts do not outlive it.
func (r *Rig) start(s *state) error {
	output, err := os.Create(r.logPath())
	if err != nil {
		return fmt.Errorf("making asterisk's log: %w", err)
	}
	defer output.Close()
	if err := keepToOneself(); err != nil {
		return err
	}
	cmd := exec.Command("unshare", "--mount", "--propagation", "private", "--",
		"/bin/sh", "-ec", launch, "sh", r.rootPath())
	cmd.Stdout, cmd.Stderr = output, output
	cmd.Dir = "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("starting asterisk: %w", err)
	}
	s.Pid = cmd.Process.Pid
	s.StartTime, err = startTime(s.Pid)
	if err != nil {
		return fmt.Errorf("starting asterisk: %w%s", ErrNotReady, r.logTail())
	}
	r.child = cmd.Process
	return nil
}

// awaitReady returns when Asterisk has booted and ARI answers to the password.
func (r *Rig) awaitReady(ctx context.Context, s state) error {
	ctx, cancel := context.WithTimeout(ctx, readyTimeout)
	defer cancel()
	for {
		if !s.running() {
			return fmt.Errorf("starting asterisk: %w: it ended%s", ErrNotReady, r.logTail())
		}
		err := r.probe(ctx, s.Access)
		if err == nil {
			return nil
		}
		if pause(ctx, pollInterval) != nil {
			reason := fmt.Errorf("%w in %v: %w", ErrNotReady, readyTimeout, err)
			return fmt.Errorf("starting asterisk: %w%s", reason, r.logTail())
		}
	}
}

// probe fails unless Asterisk is all there.
func (r *Rig) probe(ctx context.Context, access Access) error {
	ctx, cancel := context.WithTimeout(ctx, probeTimeout)
	defer cancel()
	if _, err := r.console(ctx, "core waitfullybooted"); err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, access.ARIURL+"/asterisk/info", nil)
	if err != nil {
		return fmt.Errorf("asking ARI: %w", err)
	}
	request.SetBasicAuth(access.User, access.Password.Plain())
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("asking ARI: %w", err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("asking ARI: %s", response.Status)
	}
	return nil
}

// console runs one line on Asterisk's own console.
func (r *Rig) console(ctx context.Context, line string) (string, error) {
	return command{name: "chroot", args: []string{r.rootPath(), "/usr/sbin/asterisk", "-rx", line}}.run(ctx)
}

// stop ends our Asterisk, and only ours: politely, then by its pid.
func (r *Rig) stop(ctx context.Context, s state) error {
	if !s.running() {
		return nil
	}
	r.log("stopping asterisk, process %d", s.Pid)
	// It hangs up on the console in the middle of the answer: look at the process instead.
	_, _ = r.console(ctx, "core stop now")
	for _, sign := range []syscall.Signal{0, syscall.SIGTERM, syscall.SIGKILL} {
		if sign != 0 {
			r.log("asterisk does not end: sending %v", sign)
			if err := syscall.Kill(s.Pid, sign); err != nil && s.running() {
				return fmt.Errorf("ending asterisk: %w", err)
			}
		}
		if r.awaitEnd(ctx, s) {
			return nil
		}
	}
	return fmt.Errorf("ending asterisk: process %d is still there", s.Pid)
}

// awaitEnd tells whether the process ended in time.
func (r *Rig) awaitEnd(ctx context.Context, s state) bool {
	ctx, cancel := context.WithTimeout(ctx, stopTimeout)
	defer cancel()
	for s.running() {
		if pause(ctx, pollInterval) != nil {
			return false
		}
	}
	if r.child != nil && r.child.Pid == s.Pid {
		// Its own child stays in the table until somebody asks for its end.
		_, _ = r.child.Wait()
		r.child = nil
	}
	return true
}

// checkPorts fails when another program listens where Asterisk is to listen:
// Asterisk itself would run on without that port.
func checkPorts(options Options) error {
	listener, err := net.Listen("tcp", options.HTTP.String())
	if err != nil {
		return fmt.Errorf("checking %v for HTTP: %w", options.HTTP, ErrPortTaken)
	}
	listener.Close()
	packets, err := net.ListenPacket("udp", options.SIP.String())
	if err != nil {
		return fmt.Errorf("checking %v for SIP: %w", options.SIP, ErrPortTaken)
	}
	packets.Close()
	return nil
}

func (r *Rig) logTail() string {
	text, err := os.ReadFile(r.logPath())
	if err != nil {
		return ""
	}
	return tail(string(text))
}

// running tells whether the very process of the state is alive.
func (s state) running() bool {
	if s.Pid <= 0 {
		return false
	}
	started, err := startTime(s.Pid)
	return err == nil && started == s.StartTime
}

// startTime returns when a living process began, in clock ticks since boot.
func startTime(pid int) (uint64, error) {
	text, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return 0, fmt.Errorf("looking for process %d: %w", pid, err)
	}
	return parseStat(string(text))
}

// parseStat reads the start time from the text of /proc/PID/stat. A zombie
// counts as gone. The program's name may hold blanks and brackets.
func parseStat(text string) (uint64, error) {
	_, rest, found := cutLast(text, ")")
	fields := strings.Fields(rest)
	// After the name come the state (field 3) and so on; the start is field 22.
	if !found || len(fields) < 20 {
		return 0, fmt.Errorf("reading a process's state: %d fields", len(fields))
	}
	if fields[0] == "Z" || fields[0] == "X" {
		return 0, fmt.Errorf("reading a process's state: %w", os.ErrProcessDone)
	}
	started, err := strconv.ParseUint(fields[19], 10, 64)
	if err != nil {
		return 0, fmt.Errorf("reading a process's start: %w", err)
	}
	return started, nil
}

func cutLast(text, sep string) (before, after string, found bool) {
	at := strings.LastIndex(text, sep)
	if at < 0 {
		return text, "", false
	}
	return text[:at], text[at+len(sep):], true
}
