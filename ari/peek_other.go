//go:build !unix

package ari

import "net"

// canPeek tells that it can be seen whether a connection has ended without reading from it.
const canPeek = false

// canKeep is never asked.
func canKeep(net.Conn) bool { return false }

// isSilent is never asked.
func isSilent(net.Conn) bool { return false }
