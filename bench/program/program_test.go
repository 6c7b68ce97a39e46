//go:build linux

package program

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// Law: what a process has used and has is read of a living one, and of a dead one is an error.
func TestUsage(t *testing.T) {
	if used, err := CPUTime(os.Getpid()); err != nil || used < 0 || used > time.Hour {
		t.Errorf("%v %v", used, err)
	}
	if memory, err := Resident(os.Getpid()); err != nil || memory < 1<<20 {
		t.Errorf("%d bytes, %v", memory, err)
	}
	if open, err := Descriptors(os.Getpid()); err != nil || open < 3 {
		t.Errorf("%d descriptors, %v", open, err)
	}
	const nobody = 1 << 30
	for what, read := range map[string]func() error{
		"time":        func() error { _, err := CPUTime(nobody); return err },
		"memory":      func() error { _, err := Resident(nobody); return err },
		"descriptors": func() error { _, err := Descriptors(nobody); return err },
	} {
		if read() == nil {
			t.Errorf("%s: a process that is not there has some", what)
		}
	}
}

func workshop(t *testing.T) *Workshop {
	t.Helper()
	w := &Workshop{folder: t.TempDir(), built: map[string]string{}}
	return w
}

// Law: a program is started when it is ready, says what it said, and is gone when it was ended.
func TestStart(t *testing.T) {
	w := workshop(t)
	var p *Program
	looks := 0
	p, err := w.Start(t.Context(), "sleeper", exec.Command("sh", "-c", "echo here; exec sleep 600"),
		func(context.Context) bool { looks++; return looks > 2 })
	if err != nil {
		t.Fatal(err)
	}
	if p.PID() <= 0 || p.Took() < 2*pollTick || looks != 3 {
		t.Errorf("process %d after %v and %d looks", p.PID(), p.Took(), looks)
	}
	if err := p.End(); err != nil {
		t.Error(err)
	}
	if _, err := CPUTime(p.PID()); err == nil {
		t.Error("it runs still")
	}
	if err := (*Program)(nil).End(); err != nil {
		t.Error(err)
	}
}

// Law: a program that does not become ready is an error, and ended; so is one that cannot be started.
func TestStartFails(t *testing.T) {
	w := workshop(t)
	ctx, cancel := context.WithCancel(t.Context())
	cmd := exec.Command("sleep", "600")
	_, err := w.Start(ctx, "sleeper", cmd, func(context.Context) bool { cancel(); return false })
	if err == nil || !strings.Contains(err.Error(), "sleeper is not ready") {
		t.Errorf("%v", err)
	}
	if _, err := CPUTime(cmd.Process.Pid); err == nil {
		t.Error("it runs still")
	}
	if _, err := w.Start(t.Context(), "nothing", exec.Command("/nowhere/nothing"), nil); err == nil ||
		!strings.Contains(err.Error(), "starting nothing") {
		t.Errorf("%v", err)
	}
}

// Law: metrics are added up over their labels; what is no metric is passed over.
func TestMetrics(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/metrics" {
			http.NotFound(w, r)
			return
		}
		_, _ = w.Write([]byte("# HELP x y\nx{a=\"b c\"} 2\nx{a=\"d\"} 3\ngo_goroutines 41\nodd\nworse many\n"))
	}))
	defer server.Close()
	values, err := Metrics(t.Context(), server.URL+"/metrics")
	if err != nil || values["x"] != 5 || values["go_goroutines"] != 41 || len(values) != 2 {
		t.Errorf("%v %v", values, err)
	}
	if _, err := Metrics(t.Context(), server.URL+"/nothing"); err == nil {
		t.Error("404 has metrics")
	}
	if !OK(t.Context(), server.URL+"/metrics") || OK(t.Context(), server.URL+"/nothing") || OK(t.Context(), "http://127.0.0.1:1/") {
		t.Error("OK is wrong")
	}
	server.Client().CloseIdleConnections()
	http.DefaultClient.CloseIdleConnections()
}

// Law: whatever a program tells, reading it ends.
func FuzzMetrics(f *testing.F) {
	f.Add("x{a=\"b\"} 2\n# y\n")
	f.Fuzz(func(t *testing.T, text string) {
		if n := len(parseMetrics(text)); n > strings.Count(text, " ") {
			t.Errorf("%d metrics of %q", n, text)
		}
	})
}
