package sip

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"

	"github.com/ariapp/ariapp/test/asterisk/hearing"
)

// Phone makes calls to one SIP server on loopback.
type Phone struct {
	// Server is the address and port of the server, such as 127.0.0.1:5060.
	Server string
}

// Place makes one call and waits for its end. The error is [ErrCallFailed] when
// it went otherwise than its script.
func (p Phone) Place(ctx context.Context, call Call) (Result, error) {
	return p.PlaceMany(ctx, call, Load{})
}

// PlaceMany makes many calls of one kind and waits for the last one's end. The
// error is [ErrCallFailed] when one of them failed.
func (p Phone) PlaceMany(ctx context.Context, call Call, load Load) (Result, error) {
	run, err := p.Start(ctx, call, load)
	if err != nil {
		return Result{}, err
	}
	return run.Wait()
}

// Run is sipp at work. [Run.Wait] must be called.
type Run struct {
	ctx    context.Context
	cancel context.CancelFunc
	cmd    *exec.Cmd
	dir    string
	output bytes.Buffer
	calls  int
	ports  *reservation
	ear    *listener // of a call that listens
}

// Start begins calls and returns at once; the run ends with ctx at the latest.
func (p Phone) Start(ctx context.Context, call Call, load Load) (*Run, error) {
	load, err := load.settle()
	if err != nil {
		return nil, err
	}
	if call.Listen && load.Calls > 1 {
		return nil, fmt.Errorf("%w: listening to %d calls: one at a time", ErrBadScript, load.Calls)
	}
	server, err := netip.ParseAddrPort(p.Server)
	if err != nil || !server.Addr().IsLoopback() {
		return nil, fmt.Errorf("calling %q: %w: the server must be on loopback", p.Server, ErrNotRun)
	}
	dir, err := os.MkdirTemp("", "ariapp-sip-")
	if err != nil {
		return nil, fmt.Errorf("making a folder for sipp: %w", err)
	}
	run, err := start(ctx, server, call, load, dir)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	return run, nil
}

func start(ctx context.Context, server netip.AddrPort, call Call, load Load, dir string) (*Run, error) {
	scenario, err := render(call, dir)
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{filepath.Join(dir, "scenario.xml"): []byte(scenario.xml)}
	for path, content := range scenario.captures {
		files[path] = content
	}
	for path, content := range files {
		if err := os.WriteFile(path, content, 0o600); err != nil {
			return nil, fmt.Errorf("writing a file for sipp: %w", err)
		}
	}
	host := server.Addr()
	ports, ear, err := reserveFor(host, call.Listen)
	if err != nil {
		return nil, err
	}
	rate, period := load.pace()
	limit := load.length() + call.Script.longest() + runMargin
	ctx, cancel := context.WithTimeout(ctx, limit+runMargin)
	run := &Run{ctx: ctx, cancel: cancel, dir: dir, calls: load.Calls, ports: ports, ear: ear}
	run.cmd = exec.CommandContext(ctx, "sipp", server.String(),
		"-sf", "scenario.xml", "-i", host.String(), "-p", strconv.Itoa(ports.signalling()),
		"-mi", host.String(), "-mp", strconv.Itoa(ports.media()),
		"-m", strconv.Itoa(load.Calls), "-l", strconv.Itoa(load.Calls),
		"-r", strconv.Itoa(rate), "-rp", strconv.FormatInt(period.Milliseconds(), 10),
		"-timeout", strconv.Itoa(int(limit/time.Second))+"s", "-timeout_error", "-nostdin",
		"-trace_err", "-error_file", "errors.log",
		"-trace_stat", "-stf", "statistics.csv", "-fd", "1",
		"-trace_rtt", "-rtt_freq", "1")
	run.cmd.Dir = dir
	run.cmd.Env = append(os.Environ(), "TERM=dumb")
	run.cmd.Stdout, run.cmd.Stderr = &run.output, &run.output
	if err := run.cmd.Start(); err != nil {
		cancel()
		run.hear()
		ports.release()
		return nil, fmt.Errorf("starting sipp: %w: %w", ErrNotRun, err)
	}
	return run, nil
}

// Wait returns when the last call has ended.
func (r *Run) Wait() (Result, error) {
	defer r.cancel()
	defer r.ports.release()
	ended := r.cmd.Wait()
	heard := r.hear()
	result, err := r.read()
	result.Heard = heard
	if err != nil && ended != nil {
		err = fmt.Errorf("%w: %w\n%s", err, ended, lastLines(r.output.String()))
	}
	if r.ctx.Err() != nil && r.cmd.ProcessState.ExitCode() < 0 { // else it ended by itself, and was waited for late
		err = errors.Join(fmt.Errorf("waiting for sipp: %w", context.Cause(r.ctx)), err)
	}
	if err == nil {
		err = result.check(r.calls)
	}
	return result, errors.Join(err, os.RemoveAll(r.dir))
}

// hear ends the listening, if there is any, and returns what was heard.
func (r *Run) hear() hearing.Audio {
	if r.ear == nil {
		return hearing.Audio{}
	}
	return r.ear.close()
}

// read gathers what sipp wrote.
func (r *Run) read() (Result, error) {
	var result Result
	// Without failures there is no such file.
	failures, _ := os.ReadFile(filepath.Join(r.dir, "errors.log"))
	result.Failures = parseFailures(string(failures))
	statistics, err := os.ReadFile(filepath.Join(r.dir, "statistics.csv"))
	if err != nil {
		return result, fmt.Errorf("reading sipp's statistics: %w: %w", ErrNotRun, err)
	}
	result.Succeeded, result.Failed, err = parseStatistics(string(statistics))
	if err != nil {
		return result, err
	}
	setups, err := filepath.Glob(filepath.Join(r.dir, "*_rtt.csv"))
	if err != nil || len(setups) != 1 {
		return result, nil
	}
	text, err := os.ReadFile(setups[0])
	if err != nil {
		return result, fmt.Errorf("reading sipp's times: %w", err)
	}
	result.Setups = parseSetups(string(text))
	return result, nil
}

func lastLines(output string) string {
	const most = 1500
	if len(output) > most {
		return output[len(output)-most:]
	}
	return output
}
