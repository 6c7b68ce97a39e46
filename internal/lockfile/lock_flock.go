//go:build unix && !aix && !solaris

package lockfile

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// lock locks a file as long as it is open.
func lock(file *os.File) error {
	for {
		err := unix.Flock(int(file.Fd()), unix.LOCK_EX|unix.LOCK_NB)
		switch {
		case errors.Is(err, unix.EINTR):
		case errors.Is(err, unix.EWOULDBLOCK):
			return ErrHeld
		default:
			return err
		}
	}
}
