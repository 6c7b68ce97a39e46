package fetch

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// Law: what the flow asks for arrives as it is, and what comes is the response: any status, any body.
func TestRequestArrivesAndResponseComes(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, net *internet, c *Client) {
		var seen seen
		net.crm(func(w http.ResponseWriter, r *http.Request) {
			seen.note(r)
			w.Header()["X-Two"] = []string{"first", "second"}
			w.Header().Set("Content-Type", "text/html")
			w.WriteHeader(http.StatusNotFound)
			_, _ = w.Write([]byte("<html>not json</html>"))
		})
		resp := mustFetch(t, c, flows.Request{Method: "post", URL: "http://" + "CRM.example.:80/a%2Fb?q=1&r=%20#there",
			Header: map[string]string{"x-api-key": "k"}, Body: []byte("hello"), Key: "call/step/1"})
		got := seen.requests[0]
		want := map[string]string{"X-Api-Key": "k", "Idempotency-Key": "call/step/1", "User-Agent": "ariapp"}
		for name, value := range want {
			if got.Header.Get(name) != value {
				t.Errorf("the header %s is %q, want %q", name, got.Header.Get(name), value)
			}
		}
		if got.Method != "POST" || got.RequestURI != "/a%2Fb?q=1&r=%20" || got.Host != "crm.example" || seen.bodies[0] != "hello" {
			t.Errorf("%s %s of %s with %q arrived", got.Method, got.RequestURI, got.Host, seen.bodies[0])
		}
		if resp.Status != 404 || string(resp.Body) != "<html>not json</html>" || resp.Attempts != 1 || resp.Stale {
			t.Errorf("response %+v", resp)
		}
		if resp.Header["X-Two"] != "first" || resp.Header["Content-Type"] != "text/html" {
			t.Errorf("header %v: want the first values", resp.Header)
		}
	})
}

// Law: the idempotency key goes only where a repetition would do harm.
func TestKeyOfGetIsNotSent(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, net *internet, c *Client) {
		var seen seen
		net.crm(func(_ http.ResponseWriter, r *http.Request) { seen.note(r) })
		mustFetch(t, c, flows.Request{URL: "http://crm.example/", Key: "k"})
		if sent := seen.requests[0].Header.Get("Idempotency-Key"); sent != "" {
			t.Errorf("the key %q was sent", sent)
		}
	})
}

// Law: a request that makes no sense is never sent, and its error shows nothing of what callers entered.
func TestBadRequests(t *testing.T) {
	header := func(name, value string) flows.Request {
		return flows.Request{URL: "http://crm.example/", Header: map[string]string{name: value}}
	}
	rows := []struct {
		name string
		req  flows.Request
		want string
	}{
		{"no URL", flows.Request{}, "requesting GET a URL: the URL does not begin with http:// or https:// and a host"},
		{"no URL at all", get("http://crm.example:pin1234/"), "the URL cannot be read"},
		{"another scheme", get("file:///etc/pin1234"), "the URL does not begin"},
		{"no host", get("http:///pin1234"), "the URL does not begin"},
		{"opaque", get("http:pin1234"), "the URL does not begin"},
		{"user and password", get("http://me:pin1234@crm.example/"), "the URL has a user or a password"},
		{"very long", get("http://crm.example/" + strings.Repeat("pin1234", 2000)), "more than 8192 bytes"},
		{"line break", get("http://crm.example/\r\nX: pin1234"), "the URL cannot be read"},
		{"port 0", get("http://crm.example:0/"), "a port is a number from 1 to 65535"},
		{"port 70000", get("http://crm.example:70000/"), "a port is a number from 1 to 65535"},
		{"unknown method", flows.Request{Method: "TRACE", URL: "http://crm.example/"}, "the method is none of GET, HEAD"},
		{"header with a line break", header("X-A", "pin1234\r\nX-B: 1"), "the value of the header X-A has a control character"},
		{"header without a name", header("", "pin1234"), `"" is no name of a header`},
		{"header with a space", header("A B", "pin1234"), `"A B" is no name of a header`},
		{"host as header", header("host", "pin1234"), "the header Host is not for flows to set"},
		{"length as header", header("content-length", "1"), "the header Content-Length is not for flows to set"},
		{"proxy as header", header("proxy-authorization", "pin1234"), "the header Proxy-Authorization is not for flows to set"},
		{"signature as header", header("x-ariapp-signature", "x"), "the header X-Ariapp-Signature is not for flows to set"},
		{"unknown key to sign with", flows.Request{URL: "http://crm.example/", Sign: "crm"}, `there is no key of the name "crm" in http.keys`},
		{"key with a line break", flows.Request{URL: "http://crm.example/", Key: "a\nb"}, "the idempotency key is no header"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			inBubble(t, Options{}, func(t *testing.T, net *internet, c *Client) {
				net.crm(func(http.ResponseWriter, *http.Request) {})
				err := mustFail(t, c, row.req, nil)
				if !strings.Contains(err.Error(), row.want) || !strings.HasPrefix(err.Error(), "requesting ") {
					t.Errorf("error %q, want %q in it", err, row.want)
				}
				if strings.Contains(err.Error(), "pin1234") {
					t.Errorf("error %q shows what was entered", err)
				}
				if dials := net.dials(); len(dials) != 0 {
					t.Errorf("dialled %v", dials)
				}
			})
		})
	}
}

// Law: an error names the method, host and path, never the query, headers or
// bodies, also when the service answers with what is no HTTP.
func TestErrorsShowNothingOfTheData(t *testing.T) {
	answers := map[string]string{
		"no HTTP":         "SSH-2.0-pin1234\r\n",
		"bad header":      "HTTP/1.1 200 OK\r\npin1234\r\n\r\n",
		"bad length":      "HTTP/1.1 200 OK\r\nContent-Length: pin1234\r\n\r\n",
		"bad status":      "HTTP/1.1 pin1234 OK\r\n\r\n",
		"cut off":         "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npin1234",
		"bad chunks":      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\npin1234\r\n",
		"bad gzip":        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 7\r\n\r\npin1234",
		"nothing":         "",
		"redirect to pin": "HTTP/1.1 302 Found\r\nLocation: http://me:pin1234@crm.example/\r\nContent-Length: 0\r\n\r\n",
		"redirect to URL": "HTTP/1.1 302 Found\r\nLocation: http://crm.example:pin1234/\r\nContent-Length: 0\r\n\r\n",
	}
	for name, answer := range answers {
		t.Run(name, func(t *testing.T) {
			inBubble(t, Options{Retries: retries(0)}, func(t *testing.T, net *internet, c *Client) {
				net.crm(func(w http.ResponseWriter, _ *http.Request) {
					conn, _, _ := http.NewResponseController(w).Hijack()
					_, _ = conn.Write([]byte(answer))
					_ = conn.Close()
				})
				err := mustFail(t, c, flows.Request{Method: "PUT", URL: "http://crm.example/customers?pin=pin1234",
					Header: map[string]string{"Authorization": "pin1234"}, Body: []byte("pin1234")}, nil)
				if !strings.HasPrefix(err.Error(), "requesting PUT http://crm.example/customers: ") {
					t.Errorf("error %q does not say what was done", err)
				}
				if strings.Contains(err.Error(), "pin1234") {
					t.Errorf("error %q shows what was entered", err)
				}
			})
		})
	}
}

// Law: who hangs up waits for nothing, and learns the reason for which the call ended.
func TestHangupEndsTheRequest(t *testing.T) {
	for _, cacheFor := range []time.Duration{0, time.Minute} {
		inBubble(t, Options{}, func(t *testing.T, net *internet, c *Client) {
			net.crm(hang)
			ctx, cancel := context.WithCancelCause(t.Context())
			time.AfterFunc(time.Second, func() { cancel(&flows.HangupError{Cause: flows.CauseNormal}) })
			began := time.Now()
			_, err := c.Fetch(ctx, flows.Request{URL: "http://crm.example/", CacheFor: cacheFor})
			if took := time.Since(began); took != time.Second {
				t.Errorf("it took %v, want 1s", took)
			}
			if !errors.Is(err, flows.ErrHangup) || errors.Is(err, flows.ErrTimeout) {
				t.Errorf("error %v, want the hangup", err)
			}
			_, err = c.Fetch(ctx, flows.Request{URL: "http://crm.example/", CacheFor: cacheFor})
			if !errors.Is(err, flows.ErrHangup) || len(net.dials()) != 1 {
				t.Errorf("after the hangup: error %v, dialled %v", err, net.dials())
			}
		})
	}
}

// Law: a certificate is believed from the authorities given, and its failure is not tried again.
func TestCertificates(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, internet *internet, stranger *Client) {
		certificate, authority := certify(t, "crm.example")
		internet.name("crm.example", "203.0.113.7")
		internet.serve(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}), "203.0.113.7:8080")
		secure := func(ctx context.Context, network, _ string) (net.Conn, error) {
			front, back := net.Pipe()
			server, err := internet.dial(ctx, network, "203.0.113.7:8080")
			if err != nil {
				return nil, err
			}
			inner := tls.Server(back, &tls.Config{Certificates: []tls.Certificate{certificate}})
			go join(inner, server)
			return front, nil
		}
		stranger.opts.DialContext = secure
		stranger.near, stranger.public = stranger.transport(false), stranger.transport(true)
		err := mustFail(t, stranger, get("https://crm.example/"), nil)
		if !strings.Contains(err.Error(), "certificate") || len(internet.dials()) != 1 {
			t.Errorf("error %q after %d connections", err, len(internet.dials()))
		}
		friend, err := New(Options{RootCAs: authority, Resolve: internet.resolve, DialContext: secure})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(friend.Close)
		if resp := mustFetch(t, friend, get("https://crm.example/")); resp.Status != 200 {
			t.Errorf("status %d", resp.Status)
		}
	})
}

// certify makes a certificate that vouches for itself.
func certify(t *testing.T, name string) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{name}, IsCA: true,
		BasicConstraintsValid: true, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(parsed)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool
}

// join carries bytes both ways until one side ends.
func join(a, b net.Conn) {
	done := make(chan struct{})
	carry := func(from, to net.Conn) {
		buffer := make([]byte, 4096)
		for {
			n, err := from.Read(buffer)
			if _, failed := to.Write(buffer[:n]); failed != nil || err != nil {
				_, _ = from.Close(), to.Close()
				return
			}
		}
	}
	go func() { carry(a, b); close(done) }()
	carry(b, a)
	<-done
}

// Law: settings that make no sense are refused, not mended.
func TestBadOptions(t *testing.T) {
	many := make([]string, RulesMax+1)
	for i := range many {
		many[i] = "crm.example"
	}
	for name, opts := range map[string]Options{
		"negative time":    {Timeout: -1},
		"negative budget":  {Budget: -1},
		"negative size":    {MaxResponse: -1},
		"negative slots":   {MaxPerHost: -1},
		"negative breaker": {BreakerFailures: -1},
		"negative pause":   {BreakerPause: -1},
		"negative retries": {Retries: retries(-1)},
		"many retries":     {Retries: retries(RetriesMax + 1)},
		"bad host":         {Allow: []string{"https://crm.example"}},
		"many hosts":       {Allow: many},
	} {
		if _, err := New(opts); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

// Law: the text of an error is shown only if it quotes nothing that came; its kind is kept in any case.
func TestShown(t *testing.T) {
	quoting := errors.New("malformed header: pin1234")
	for _, row := range []struct {
		err  error
		want string
	}{
		{&failure{"looking up x", quoting}, "looking up x"},
		{&net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}, "read tcp: connection reset by peer"},
		{syscall.EPIPE, "broken pipe"},
		{tls.AlertError(40), "tls: handshake failure"},
		{tls.RecordHeaderError{Msg: "pin1234"}, "the host does not speak TLS"},
		{io.ErrUnexpectedEOF, "the host closed the connection"},
		{quoting, "the connection broke, or what came is no HTTP"},
	} {
		err := broken(t.Context(), fmt.Errorf("net/http: %w", row.err))
		if err.Error() != row.want || !errors.Is(err, row.err) {
			t.Errorf("%q is shown as %q, want %q", row.err, err, row.want)
		}
	}
	late := broken(t.Context(), &net.OpError{Op: "dial", Net: "tcp", Err: os.ErrDeadlineExceeded})
	if !errors.Is(late, flows.ErrTimeout) || late.Error() != "no response came in time: dial tcp: i/o timeout" {
		t.Errorf("a timeout of the network is %q", late)
	}
}

// Law: a host that switches protocols fails the request at once, and its connection is not left open.
func TestSwitchedProtocols(t *testing.T) {
	inBubble(t, Options{Retries: retries(0)}, func(t *testing.T, net *internet, c *Client) {
		closed := make(chan struct{})
		net.crm(func(w http.ResponseWriter, _ *http.Request) {
			conn, _, err := http.NewResponseController(w).Hijack()
			if err != nil {
				t.Error(err)
				return
			}
			defer close(closed)
			defer func() { _ = conn.Close() }()
			_, _ = io.WriteString(conn, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n")
			_, _ = io.Copy(io.Discard, conn) // until the client goes
		})
		began := time.Now()
		err := mustFail(t, c, get("http://crm.example/"), nil)
		<-closed
		if took := time.Since(began); took != 0 || !strings.HasSuffix(err.Error(), "the host switched protocols") {
			t.Errorf("error %q, and the connection was closed after %v, want none", err, took)
		}
	})
}
