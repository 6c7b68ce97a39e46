//go:build unix

package simulate

import (
	"errors"
	"fmt"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// readable waits until a read of the file would not block. A poll, as no
// goroutine can be called back from a read of a terminal.
func readable(file *os.File, d time.Duration) (bool, error) {
	fds := []unix.PollFd{{Fd: int32(file.Fd()), Events: unix.POLLIN}}
	_, err := unix.Poll(fds, int(d.Milliseconds()))
	if err != nil && !errors.Is(err, unix.EINTR) {
		return false, fmt.Errorf("waiting for keys: %w", err)
	}
	return fds[0].Revents != 0, nil
}
