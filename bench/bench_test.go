//go:build bench

package bench

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/app"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

const flowsText = `
app: {answer_delay: 0s}
numbers: {_.: main}
flows:
  main:
    - answer
    - menu: {prompt: ask, first_timeout: 1h, choices: {1: hangup}}
`

// patience bounds every wait of a benchmark.
const patience = time.Minute

// callersAtOnce is how many callers come in one moment.
const callersAtOnce = 50

func stand(b *testing.B) (*fakeari.Server, string) {
	b.Helper()
	server := fakeari.New(fakeari.Options{User: "ariapp", Password: "secret", DefaultSound: 10 * time.Millisecond})
	b.Cleanup(server.Close)
	url, err := server.ListenTCP("127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	return server, url
}

// BenchmarkStasisStartToFirstRequest is the time from the entry of a channel
// until the stand-in for Asterisk has the daemon's first request about it, over
// loopback TCP: one call at a time, median and 99th percentile.
func BenchmarkStasisStartToFirstRequest(b *testing.B) {
	for _, transport := range []string{"http", "websocket"} {
		b.Run(transport, func(b *testing.B) {
			server, url := stand(b)
			file, findings, err := app.Parse("ivr.yaml", fmt.Sprintf(
				"asterisk: {url: %q, password: secret, transport: %s}\n%s", url, transport, flowsText))
			if err != nil || file == nil {
				b.Fatal(err, findings)
			}
			daemon, err := app.New(app.Options{File: file})
			if err != nil {
				b.Fatal(err)
			}
			ctx, stop := context.WithCancel(b.Context())
			ended := make(chan error, 1)
			go func() { ended <- daemon.Run(ctx) }()
			b.Cleanup(func() { stop(); <-ended })
			<-daemon.Ready()
			var took []time.Duration
			for b.Loop() {
				took = append(took, firstRequest(b, server))
			}
			report(b, took)
		})
	}
}

func firstRequest(b *testing.B, server *fakeari.Server) time.Duration {
	ctx, cancel := context.WithTimeout(b.Context(), patience)
	defer cancel()
	begin := time.Now()
	call := server.Call(fakeari.Caller{App: "ivr", Exten: "200"})
	request, err := server.AwaitRequest(ctx, func(r fakeari.Request) bool {
		return strings.Contains(r.Path, call.ID())
	})
	if err != nil {
		b.Fatal(err)
	}
	call.Hangup(16)
	if _, err := call.AwaitEnd(ctx); err != nil {
		b.Fatal(err)
	}
	return request.At.Sub(begin)
}

func report(b *testing.B, took []time.Duration) {
	slices.Sort(took)
	ms := func(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
	b.ReportMetric(ms(took[len(took)/2]), "ms-median")
	b.ReportMetric(ms(took[len(took)*99/100]), "ms-p99")
	b.ReportMetric(0, "ns/op") // the loop's time is mostly the stand-in's
}

// BenchmarkWaitingCalls is what a call that waits in a menu adds to the memory
// of the daemon, as a process of its own: resident size with so many calls less
// the size without, by their number.
func BenchmarkWaitingCalls(b *testing.B) {
	for _, calls := range []int{1000, 4000} {
		b.Run(strconv.Itoa(calls), func(b *testing.B) { waitingCalls(b, calls) })
	}
}

func waitingCalls(b *testing.B, calls int) {
	server, url := stand(b)
	dir := b.TempDir()
	config := filepath.Join(dir, "ivr.yaml")
	text := fmt.Sprintf("asterisk: {url: %q, password: secret}\nserver: {listen: %q}\n%s", url, freeAddress(b), flowsText)
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		b.Fatal(err)
	}
	binary := filepath.Join(dir, "ariapp")
	if out, err := exec.Command("go", "build", "-o", binary, "../cmd/ariapp").CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	for b.Loop() {
		daemon := exec.Command(binary, "serve", "-c", config)
		daemon.Stderr = io.Discard
		if err := daemon.Start(); err != nil {
			b.Fatal(err)
		}
		before, after := wait(b, server, daemon.Process.Pid, calls)
		_ = daemon.Process.Kill()
		_ = daemon.Wait()
		b.ReportMetric(float64(after-before)/float64(calls), "KB/call")
		b.ReportMetric(float64(before)/1024, "MB-idle")
	}
	b.ReportMetric(0, "ns/op")
}

// wait brings the calls in and returns the daemon's size in KB before and with them.
func wait(b *testing.B, server *fakeari.Server, pid, calls int) (before, after int) {
	ctx, cancel := context.WithTimeout(b.Context(), patience)
	defer cancel()
	if err := server.AwaitApp(ctx, "ivr"); err != nil {
		b.Fatal(err)
	}
	warm := server.Call(fakeari.Caller{App: "ivr", Exten: "200"})
	if err := warm.AwaitHeard(ctx, "sound:ask"); err != nil {
		b.Fatal(err)
	}
	before = residentKB(b, pid)
	waiting := make([]*fakeari.Call, calls)
	for some := range slices.Chunk(waiting, callersAtOnce) { // as they come, rather than all in one moment
		for i := range some {
			some[i] = server.Call(fakeari.Caller{App: "ivr", Exten: "200"})
		}
		for _, call := range some {
			if err := call.AwaitHeard(ctx, "sound:ask"); err != nil {
				b.Fatal(err)
			}
			if err := call.AwaitSilence(ctx); err != nil {
				b.Fatal(err)
			}
		}
	}
	after = residentKB(b, pid)
	for _, call := range append(waiting, warm) {
		call.Hangup(16)
	}
	return before, after
}

// residentKB is the resident size of a process, as Linux tells it.
func residentKB(b *testing.B, pid int) int {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		b.Fatal(err)
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kb, err := strconv.Atoi(strings.Fields(rest)[0])
			if err != nil {
				b.Fatal(err)
			}
			return kb
		}
	}
	b.Fatal("no VmRSS")
	return 0
}
