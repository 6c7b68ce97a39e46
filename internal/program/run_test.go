package program

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"
)

// part is the variable by which the test binary knows that it is the program.
const part = "ARIAPP_TEST_PROGRAM"

func TestMain(m *testing.M) {
	switch os.Getenv(part) {
	case "":
		os.Exit(m.Run())
	case "echo":
		fmt.Print(strings.Join(os.Args[1:], "|"), "/")
		_, _ = io.Copy(os.Stdout, os.Stdin)
	case "complain":
		fmt.Fprint(os.Stderr, "first\nno voice\x1b[31m of that name\n\n")
		os.Exit(3)
	case "flood":
		for {
			if _, err := os.Stdout.Write(make([]byte, 4096)); err != nil {
				os.Exit(1)
			}
		}
	case "parent":
		child := exec.Command(os.Args[0])
		child.Env = append(os.Environ(), part+"=hang")
		child.Stderr = os.Stderr
		if child.Start() == nil {
			_ = os.WriteFile(os.Args[1], []byte(strconv.Itoa(child.Process.Pid)), 0o600)
		}
		_ = child.Wait()
	case "hang":
		<-time.After(time.Hour)
	}
}

// itself is a command that runs this test binary in that part.
func itself(t *testing.T, role string) Command {
	t.Helper()
	t.Setenv(part, role)
	return Command{Name: os.Args[0], Timeout: time.Minute}
}

// Law: a program gets its arguments as they are and its input; no shell reads them.
func TestArgumentsAreNotRead(t *testing.T) {
	c := itself(t, "echo")
	c.Args, c.Stdin = []string{"$HOME; rm *", "`x`"}, []byte("text")
	out, err := Run(t.Context(), c)
	if err != nil || string(out) != "$HOME; rm *|`x`/text" {
		t.Errorf("the program printed %q, %v", out, err)
	}
}

// Law: an error says which program, how it ended, and the last thing it said.
func TestAComplaintIsShown(t *testing.T) {
	_, err := Run(t.Context(), itself(t, "complain"))
	if err == nil || !strings.HasSuffix(err.Error(), "exit status 3: no voice [31m of that name") {
		t.Errorf("the error is %v", err)
	}
}

// Law: what prints for ever is ended.
func TestOutputIsBounded(t *testing.T) {
	c := itself(t, "flood")
	c.OutputMax = 100_000
	if out, err := Run(t.Context(), c); !errors.Is(err, ErrTooMuch) || out != nil {
		t.Errorf("%d bytes and %v", len(out), err)
	}
}

// Law: what hangs is ended, by its timeout or by its caller.
func TestWhatHangsIsEnded(t *testing.T) {
	c := itself(t, "hang")
	c.Timeout = 50 * time.Millisecond
	if _, err := Run(t.Context(), c); !errors.Is(err, context.DeadlineExceeded) ||
		!strings.Contains(err.Error(), "longer than 50ms") {
		t.Errorf("after the timeout: %v", err)
	}
	why := errors.New("the daemon stops")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(why)
	if _, err := Run(ctx, itself(t, "hang")); !errors.Is(err, why) {
		t.Errorf("after the end of ctx: %v", err)
	}
}

// Law: a program that is not there is said to be not installed.
func TestWhatIsNotInstalled(t *testing.T) {
	_, err := Run(t.Context(), Command{Name: "no-such-program-here"})
	if !errors.Is(err, ErrNotInstalled) {
		t.Errorf("the error is %v", err)
	}
}

// Law: only the end of a long complaint is kept, and shown on one short line.
func TestALongComplaintIsCut(t *testing.T) {
	var kept tail
	for range 100 {
		_, _ = kept.Write(bytes.Repeat([]byte("x"), 1000))
	}
	if len(kept.kept) != complaintMax || len(kept.last()) != complaintShown+len("…") {
		t.Errorf("%d bytes are kept, %d shown", len(kept.kept), len(kept.last()))
	}
}
