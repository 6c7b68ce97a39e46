//go:build linux && asterisk

package asterisk

import (
	"bytes"
	"context"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/ariapp/ariapp/app"
)

// daemon is ours at work on the lab's Asterisk.
type daemon struct {
	app *app.App
	mu  sync.Mutex
	log bytes.Buffer
}

// serve runs the daemon on testdata/ivr.yaml until the test ends. Afterwards no
// call may be left in it.
func serve(t *testing.T) *daemon {
	t.Helper()
	t.Setenv("RIG_URL", lab.ARIURL)
	t.Setenv("RIG_USER", lab.User)
	t.Setenv("RIG_PASSWORD", lab.Password.Plain())
	t.Setenv("RIG_APP", lab.App)
	file, findings, err := app.Load("testdata/ivr.yaml")
	if err != nil || file == nil {
		t.Fatal(err, findings)
	}
	d := &daemon{}
	d.app, err = app.New(app.Options{
		File:   file,
		Logger: slog.New(slog.NewTextHandler(d, &slog.HandlerOptions{Level: slog.LevelDebug})),
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() {
		if err := d.app.Run(ctx); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(func() {
		cancel()
		running.Wait()
		if left := d.app.Calls(); left != 0 {
			t.Errorf("%d calls are left", left)
		}
		if t.Failed() {
			t.Logf("the daemon's log:\n%s", d.logged())
		}
	})
	select {
	case <-d.app.Ready():
	case <-time.After(awaitTimeout):
		t.Fatalf("the daemon does not connect:\n%s", d.logged())
	}
	return d
}

// Write takes the daemon's log.
func (d *daemon) Write(line []byte) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.log.Write(line)
}

func (d *daemon) logged() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.log.String()
}

// awaitIdle waits until the daemon has no call.
func (d *daemon) awaitIdle(t *testing.T) {
	t.Helper()
	deadline := time.After(awaitTimeout)
	tick := time.NewTicker(awaitTick)
	defer tick.Stop()
	for d.app.Calls() > 0 {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("the daemon keeps %d calls", d.app.Calls())
		}
	}
}
