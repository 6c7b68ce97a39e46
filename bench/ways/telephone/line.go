package telephone

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"sync"
	"sync/atomic"
)

// Line is a socket over which many calls go at once. Open it with [Open], and close it.
type Line struct {
	conn    *net.UDPConn
	address string
	// deaf takes the sound of the calls that nobody listens to: it is never read, and the kernel drops what does not fit.
	deaf *net.UDPConn
	read sync.WaitGroup
	last atomic.Int64

	mu    sync.Mutex
	calls map[string]*call
}

// Open opens a line to a SIP server, such as 127.0.0.1:5060, which must be on loopback.
func Open(server string) (*Line, error) {
	to, err := net.ResolveUDPAddr("udp", server)
	if err != nil || !to.IP.IsLoopback() {
		return nil, fmt.Errorf("calling %q: an address and port on loopback are possible: %w", server, err)
	}
	conn, err := net.DialUDP("udp", nil, to)
	if err != nil {
		return nil, fmt.Errorf("opening a line: %w", err)
	}
	deaf, err := net.ListenUDP("udp", &net.UDPAddr{IP: to.IP})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("opening a line: %w", err), conn.Close())
	}
	_ = conn.SetReadBuffer(buffer) // less is no fault, only slower
	l := &Line{conn: conn, deaf: deaf, address: conn.LocalAddr().String(), calls: map[string]*call{}}
	l.read.Go(l.serve)
	return l, nil
}

// Close ends the line; calls under way fail.
func (l *Line) Close() error {
	err := errors.Join(l.conn.Close(), l.deaf.Close())
	l.read.Wait()
	return err
}

// serve hands each message to its call.
func (l *Line) serve() {
	data := make([]byte, messageMax)
	for {
		n, err := l.conn.Read(data)
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil { // an ICMP of the other side: the request is sent again, or fails by its limit
			continue
		}
		m, ok := parse(data[:n])
		if !ok {
			continue
		}
		l.mu.Lock()
		c := l.calls[m.callID]
		l.mu.Unlock()
		switch {
		case c != nil:
			c.take(m)
		case m.status == 0 && m.method == "BYE": // told again, as the answer was lost
			_, _ = l.conn.Write([]byte(m.answer()))
		}
	}
}

func (l *Line) begin(number string) *call {
	id := "b" + strconv.FormatInt(l.last.Add(1), 10) + "-" + strconv.Itoa(l.conn.LocalAddr().(*net.UDPAddr).Port)
	c := &call{line: l, id: id, inbox: make(chan message, inbox), ended: make(chan struct{})}
	c.target = "sip:" + number + "@" + l.conn.RemoteAddr().String()
	c.to = "<" + c.target + ">"
	l.mu.Lock()
	l.calls[id] = c
	l.mu.Unlock()
	return c
}

func (l *Line) forget(c *call) {
	l.mu.Lock()
	delete(l.calls, c.id)
	l.mu.Unlock()
}

func (l *Line) send(text string) error {
	_, err := l.conn.Write([]byte(text))
	if errors.Is(err, net.ErrClosed) || err == nil {
		return err
	}
	return nil // an ICMP that came for something earlier
}

// Place makes one call to a number. listen has its sound heard, for [Outcome.Prompt].
func (l *Line) Place(ctx context.Context, number string, listen bool) Outcome {
	c := l.begin(number)
	defer l.forget(c)
	ear, port := (*ear)(nil), l.deaf.LocalAddr().(*net.UDPAddr).Port
	if listen {
		var err error
		if ear, err = openEar(l.deaf.LocalAddr().(*net.UDPAddr).IP); err != nil {
			return Outcome{Err: err}
		}
		defer ear.close()
		port = ear.port()
	}
	ctx, cancel := context.WithTimeout(ctx, 3*patience)
	defer cancel()
	return c.run(ctx, port, ear)
}
