//go:build unix

package ari

import (
	"errors"
	"net"
	"syscall"
)

// canPeek tells that it can be seen whether a connection has ended without reading from it.
const canPeek = true

// canKeep tells connections that may carry a second request: those that the kernel can be asked about, and those in
// memory, as what is written to one of them that has ended fails and goes over another one. Behind one that somebody
// has put something around an end would be seen too late, and what comes unasked would be the next answer.
func canKeep(conn net.Conn) bool {
	if _, is := conn.(syscall.Conn); is {
		return true
	}
	address := conn.RemoteAddr()
	return address != nil && address.Network() == "pipe"
}

// isSilent tells that a connection that can be kept lives and that nothing waits to be read from it.
func isSilent(conn net.Conn) bool {
	kernel, is := conn.(syscall.Conn)
	if !is { // in memory, where looking would take from it
		return true
	}
	raw, err := kernel.SyscallConn()
	if err != nil {
		return false
	}
	silent := false
	err = raw.Read(func(fd uintptr) bool {
		silent = errors.Is(peek(fd), syscall.EAGAIN)
		return true
	})
	return err == nil && silent
}
