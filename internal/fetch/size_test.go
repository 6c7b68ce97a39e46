package fetch

import (
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/ariapp/ariapp/flows"
)

// zeros is a stream of n bytes that costs nothing to keep.
func zeros(n int64) io.Reader { return io.LimitReader(endless{}, n) }

type endless struct{}

func (endless) Read(b []byte) (int, error) { clear(b); return len(b), nil }

const gigabyte = 1 << 30

// Law: of a response that is too large no more is read than may be, and its connection is not used again.
func TestTooLarge(t *testing.T) {
	for _, row := range []struct {
		name    string
		handler http.HandlerFunc
		read    int64 // at most
	}{
		{"5 GB announced", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "5368709120")
			_, _ = io.Copy(w, zeros(5*gigabyte))
		}, 64 << 10},
		{"5 GB not announced", func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.Copy(w, zeros(5*gigabyte))
		}, DefaultMaxResponse + 64<<10},
		{"gzip bomb", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			packed := gzip.NewWriter(w)
			_, _ = io.Copy(packed, zeros(gigabyte/8))
			_ = packed.Close()
		}, 64 << 10},
		{"large header", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-Large", strings.Repeat("x", 1<<20))
		}, headerMax + 64<<10},
		{"many headers", func(w http.ResponseWriter, _ *http.Request) {
			w.Header()["X-Many"] = strings.Split(strings.Repeat("x ", 1<<16), " ")
		}, headerMax + 64<<10},
	} {
		t.Run(row.name, func(t *testing.T) {
			inBubble(t, Options{}, func(t *testing.T, net *internet, c *Client) {
				net.crm(row.handler)
				mustFail(t, c, get("http://crm.example/"), flows.ErrTooLarge)
				if read := net.bytesRead(); read > row.read {
					t.Errorf("%d bytes were read, want at most %d", read, row.read)
				}
				mustFail(t, c, get("http://crm.example/"), flows.ErrTooLarge)
				if dials := len(net.dials()); dials != 2 {
					t.Errorf("%d connections for two requests that were not repeated, want 2", dials)
				}
			})
		})
	}
}

// Law: a response as large as may be comes whole, packed or not.
func TestLargestResponse(t *testing.T) {
	for _, packed := range []bool{false, true} {
		inBubble(t, Options{MaxResponse: 1000}, func(t *testing.T, net *internet, c *Client) {
			net.crm(func(w http.ResponseWriter, _ *http.Request) {
				if !packed {
					_, _ = io.Copy(w, zeros(1000))
					return
				}
				w.Header().Set("Content-Encoding", "gzip")
				writer := gzip.NewWriter(w)
				_, _ = io.Copy(writer, zeros(1000))
				_ = writer.Close()
			})
			if resp := mustFetch(t, c, get("http://crm.example/")); len(resp.Body) != 1000 {
				t.Errorf("%d bytes, want 1000", len(resp.Body))
			}
		})
	}
}

// Law: the length that HEAD announces is not the length of its response.
func TestHeadOfALargeResponse(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, net *internet, c *Client) {
		net.crm(func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Content-Length", "5368709120") })
		resp := mustFetch(t, c, flows.Request{Method: "HEAD", URL: "http://crm.example/"})
		if resp.Status != 200 || len(resp.Body) != 0 || resp.Header["Content-Length"] != "5368709120" {
			t.Errorf("response %+v", resp)
		}
	})
}
