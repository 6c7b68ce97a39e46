//go:build unix

package ari

import (
	"errors"
	"net"
	"syscall"
)

// canPeek tells that it can be seen whether a connection has ended without reading from it.
const canPeek = true

// isSilent tells that a connection lives and that nothing waits to be read from it, as far as the kernel can be asked.
// What is written to one in memory that has ended fails, and goes over another one.
func isSilent(conn net.Conn) bool {
	kernel, is := conn.(syscall.Conn)
	if !is { // one in memory, or that somebody has put something around: looking would take from it
		return true
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
