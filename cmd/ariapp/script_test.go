package main

import (
	"errors"
	"flag"
	"os/exec"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "write what is printed into the scripts")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"ariapp": main})
}

// Law: every command does what its script says, through a process of its own.
func TestScripts(t *testing.T) {
	ports := newPorts()
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       *update,
		Setup: func(env *testscript.Env) error {
			env.Setenv("GORACE", "atexit_sleep_ms=0") // else each process of a race build ends a second late
			env.Values[boxKey], env.Values[portsKey] = &box{}, ports
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits, "port": port, "asterisk": asterisk, "calls": calls, "crowd": crowd, "await": await,
			"signal": signalled, "tone": tone, "photo": photo,
			"caller": caller, "phone": phone, "rung": rung, "asked": asked, "slow": slow, "leave": leave,
			"nats": nats, "incoming": incoming, "floor": centreStub},
	})
}

// exits runs ariapp and compares its exit code: `exits 2 chek`.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits code arguments...")
	}
	err := ts.Exec("ariapp", args[1:]...)
	if got := exitText(err); got != args[0] {
		ts.Fatalf("ariapp %v exits with %s (%v), want %s", args[1:], got, err, args[0])
	}
}

func exitText(err error) string {
	if err == nil {
		return "0"
	}
	if ended := (*exec.ExitError)(nil); errors.As(err, &ended) {
		return strconv.Itoa(ended.ExitCode())
	}
	return "no exit code"
}
