//go:build linux && asterisk

package asterisk

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/test/asterisk/rig"
	"github.com/ariapp/ariapp/test/asterisk/sip"
)

const (
	upTimeout    = 15 * time.Minute // the first time on a machine
	awaitTimeout = 10 * time.Second
	awaitTick    = 20 * time.Millisecond
)

var (
	// machine runs the Asterisk of this test program, lab is how to use it.
	machine *rig.Rig
	lab     rig.Access
)

func TestMain(m *testing.M) { os.Exit(run(m)) }

// run prepares what all tests share; a machine where that fails fails them all.
func run(m *testing.M) int {
	ctx, cancel := context.WithTimeout(context.Background(), upTimeout)
	defer cancel()
	r, access, err := rig.Require(ctx, func(line string) { fmt.Fprintln(os.Stderr, line) })
	if err != nil {
		fmt.Fprintln(os.Stderr, "the real Asterisk is not there:", err)
		return 1
	}
	machine, lab = r, access
	dir, err := os.MkdirTemp("", "ariapp-calls-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	if err := build(dir); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}

func phone() sip.Phone { return sip.Phone{Server: lab.SIP} }

// client returns a client of the lab's ARI.
func client(t *testing.T) *ari.Client {
	t.Helper()
	c, err := ari.New(ari.Options{
		URL: lab.ARIURL, Username: lab.User, Password: ari.Secret(lab.Password.Plain()),
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// forget clears a global variable of the dialplan before a test.
func forget(t *testing.T, c *ari.Client, name string) {
	t.Helper()
	err := c.Asterisk.SetGlobalVar(t.Context(), ari.AsteriskSetGlobalVarParams{Variable: name})
	if err != nil {
		t.Fatal(err)
	}
}

// await waits until a global variable of the dialplan has this value.
func await(t *testing.T, c *ari.Client, name, want string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), awaitTimeout)
	defer cancel()
	tick := time.NewTicker(awaitTick)
	defer tick.Stop()
	last := ""
	for {
		found, err := c.Asterisk.GetGlobalVar(ctx, ari.AsteriskGetGlobalVarParams{Variable: name})
		if err == nil {
			last = found.Value
		}
		if err == nil && last == want {
			return
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatalf("%s = %q, %v; want %q", name, last, err, want)
		}
	}
}

// awaitNobody waits until Asterisk has no channel of these callers.
func awaitNobody(t *testing.T, c *ari.Client, from string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), awaitTimeout)
	defer cancel()
	tick := time.NewTicker(awaitTick)
	defer tick.Stop()
	for {
		channels, err := c.Channels.List(ctx)
		if err != nil {
			t.Fatal(err)
		}
		left := 0
		for _, channel := range channels {
			if channel.Caller.Number == from {
				left++
			}
		}
		if left == 0 {
			return
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatalf("%d channels of %s are left", left, from)
		}
	}
}
