//go:build !unix

package ari

import "net"

// canPeek tells that it can be seen whether a connection has ended without reading from it.
const canPeek = false

// isSilent is never asked.
func isSilent(net.Conn) bool { return false }
