//go:build linux && asterisk

package asterisk

import (
	"bytes"
	"io"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// proxy stands between the daemon and Asterisk's HTTP port, and can cut the line.
type proxy struct {
	t        *testing.T
	listener net.Listener
	target   string
	serving  sync.WaitGroup

	mu    sync.Mutex
	conns map[net.Conn]bool
	held  bool
	// sockets are the sides of event sockets.
	sockets []*passage

	// passing is what each packet takes, frozen tells that none gets it.
	passing sync.RWMutex
	frozen  atomic.Bool
}

// between opens a proxy to the lab's Asterisk until the test ends.
func between(t *testing.T) *proxy {
	t.Helper()
	return betweenAt(t, "127.0.0.1")
}

// betweenAt is between at another address of this machine.
func betweenAt(t *testing.T, host string) *proxy {
	t.Helper()
	target, _, _ := strings.Cut(strings.TrimPrefix(lab.ARIURL, "http://"), "/")
	return inFrontOfAt(t, host, target)
}

// inFrontOf opens a proxy to any address until the test ends.
func inFrontOf(t *testing.T, target string) *proxy {
	t.Helper()
	return inFrontOfAt(t, "127.0.0.1", target)
}

func inFrontOfAt(t *testing.T, host, target string) *proxy {
	t.Helper()
	listener, err := net.Listen("tcp", host+":0")
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{t: t, listener: listener, target: target, conns: map[net.Conn]bool{}}
	p.serving.Go(p.accept)
	t.Cleanup(func() {
		listener.Close()
		p.thaw()
		p.cut()
		p.serving.Wait()
	})
	return p
}

func (p *proxy) url() string { return "http://" + p.listener.Addr().String() + "/ari" }

func (p *proxy) accept() {
	for {
		near, err := p.listener.Accept()
		if err != nil {
			return
		}
		p.serving.Go(func() { p.carry(near) })
	}
}

// carry moves bytes both ways until one side ends.
func (p *proxy) carry(near net.Conn) {
	defer near.Close()
	far, err := net.Dial("tcp", p.target)
	if err != nil {
		return
	}
	defer far.Close()
	if !p.keep(near, far) {
		return
	}
	defer p.drop(near, far)
	var up sync.WaitGroup
	down := &passage{p: p, to: near}
	up.Go(func() {
		p.move(&passage{p: p, to: far, back: down}, near)
		far.Close()
	})
	p.move(down, far)
	near.Close()
	up.Wait()
}

// move copies until one side ends. The bytes go through this process: not every
// kernel moves them from socket to socket by itself as it should.
func (p *proxy) move(to *passage, from io.Reader) {
	_, _ = io.Copy(to, struct{ io.Reader }{from})
}

// passage is a side of a proxy that may freeze, or swallow what it is given.
type passage struct {
	p        *proxy
	to       io.Writer
	back     *passage // the other side of one that goes to Asterisk
	swallows atomic.Bool
}

func (w *passage) Write(data []byte) (int, error) {
	w.p.passing.RLock()
	defer w.p.passing.RUnlock()
	if w.back != nil && bytes.HasPrefix(data, []byte("GET /ari/events")) {
		w.p.mu.Lock()
		w.p.sockets = append(w.p.sockets, w, w.back)
		w.p.mu.Unlock()
	}
	if w.swallows.Load() {
		return len(data), nil
	}
	return w.to.Write(data)
}

// silence has the event sockets of now stay open and bring nothing any more; what is sent to Asterisk on them arrives
// unless both sides are meant.
func (p *proxy) silence(both bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, side := range p.sockets {
		if side.back == nil || both {
			side.swallows.Store(true)
		}
	}
}

// freeze has nothing pass any more, as when a cable is cut: nobody is told.
func (p *proxy) freeze() {
	if !p.frozen.Swap(true) {
		p.passing.Lock()
	}
}

func (p *proxy) thaw() {
	if p.frozen.Swap(false) {
		p.passing.Unlock()
	}
}

func (p *proxy) keep(conns ...net.Conn) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.held {
		return false
	}
	for _, conn := range conns {
		p.conns[conn] = true
	}
	return true
}

func (p *proxy) drop(conns ...net.Conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, conn := range conns {
		delete(p.conns, conn)
	}
}

// cut ends every connection; new ones may be made at once.
func (p *proxy) cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for conn := range p.conns {
		conn.Close()
	}
}

// hold cuts the line and keeps it cut until letGo.
func (p *proxy) hold() {
	p.set(true)
	p.cut()
}

func (p *proxy) letGo() { p.set(false) }

func (p *proxy) set(held bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.held = held
}
