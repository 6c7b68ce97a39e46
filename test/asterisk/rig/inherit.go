//go:build linux

package rig

import (
	"fmt"
	"os"
	"strconv"
	"syscall"
)

// keepToOneself has programs that are started from now on inherit no file but
// those that they are given. Go's own are so already; one that this process has
// from whoever started it, such as the lock of `flock`, would be held by Asterisk
// until that ends.
func keepToOneself() error {
	open, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return fmt.Errorf("looking for open files: %w", err)
	}
	for _, one := range open {
		if number, err := strconv.Atoi(one.Name()); err == nil && number > syscall.Stderr {
			syscall.CloseOnExec(number)
		}
	}
	return nil
}
