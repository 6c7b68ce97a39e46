//go:build unix

package ari

import (
	"errors"
	"net"
	"os"
	"syscall"
	"time"
)

// canPeek tells that it can be seen whether a connection has ended without reading from it.
const canPeek = true

// isSilent tells that a connection lives and that nothing waits to be read from it.
func isSilent(conn net.Conn) bool {
	kernel, is := conn.(syscall.Conn)
	if !is { // one in memory: it looks for the other side before it looks at the time
		_ = conn.SetReadDeadline(time.Unix(1, 0))
		_, err := conn.Read(make([]byte, 1))
		_ = conn.SetReadDeadline(time.Time{})
		return errors.Is(err, os.ErrDeadlineExceeded)
	}
	raw, err := kernel.SyscallConn()
	if err != nil {
		return false
	}
	silent := false
	err = raw.Read(func(fd uintptr) bool {
		var one [1]byte
		_, _, err := syscall.Recvfrom(int(fd), one[:], syscall.MSG_PEEK|syscall.MSG_DONTWAIT)
		silent = errors.Is(err, syscall.EAGAIN)
		return true
	})
	return err == nil && silent
}
