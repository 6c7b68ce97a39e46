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
	"syscall"
	"time"
)

// Desks are telephones on loopback, as many as are rung, at one address: each takes any number of calls, one after
// another or at once, rings, answers, says nothing, and stays until the other side hangs up. It is SIPp as well: what
// an [Answerer] can do costs a process of the tests time that a crowd has not got. [Desks.Close] must be called.
type Desks struct {
	cancel context.CancelFunc
	cmd    *exec.Cmd
	dir    string
	output bytes.Buffer
	ports  *reservation
	host   netip.Addr
}

// Serve begins to wait for calls, which ring for so long before they are answered; it ends with ctx at the latest.
func Serve(ctx context.Context, rings time.Duration) (*Desks, error) {
	if rings < 0 {
		return nil, fmt.Errorf("%w: ringing for %v", ErrBadScript, rings)
	}
	d := &Desks{host: netip.AddrFrom4([4]byte{127, 0, 0, 1})}
	var err error
	if d.dir, err = os.MkdirTemp("", "ariapp-sip-"); err != nil {
		return nil, fmt.Errorf("making a folder for sipp: %w", err)
	}
	if err := os.WriteFile(filepath.Join(d.dir, "scenario.xml"), []byte(desksScenario(rings)), 0o600); err != nil {
		return nil, errors.Join(fmt.Errorf("writing a file for sipp: %w", err), os.RemoveAll(d.dir))
	}
	if d.ports, err = reserve(d.host); err != nil {
		return nil, errors.Join(err, os.RemoveAll(d.dir))
	}
	ctx, d.cancel = context.WithCancel(ctx)
	d.cmd = exec.CommandContext(ctx, "sipp", "-sf", "scenario.xml",
		"-i", d.host.String(), "-p", strconv.Itoa(d.ports.signalling()),
		"-mi", d.host.String(), "-mp", strconv.Itoa(d.ports.media()), "-nostdin",
		"-trace_err", "-error_file", "errors.log", "-trace_stat", "-stf", "statistics.csv", "-fd", "1")
	d.cmd.Dir = d.dir
	d.cmd.Env = append(os.Environ(), "TERM=dumb")
	d.cmd.Stdout, d.cmd.Stderr = &d.output, &d.output
	if err := d.cmd.Start(); err != nil {
		d.cancel()
		d.ports.release()
		return nil, errors.Join(fmt.Errorf("starting sipp: %w: %w", ErrNotRun, err), os.RemoveAll(d.dir))
	}
	return d, nil
}

// Address is where they are rung.
func (d *Desks) Address() string {
	return netip.AddrPortFrom(d.host, uint16(d.ports.signalling())).String()
}

// URI is where one of them is rung.
func (d *Desks) URI(name string) string { return "sip:" + name + "@" + d.Address() }

// Close ends the waiting when the calls are over, and tells what became of them. The error is [ErrCallFailed] when one
// went otherwise: nobody acknowledged the answer, say, or hung up before it.
func (d *Desks) Close() (Result, error) {
	defer d.ports.release()
	defer d.cancel()
	patience := time.AfterFunc(desksPatience, d.cancel)
	defer patience.Stop()
	_ = d.cmd.Process.Signal(syscall.SIGUSR1) // one that has ended is seen below
	ended := d.cmd.Wait()
	var result Result
	failures, _ := os.ReadFile(filepath.Join(d.dir, "errors.log")) // without failures there is none
	result.Failures = parseFailures(string(failures))
	statistics, err := os.ReadFile(filepath.Join(d.dir, "statistics.csv"))
	if err == nil {
		result.Succeeded, result.Failed, err = parseStatistics(string(statistics))
	}
	if err != nil {
		err = fmt.Errorf("reading sipp's statistics: %w: %w: %w\n%s", ErrNotRun, err, ended, lastLines(d.output.String()))
	} else {
		err = result.check(result.Succeeded)
	}
	return result, errors.Join(err, os.RemoveAll(d.dir))
}

// desksScenario is what they do, in SIPp's words.
func desksScenario(rings time.Duration) string {
	w := writer{}
	w.line(`<?xml version="1.0" encoding="UTF-8" ?>`)
	w.line(`<scenario name="telephones">`)
	w.line(`<recv request="INVITE" rrs="true" />`)
	w.accept("180 Ringing", "")
	w.pause(rings)
	w.accept("200 OK", `v=0
o=desk 1 1 IN IP[local_ip_type] [local_ip]
s=-
c=IN IP[media_ip_type] [media_ip]
t=0 0
m=audio [media_port] RTP/AVP 0
a=rtpmap:0 PCMU/`+fmt.Sprint(sampleRate)+`
a=ptime:20
a=sendrecv
`)
	w.line(`<recv request="ACK" timeout="%d" />`, replyTimeout.Milliseconds())
	w.line(`<recv request="BYE" />`)
	w.reply()
	w.line(`</scenario>`)
	return w.xml.String()
}

// accept says a status to the INVITE, as whom it has rung.
func (w *writer) accept(status, body string) {
	attributes, headers := "", []string{"SIP/2.0 " + status, "[last_Via:]", "[last_From:]",
		"[last_To:];tag=[pid]-[call_number]", "[last_Call-ID:]", "[last_CSeq:]", "[last_Record-Route:]",
		"Contact: <sip:desk@[local_ip]:[local_port]>"}
	if body != "" {
		attributes, headers = ` retrans="500"`, append(headers, "Content-Type: application/sdp")
	}
	w.send(attributes, headers, body)
}
