//go:build linux && asterisk

package asterisk

import (
	"bytes"
	"fmt"
	"net"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/ariapp/ariapp/ari"
)

// command is ariapp at work in the background, as in another terminal.
type command struct {
	*exec.Cmd
	mu     sync.Mutex
	output bytes.Buffer
}

// begin starts a command, which ends with the test at the latest.
func begin(t *testing.T, args ...string) *command {
	t.Helper()
	c := &command{Cmd: exec.CommandContext(t.Context(), binary, args...)}
	c.Env = environment()
	c.Stdout, c.Stderr = c, c
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	return c
}

// beginStraight is begin of a command straight at the lab's Asterisk.
func beginStraight(t *testing.T, args ...string) *command {
	t.Helper()
	return begin(t, append(args, "--asterisk", lab.ARIURL, "--user", lab.User)...)
}

// Write takes what the command prints.
func (c *command) Write(text []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.output.Write(text)
}

func (c *command) printed() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.output.String()
}

// interrupt is Ctrl-C, so many times at once; it returns the exit code, -1 when a signal has ended the command.
func (c *command) interrupt(t *testing.T, times int) int {
	t.Helper()
	for range times {
		_ = c.Process.Signal(syscall.SIGINT) // one that has ended does not hear it
	}
	kill := time.AfterFunc(stopTimeout, func() { _ = c.Process.Kill() })
	defer kill.Stop()
	_ = c.Wait() // the exit code says it
	return c.ProcessState.ExitCode()
}

// obeying is a daemon that commands find by its file.
func obeying(t *testing.T, text string) (d *daemon, through func(args ...string) string, file string) {
	t.Helper()
	socket, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := socket.Addr().String()
	socket.Close()
	file = writeFile(t, fmt.Sprintf("%sserver: {listen: %q, token: sesame}\n%s", partyHead, address, text), t.TempDir(), "ivr.yaml")
	d = start(t, file)
	return d, func(args ...string) string {
		t.Helper()
		stdout, stderr, code := hands(t, append(args, "-c", file)...)
		if code != 0 {
			t.Errorf("ariapp %s: %d\n%s%s", strings.Join(args, " "), code, stdout, stderr)
		}
		return stdout
	}, file
}

// handsListen waits until a command by hand listens to the endpoints of SIP.
func handsListen(t *testing.T, c *ari.Client) {
	t.Helper()
	(&daemon{client: c}).awaitFor(t, "the command to listen", func() bool {
		applications, err := c.Applications.List(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, one := range applications {
			if strings.HasPrefix(one.Name, "ariapp-hand-") && len(one.EndpointIDs) > 0 {
				return true
			}
		}
		return false
	})
}
