package fakeari

import (
	"io"
	"net"
	"os"
	"sync"
	"time"
)

// newPipe makes an in-memory connection. Unlike net.Pipe it holds some bytes in
// each direction, as the kernel does for TCP: a side that is busy for a while does
// not stop the other one. It has no goroutines, so it works in a bubble.
func newPipe(address string) (near, far net.Conn) {
	there, back := newStream(), newStream()
	return newPipeEnd(back, there, address), newPipeEnd(there, back, address)
}

// stream is one direction of a pipe.
type stream struct {
	mu      sync.Mutex
	bytes   []byte
	ended   bool          // nothing more comes
	changed chan struct{} // closed and made anew at each change
}

func newStream() *stream { return &stream{changed: make(chan struct{})} }

// try does something with the stream and wakes the other side if that had an
// effect; otherwise it gives what to wait for.
func (s *stream) try(do func() bool) <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	if do() {
		s.wake()
		return nil
	}
	return s.changed
}

func (s *stream) wake() {
	close(s.changed)
	s.changed = make(chan struct{})
}

func (s *stream) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ended = true
	s.wake()
}

// pipeEnd is one side's connection.
type pipeEnd struct {
	in, out    *stream
	reads      *deadline
	writes     *deadline
	closed     chan struct{}
	once       sync.Once
	writeOrder sync.Mutex
	address    pipeAddr
}

func newPipeEnd(in, out *stream, address string) *pipeEnd {
	return &pipeEnd{
		in: in, out: out, reads: newDeadline(), writes: newDeadline(), closed: make(chan struct{}),
		address: pipeAddr(address),
	}
}

func (e *pipeEnd) Read(p []byte) (n int, err error) {
	for {
		moved, passed := e.reads.moved(), e.reads.passed() // in this order: a move between is seen
		select {
		case <-e.closed:
			return 0, io.ErrClosedPipe
		case <-passed:
			return 0, os.ErrDeadlineExceeded
		default:
		}
		if len(p) == 0 {
			return 0, nil
		}
		wait := e.in.try(func() bool {
			n = copy(p, e.in.bytes)
			if e.in.bytes = e.in.bytes[n:]; len(e.in.bytes) == 0 {
				e.in.bytes = nil
			}
			if n == 0 && e.in.ended {
				err = io.EOF
			}
			return n > 0 || err != nil
		})
		if wait == nil {
			return n, err
		}
		select {
		case <-wait:
		case <-passed:
		case <-moved:
		case <-e.closed:
		}
	}
}

func (e *pipeEnd) Write(p []byte) (n int, err error) {
	e.writeOrder.Lock()
	defer e.writeOrder.Unlock()
	for n < len(p) {
		moved, passed := e.writes.moved(), e.writes.passed()
		select {
		case <-e.closed:
			return n, io.ErrClosedPipe
		case <-passed:
			return n, os.ErrDeadlineExceeded
		default:
		}
		wait := e.out.try(func() bool {
			if e.out.ended {
				err = io.ErrClosedPipe
				return true
			}
			room := min(pipeBuffer-len(e.out.bytes), len(p)-n)
			e.out.bytes = append(e.out.bytes, p[n:n+room]...)
			n += room
			return room > 0
		})
		if err != nil {
			return n, err
		}
		if wait == nil {
			continue
		}
		select {
		case <-wait:
		case <-passed:
		case <-moved:
		case <-e.closed:
		}
	}
	return n, nil
}

// Close ends both directions: what is on its way still arrives, what the other
// side writes from now on does not.
func (e *pipeEnd) Close() error {
	e.once.Do(func() {
		close(e.closed)
		e.out.end()
		e.in.end()
		e.reads.set(time.Time{})
		e.writes.set(time.Time{})
	})
	return nil
}

func (e *pipeEnd) LocalAddr() net.Addr  { return e.address }
func (e *pipeEnd) RemoteAddr() net.Addr { return e.address }

func (e *pipeEnd) SetDeadline(t time.Time) error {
	e.reads.set(t)
	e.writes.set(t)
	return nil
}

func (e *pipeEnd) SetReadDeadline(t time.Time) error {
	e.reads.set(t)
	return nil
}

func (e *pipeEnd) SetWriteDeadline(t time.Time) error {
	e.writes.set(t)
	return nil
}

// pipeAddr is the address of a connection that has none.
type pipeAddr string

func (pipeAddr) Network() string  { return "pipe" }
func (a pipeAddr) String() string { return string(a) }

// deadline is a time that can be moved while somebody waits for it.
type deadline struct {
	mu    sync.Mutex
	timer *time.Timer
	over  chan struct{} // closed when the time has passed
	move  chan struct{} // closed when the time was moved
}

func newDeadline() *deadline {
	return &deadline{over: make(chan struct{}), move: make(chan struct{})}
}

func (d *deadline) set(t time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.timer != nil {
		d.timer.Stop()
		d.timer = nil
	}
	over := make(chan struct{})
	d.over = over
	close(d.move)
	d.move = make(chan struct{})
	switch wait := time.Until(t); {
	case t.IsZero():
	case wait <= 0:
		close(over)
	default:
		d.timer = time.AfterFunc(wait, func() { close(over) })
	}
}

func (d *deadline) passed() <-chan struct{} {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.over
}

func (d *deadline) moved() <-chan struct{} {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.move
}
