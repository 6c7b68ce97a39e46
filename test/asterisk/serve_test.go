//go:build linux && asterisk

package asterisk

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/ariapp/ariapp/ari"
)

const (
	buildTimeout = 5 * time.Minute
	// stopTimeout is how long the daemon may take to end; no call is under way then.
	stopTimeout = 10 * time.Second
)

// binary is the ariapp under test, built once by [TestMain].
var binary string

// build makes the binary in a folder of its own.
func build(dir string) error {
	ctx, cancel := context.WithTimeout(context.Background(), buildTimeout)
	defer cancel()
	binary = filepath.Join(dir, "ariapp")
	output, err := exec.CommandContext(ctx, "go", "build", "-o", binary, "../../cmd/ariapp").CombinedOutput()
	if err != nil {
		return fmt.Errorf("building ariapp: %w\n%s", err, output)
	}
	return nil
}

// daemon is `ariapp serve` at work on the lab's Asterisk.
type daemon struct {
	client *ari.Client
	mu     sync.Mutex
	log    bytes.Buffer
}

// serve runs the daemon on testdata/ivr.yaml until the test ends. It must end
// by itself when it is told to, with exit code 0.
func serve(t *testing.T) *daemon {
	t.Helper()
	d := &daemon{client: client(t)}
	cmd := exec.Command(binary, "serve", "-c", "testdata/ivr.yaml")
	cmd.Env = append(os.Environ(), "RIG_URL="+lab.ARIURL, "RIG_USER="+lab.User,
		"RIG_PASSWORD="+lab.Password.Plain(), "RIG_APP="+lab.App)
	cmd.Stderr = d
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		d.stop(t, cmd)
		if strings.Contains(d.logged(), lab.Password.Plain()) {
			t.Error("the password stands in the log")
		}
		if t.Failed() {
			t.Logf("the daemon's log:\n%s", d.logged())
		}
	})
	d.awaitFor(t, "the daemon to connect", func() bool { return strings.Contains(d.logged(), "msg=connected ") })
	return d
}

// stop ends the daemon as a service manager does, and kills one that stays.
func (d *daemon) stop(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Error(err)
	}
	kill := time.AfterFunc(stopTimeout, func() { _ = cmd.Process.Kill() })
	defer kill.Stop()
	if err := cmd.Wait(); err != nil {
		t.Errorf("the daemon ended with %v", err)
	}
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

// awaitIdle waits until nothing of the application is left in Asterisk: neither
// a channel nor a bridge, nor one that it still hears of.
func (d *daemon) awaitIdle(t *testing.T) {
	t.Helper()
	d.awaitFor(t, "the last call to leave", func() bool {
		application, err := d.client.Applications.Get(t.Context(), lab.App)
		if err != nil {
			t.Fatal(err)
		}
		return len(application.ChannelIDs) == 0 && len(application.BridgeIDs) == 0
	})
}

// awaitFor waits until something is so.
func (d *daemon) awaitFor(t *testing.T, what string, isSo func() bool) {
	t.Helper()
	deadline := time.After(awaitTimeout)
	tick := time.NewTicker(awaitTick)
	defer tick.Stop()
	for !isSo() {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("waited in vain for %s:\n%s", what, d.logged())
		}
	}
}
