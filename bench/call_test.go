//go:build bench

package bench

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ariapp/ariapp/app"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// callFlows is the call of bench/ways: answer, beep, one digit, beep, hang up.
const callFlows = `
app: {name: bench, answer_delay: 0s}
asterisk: {name: main, url: %q, username: ariapp, password: secret}
server: {listen: %q}
numbers: {_.: main}
flows:
  main:
    - answer
    - collect: {id: key, prompt: beep, length: 1}
    - play: beep
    - hangup
`

// The pace of those calls: so many begin in a second, and a caller thinks for so long before the key.
const (
	callsASecond = 100
	thinkTime    = 250 * time.Millisecond
	beepTime     = 400 * time.Millisecond
)

// BenchmarkCall is what a call costs the program that serves it, as a process of its own, on the stand-in for Asterisk:
// the smallest ARI program, and the daemon with all that it writes, without some of it, and with nothing.
func BenchmarkCall(b *testing.B) {
	for _, c := range []struct{ name, program, more string }{
		{"floor", "../bench/ways/floor", ""},
		{"everything", "../cmd/ariapp", ""},
		{"no-records", "../cmd/ariapp", "records: none\n"},
		{"no-journal", "../cmd/ariapp", "journal: {folder: none}\n"},
		{"neither", "../cmd/ariapp", "journal: {folder: none}\nrecords: none\n"},
	} {
		b.Run(c.name, func(b *testing.B) {
			server, url := callStand(b)
			program := begin(b, c.program, url, c.more)
			ctx, cancel := context.WithTimeout(b.Context(), 10*patience)
			defer cancel()
			if err := server.AwaitApp(ctx, "bench"); err != nil {
				b.Fatal(err)
			}
			calls(b, ctx, server, callsASecond) // the first ones are dearer
			before, taken := usedBy(b, program.Process.Pid), 0
			for b.Loop() {
				calls(b, ctx, server, callsASecond)
				taken += callsASecond
			}
			pass(time.Second) // what the last ones still cost belongs to them
			used := usedBy(b, program.Process.Pid) - before
			b.ReportMetric(float64(used.Microseconds())/float64(taken), "µs-CPU/call")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// BenchmarkCallWithin has daemon and stand-in in one process, for profiles (-cpuprofile, -memprofile).
func BenchmarkCallWithin(b *testing.B) {
	server, url := callStand(b)
	config := filepath.Join(b.TempDir(), "ivr.yaml")
	if err := os.WriteFile(config, fmt.Appendf(nil, callFlows, url, freeAddress(b)), 0o600); err != nil {
		b.Fatal(err)
	}
	file, findings, err := app.Load(config)
	if err != nil || file == nil {
		b.Fatal(err, findings)
	}
	daemon, err := app.New(app.Options{File: file, Record: true})
	if err != nil {
		b.Fatal(err)
	}
	ctx, stop := context.WithCancel(b.Context())
	ended := make(chan error, 1)
	go func() { ended <- daemon.Run(ctx) }()
	b.Cleanup(func() { stop(); <-ended })
	<-daemon.Ready()
	calls(b, ctx, server, callsASecond)
	before, taken := cpuTime(b), 0
	for b.Loop() {
		calls(b, ctx, server, callsASecond)
		taken += callsASecond
	}
	b.ReportMetric(float64((cpuTime(b)-before).Microseconds())/float64(taken), "µs-CPU/call")
	b.ReportMetric(0, "ns/op")
}

func callStand(b *testing.B) (*fakeari.Server, string) {
	b.Helper()
	server := fakeari.New(fakeari.Options{User: "ariapp", Password: "secret", DefaultSound: beepTime, RequestsKept: -1})
	b.Cleanup(server.Close)
	url, err := server.ListenTCP("127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	return server, url
}

// freeAddress is one of this machine on which nobody listens.
func freeAddress(b *testing.B) string {
	b.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	return listener.Addr().String()
}

// begin builds a program and starts it.
func begin(b *testing.B, pkg, url, more string) *exec.Cmd {
	b.Helper()
	dir := b.TempDir()
	binary, config := filepath.Join(dir, "program"), filepath.Join(dir, "ivr.yaml")
	if out, err := exec.Command("go", "build", "-o", binary, pkg).CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	if err := os.WriteFile(config, fmt.Appendf(nil, callFlows+more, url, freeAddress(b)), 0o600); err != nil {
		b.Fatal(err)
	}
	args := []string{"serve", "-c", config}
	if strings.HasSuffix(pkg, "floor") {
		args = []string{"-url", url, "-user", "ariapp", "-app", "bench"}
	}
	program := exec.Command(binary, args...)
	program.Env = append(os.Environ(), "ARI_PASSWORD=secret")
	program.Stderr = io.Discard
	if err := program.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		_ = program.Process.Kill()
		_ = program.Wait()
	})
	return program
}

// calls makes so many calls at the pace, and waits for their end.
func calls(b *testing.B, ctx context.Context, server *fakeari.Server, count int) {
	b.Helper()
	ticker := time.NewTicker(time.Second / callsASecond)
	defer ticker.Stop()
	var all sync.WaitGroup
	for range count {
		<-ticker.C
		all.Go(func() {
			if err := oneCall(ctx, server); err != nil {
				b.Error(err)
			}
		})
	}
	all.Wait()
}

func oneCall(ctx context.Context, server *fakeari.Server) error {
	call := server.Call(fakeari.Caller{App: "bench", Exten: "200", Number: "100"})
	if err := call.AwaitHeard(ctx, "sound:beep"); err != nil {
		return err
	}
	pass(thinkTime)
	call.Press("1")
	_, err := call.AwaitEnd(ctx)
	return err
}

// usedBy is what a process has used so far, by /proc/PID/stat, to 10 ms.
func usedBy(b *testing.B, pid int) time.Duration {
	b.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		b.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), ") ")
	var ticks int64
	for _, field := range strings.Fields(rest)[11:13] {
		n, err := strconv.ParseInt(field, 10, 64)
		if err != nil {
			b.Fatal(err)
		}
		ticks += n
	}
	return time.Duration(ticks) * 10 * time.Millisecond
}
