//go:build unix && !(linux && (amd64 || arm64) && !race)

package ari

import "syscall"

// peek looks at the next byte of a socket without taking it or waiting for it.
func peek(fd uintptr) error {
	var one [1]byte
	_, _, err := syscall.Recvfrom(int(fd), one[:], syscall.MSG_PEEK|syscall.MSG_DONTWAIT)
	return err
}
