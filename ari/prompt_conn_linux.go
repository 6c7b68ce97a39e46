//go:build linux && (amd64 || arm64) && !race

package ari

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"syscall"
	"unsafe"
)

// A promptConn is a TCP connection whose reading and writing Go's scheduler is not told of. They never block, as the
// socket does not. Yet package net has the scheduler expect that they might, which wakes its monitor thread whenever
// the process was idle before, and it is so before most events of a call. bench/NOTES.md has what that costs.
//
// The race detector learns from package syscall that what was written before a request comes before what is read behind
// it, by a server in the same process: with it, connections are as they were dialled.
type promptConn struct {
	*net.TCPConn
	raw syscall.RawConn
}

// promptly has the TCP connections that are dialled be prompt ones. What has something around it stays as it is.
func promptly(dial dialer) dialer {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dial(ctx, network, address)
		plain, is := conn.(*net.TCPConn)
		if err != nil || !is {
			return conn, err
		}
		raw, err := plain.SyscallConn()
		if err != nil {
			return nil, errors.Join(err, plain.Close())
		}
		return &promptConn{plain, raw}, nil
	}
}

// Read is [net.TCPConn.Read].
func (c *promptConn) Read(to []byte) (int, error) {
	if len(to) == 0 {
		return 0, nil
	}
	var n int
	var fault error
	err := c.raw.Read(func(fd uintptr) bool {
		n, fault = transfer(syscall.SYS_READ, fd, to)
		return fault != syscall.EAGAIN
	})
	switch {
	case err != nil:
		return 0, err
	case fault != nil:
		return 0, c.fault("read", fault)
	case n == 0:
		return 0, io.EOF
	}
	return n, nil
}

// Write is [net.TCPConn.Write].
func (c *promptConn) Write(from []byte) (written int, err error) {
	var fault error
	err = c.raw.Write(func(fd uintptr) bool {
		for fault = nil; written < len(from) && fault == nil; {
			var n int
			n, fault = transfer(syscall.SYS_WRITE, fd, from[written:])
			written += n
		}
		return fault != syscall.EAGAIN
	})
	if err == nil && fault != nil {
		err = c.fault("write", fault)
	}
	return written, err
}

func (c *promptConn) fault(op string, fault error) error {
	return &net.OpError{Op: op, Net: "tcp", Source: c.LocalAddr(), Addr: c.RemoteAddr(),
		Err: os.NewSyscallError(op, fault)}
}

// transfer reads into data, which is not empty, or writes from it.
func transfer(call, fd uintptr, data []byte) (int, error) {
	for {
		n, _, fault := syscall.RawSyscall(call, fd, uintptr(unsafe.Pointer(&data[0])), uintptr(len(data)))
		switch fault {
		case 0:
			return int(n), nil
		case syscall.EINTR:
		default:
			return 0, fault
		}
	}
}

// peek looks at the next byte of a socket without taking it or waiting for it.
func peek(fd uintptr) error {
	var one [1]byte
	_, _, fault := syscall.RawSyscall6(syscall.SYS_RECVFROM, fd, uintptr(unsafe.Pointer(&one)), uintptr(len(one)),
		syscall.MSG_PEEK|syscall.MSG_DONTWAIT, 0, 0)
	if fault != 0 {
		return fault
	}
	return nil
}
