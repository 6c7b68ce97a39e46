//go:build unix

package program

import (
	"errors"
	"os"
	"os/exec"
	"syscall"
)

// endWithChildren has the end of a run end all that the program has begun, too:
// it gets a group of processes of its own, and the group is killed.
func endWithChildren(run *exec.Cmd) {
	run.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	run.Cancel = func() error {
		err := syscall.Kill(-run.Process.Pid, syscall.SIGKILL)
		if errors.Is(err, syscall.ESRCH) { // it has ended meanwhile
			return os.ErrProcessDone
		}
		return err
	}
}
