package ari

import (
	"cmp"
	"context"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// A connPool keeps HTTP connections in clear, each for one request at a time. Who asks writes and reads by itself:
// net/http has two goroutines a connection and wakes both for each request, which costs more than the request itself.
// How many connections there are at most is the turnstile's business.
type connPool struct {
	dial    dialer
	address string
	head    func() string // the lines of a request's head that are always the same, where no printing finds them

	mu       sync.Mutex
	idle     []*keptConn // by when they were put down, the last one last
	closed   bool
	sweeping bool // sweeper is on its way
	sweeper  *time.Timer
}

// newConnPool makes the pool of a server, nil for one that net/http has to reach: over TLS, through a client of
// somebody else's, under a name that has to be translated, and where nobody can tell whether a connection has ended.
func newConnPool(o Options, root *url.URL) *connPool {
	if !canPeek || root.Scheme != "http" || o.HTTPClient != nil || !isPlainHost(root.Host) {
		return nil
	}
	head := version + "Host: " + strings.TrimSuffix(root.Host, ":") + "\r\nUser-Agent: " + userAgent +
		"\r\nAuthorization: " + basicHeader(o)().Get("Authorization") + "\r\n"
	return &connPool{dial: promptly(dialerOf(o)), head: func() string { return head },
		address: net.JoinHostPort(root.Hostname(), cmp.Or(root.Port(), "80"))}
}

// isPlainHost tells hosts that stand in a request as they stand in a URL.
func isPlainHost(host string) bool {
	for i := range len(host) {
		if c := host[i]; !unreserved(c) && c != ':' && c != '[' && c != ']' {
			return false
		}
	}
	return true
}

// roundTrip sends one request to a target, the root's path and what is below it. One that found its connection ended
// goes over another if Asterisk cannot have seen it, or if that changes nothing.
func (p *connPool) roundTrip(ctx context.Context, request *Request, target string) (*Response, error) {
	for {
		conn, err := p.take(ctx)
		if err != nil {
			return nil, err
		}
		stop := context.AfterFunc(ctx, conn.close)
		response, err := conn.exchange(p, request, target)
		again := conn.used && !conn.answered && (!conn.written || request.Method == http.MethodGet)
		if stop() && conn.reusable {
			p.put(conn) // from now on somebody else may have it
		} else {
			conn.close()
		}
		if err == nil || !again || ctx.Err() != nil {
			return response, err
		}
	}
}

// take gives the connection that was used last and that is fit to be used, or else a new one.
func (p *connPool) take(ctx context.Context) (*keptConn, error) {
	for conn := p.last(); conn != nil; conn = p.last() {
		if time.Since(conn.since) < IdleConnTimeout && conn.lives() {
			conn.used = true
			return conn, nil
		}
		conn.close()
	}
	conn, err := p.dial(ctx, "tcp", p.address)
	if err != nil {
		return nil, err
	}
	return newKeptConn(conn), nil
}

func (p *connPool) last() *keptConn {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := len(p.idle) - 1
	if n < 0 {
		return nil
	}
	conn := p.idle[n]
	p.idle[n] = nil
	p.idle = p.idle[:n]
	return conn
}

// put keeps a connection for the next request.
func (p *connPool) put(conn *keptConn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		conn.close()
		return
	}
	conn.since = time.Now()
	p.idle = append(p.idle, conn)
	p.sweepLater()
}

// sweepLater sees to it that what nobody uses does not stay open, from the end of the one on that was put down first.
// p.mu is held.
func (p *connPool) sweepLater() {
	if p.sweeping || len(p.idle) == 0 {
		return
	}
	wait := IdleConnTimeout - time.Since(p.idle[0].since)
	if p.sweeper == nil {
		p.sweeper = time.AfterFunc(wait, p.sweep)
	} else {
		p.sweeper.Reset(wait)
	}
	p.sweeping = true
}

// sweep closes what has not been used for IdleConnTimeout, or has ended.
func (p *connPool) sweep() {
	p.mu.Lock()
	defer p.mu.Unlock()
	kept := p.idle[:0]
	for _, conn := range p.idle {
		if time.Since(conn.since) < IdleConnTimeout && conn.lives() {
			kept = append(kept, conn)
		} else {
			conn.close()
		}
	}
	clear(p.idle[len(kept):])
	p.idle, p.sweeping = kept, false
	p.sweepLater()
}

// close closes what is idle now, and what becomes it later.
func (p *connPool) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, conn := range p.idle {
		conn.close()
	}
	p.idle, p.closed = nil, true
	if p.sweeper != nil {
		p.sweeper.Stop()
	}
}

// isTarget tells what may stand between the method and the version of a request.
func isTarget(target string) bool {
	for i := range len(target) {
		if c := target[i]; c <= ' ' || c >= 0x7f {
			return false
		}
	}
	return true
}

// isMethod tells the methods of HTTP.
func isMethod(method string) bool {
	for i := range len(method) {
		if c := method[i]; c < 'A' || c > 'Z' {
			return false
		}
	}
	return method != ""
}
