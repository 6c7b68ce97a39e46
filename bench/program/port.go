//go:build linux

package program

import (
	"context"
	"fmt"
	"net"
)

// Free is an address of loopback that nobody listens at.
func Free(ctx context.Context) (string, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("looking for a free port: %w", err)
	}
	return listener.Addr().String(), listener.Close()
}
