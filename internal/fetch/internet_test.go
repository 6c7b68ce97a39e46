package fetch

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// internet is the network of a test: names, and servers at addresses, over net.Pipe.
type internet struct {
	t *testing.T

	mu      sync.Mutex
	names   map[string][][]string // the answers for each name, the last one for ever
	servers map[string]*pipes
	dialled []string
	read    int64 // what the client has read
}

// pipes is a listener of the internet.
type pipes struct {
	conns  chan net.Conn
	closed chan struct{}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case conn := <-p.conns:
		return conn, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}
func (p *pipes) Close() error   { return nil }
func (p *pipes) Addr() net.Addr { return &net.TCPAddr{} }

// counted is the client's end of a connection.
type counted struct {
	net.Conn
	of *internet
}

func (c counted) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	c.of.mu.Lock()
	defer c.of.mu.Unlock()
	c.of.read += int64(n)
	return n, err
}

// inBubble runs a test in virtual time, with an internet and a client on it.
func inBubble(t *testing.T, opts Options, test func(t *testing.T, net *internet, c *Client)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		net := &internet{t: t, names: map[string][][]string{}, servers: map[string]*pipes{}}
		opts.Resolve, opts.DialContext = net.resolve, net.dial
		if opts.Rand == nil {
			opts.Rand = func() float64 { return 0.5 } // pauses as they are, unspread
		}
		c, err := New(opts)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(c.Close)
		test(t, net, c)
	})
}

// serve puts a server at addresses of the form ip:port.
func (n *internet) serve(handler http.Handler, addresses ...string) {
	for _, address := range addresses {
		p := &pipes{make(chan net.Conn), make(chan struct{})}
		n.mu.Lock()
		n.servers[address] = p
		n.mu.Unlock()
		server := &http.Server{Handler: handler, ErrorLog: log.New(io.Discard, "", 0)}
		go func() { _ = server.Serve(p) }()
		n.t.Cleanup(func() { close(p.closed); _ = server.Close() })
	}
}

// crm serves http://crm.example at a public address.
func (n *internet) crm(handler http.HandlerFunc) {
	n.name("crm.example", "203.0.113.7")
	n.serve(handler, "203.0.113.7:80")
}

// name says what a name's addresses are, the first time it is looked up and later.
func (n *internet) name(name string, answers ...string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.names[name] = append(n.names[name], answers)
}

func (n *internet) resolve(_ context.Context, name string) ([]netip.Addr, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	answers := n.names[name]
	if len(answers) == 0 {
		return nil, &net.DNSError{Err: "no such host", Name: name, IsNotFound: true}
	}
	if len(answers) > 1 {
		n.names[name] = answers[1:]
	}
	var addrs []netip.Addr
	for _, text := range answers[0] {
		addrs = append(addrs, netip.MustParseAddr(text))
	}
	return addrs, nil
}

func (n *internet) dial(ctx context.Context, network, address string) (net.Conn, error) {
	n.mu.Lock()
	n.dialled = append(n.dialled, address)
	server := n.servers[address]
	n.mu.Unlock()
	if host, _, _ := net.SplitHostPort(address); host == "198.51.100.99" { // swallows everything
		<-ctx.Done()
		return nil, &net.OpError{Op: "dial", Net: network, Err: ctx.Err()}
	}
	if server == nil {
		return nil, &net.OpError{Op: "dial", Net: network, Err: syscall.ECONNREFUSED}
	}
	ours, theirs := net.Pipe()
	select {
	case server.conns <- theirs:
		return counted{ours, n}, nil
	case <-ctx.Done():
		return nil, errors.Join(ctx.Err(), ours.Close(), theirs.Close())
	}
}

// dials are the addresses dialled so far.
func (n *internet) dials() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Clone(n.dialled)
}

func (n *internet) bytesRead() int64 {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.read
}

// seen notes requests in the order in which they come.
type seen struct {
	mu       sync.Mutex
	requests []*http.Request
	bodies   []string
	at       []time.Time
}

// note keeps the request and gives its number, from 1.
func (s *seen) note(r *http.Request) int {
	body, _ := io.ReadAll(r.Body)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests, s.bodies, s.at = append(s.requests, r), append(s.bodies, string(body)), append(s.at, time.Now())
	return len(s.requests)
}

func (s *seen) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.requests)
}

// hang answers never; it ends when the client goes.
func hang(_ http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	<-r.Context().Done()
}

func get(url string) flows.Request { return flows.Request{URL: url} }

func retries(n int) *int { return &n }

// mustFetch makes a request that must get a response.
func mustFetch(t *testing.T, c *Client, req flows.Request) flows.Response {
	t.Helper()
	resp, err := c.Fetch(t.Context(), req)
	if err != nil {
		t.Fatal(err)
	}
	return resp
}

// mustFail makes a request that must fail with an error of that kind (nil for any).
func mustFail(t *testing.T, c *Client, req flows.Request, kind error) error {
	t.Helper()
	resp, err := c.Fetch(t.Context(), req)
	if err == nil {
		t.Fatalf("a response %d came, want an error", resp.Status)
	}
	if kind != nil && !errors.Is(err, kind) {
		t.Fatalf("error %q is no %q", err, kind)
	}
	return err
}
