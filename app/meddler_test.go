package app

import (
	"context"
	"encoding/binary"
	"net"
	"strings"
	"sync"
)

// meddler sits between the daemon and the fake and puts messages of its own
// into the event socket, which the fake would never send.
type meddler struct {
	dial func(context.Context, string, string) (net.Conn, error)

	mu     sync.Mutex
	socket *meddled // the event socket that was opened last
}

func (m *meddler) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := m.dial(ctx, network, address)
	if err != nil {
		return nil, err
	}
	c := &meddled{Conn: conn, meddler: m}
	c.arrived.L = &c.mu
	go c.pump()
	return c, nil
}

// send puts one frame into the stream; nothing else may be under way.
func (m *meddler) send(opcode byte, payload string) {
	m.mu.Lock()
	c := m.socket
	m.mu.Unlock()
	frame := []byte{0x80 | opcode}
	switch n := len(payload); {
	case n < 126:
		frame = append(frame, byte(n))
	case n < 1<<16:
		frame = binary.BigEndian.AppendUint16(append(frame, 126), uint16(n))
	default:
		frame = binary.BigEndian.AppendUint64(append(frame, 127), uint64(n))
	}
	c.put(append(frame, payload...), nil)
}

func (m *meddler) text(message string) { m.send(1, message) }

type meddled struct {
	net.Conn
	meddler *meddler

	mu      sync.Mutex
	arrived sync.Cond
	bytes   []byte
	err     error
}

func (c *meddled) put(p []byte, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.bytes = append(c.bytes, p...)
	if err != nil {
		c.err = err
	}
	c.arrived.Broadcast()
}

func (c *meddled) pump() {
	buffer := make([]byte, 4096)
	for {
		n, err := c.Conn.Read(buffer)
		c.put(buffer[:n], err)
		if err != nil {
			return
		}
	}
}

func (c *meddled) Read(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for len(c.bytes) == 0 && c.err == nil {
		c.arrived.Wait()
	}
	if len(c.bytes) == 0 {
		return 0, c.err
	}
	n := copy(p, c.bytes)
	c.bytes = c.bytes[n:]
	return n, nil
}

func (c *meddled) Write(p []byte) (int, error) {
	if strings.HasPrefix(string(p), "GET /ari/events?") {
		c.meddler.mu.Lock()
		c.meddler.socket = c
		c.meddler.mu.Unlock()
	}
	return c.Conn.Write(p)
}
