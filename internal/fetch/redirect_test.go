package fetch

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
)

func redirect(status int, location string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", location)
		w.WriteHeader(status)
	}
}

// Law: a redirect is judged like a first request, and where it leads is refused if it is not allowed.
func TestRedirectsAreJudged(t *testing.T) {
	for _, row := range []struct {
		allow    []string
		location string
		want     string // in the error, "" for none
	}{
		{nil, "/other", ""},
		{nil, "http://www.example/", ""},
		{nil, "http://127.0.0.1/", "127.0.0.1 is a loopback address"},
		{nil, "http://2130706433/", "an address is written as four numbers"},
		{nil, "http://[::ffff:169.254.169.254]/", "169.254.169.254 is a link-local address"},
		{nil, "http://inner.example/", "127.0.0.1 is a loopback address"},
		{nil, "http://lan.example/", "a redirect to the private address 192.168.1.1"},
		{nil, "http://192.168.1.1/", "a redirect to the private address 192.168.1.1"},
		{nil, "//192.168.1.1/", "a redirect to the private address 192.168.1.1"},
		{nil, "http://nat.example/", "a redirect to the private address 64:ff9b::c0a8:101"},
		{nil, "ftp://www.example/", "the URL does not begin with http"},
		{nil, "http://me:secret@www.example/", "the URL has a user or a password"},
		{nil, "http://www.example:99999/", "a port is a number from 1 to 65535"},
		{[]string{"crm.example"}, "http://www.example/", "www.example:80 is not on the list"},
		{[]string{"crm.example", "*.example"}, "http://www.example/", ""},
		{[]string{"crm.example", "lan.example"}, "http://lan.example/", ""},
		{[]string{"crm.example", "192.168.0.0/16"}, "http://lan.example/", ""},
		{[]string{"*"}, "http://lan.example/", "a redirect to the private address 192.168.1.1"},
		{[]string{"*", "127.0.0.1"}, "http://inner.example/", ""},
	} {
		t.Run(fmt.Sprint(row.allow, row.location), func(t *testing.T) {
			inBubble(t, Options{Allow: row.allow}, func(t *testing.T, net *internet, c *Client) {
				fine := http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})
				crm := http.NewServeMux()
				crm.HandleFunc("/", redirect(302, row.location))
				crm.Handle("/other", fine)
				net.crm(crm.ServeHTTP)
				for name, addr := range map[string]string{"www.example": "203.0.113.8", "inner.example": "127.0.0.1",
					"lan.example": "192.168.1.1", "nat.example": "64:ff9b::c0a8:101"} {
					net.name(name, addr)
				}
				net.serve(fine, "203.0.113.8:80", "127.0.0.1:80", "192.168.1.1:80", "[64:ff9b::c0a8:101]:80")
				if row.want == "" {
					if resp := mustFetch(t, c, get("http://crm.example/")); resp.Status != 200 || resp.Attempts != 1 {
						t.Errorf("%+v, want 200 at the first attempt", resp)
					}
					return
				}
				err := mustFail(t, c, get("http://crm.example/"), nil)
				if !strings.Contains(err.Error(), row.want) || strings.Contains(err.Error(), "secret") {
					t.Errorf("error %q, want %q in it", err, row.want)
				}
				if dials := net.dials(); len(dials) != 1 {
					t.Errorf("dialled %v, want the first host once", dials)
				}
			})
		})
	}
}

// Law: a private host that is reached directly gives no redirect a way to it:
// the connection kept from before is not used.
func TestKeptConnectionsAreJudgedApart(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, net *internet, c *Client) {
		net.crm(redirect(302, "http://lan.example/"))
		net.name("lan.example", "192.168.1.1")
		net.serve(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}), "192.168.1.1:80")
		mustFetch(t, c, get("http://lan.example/"))
		mustFail(t, c, get("http://crm.example/"), flows.ErrHostRefused)
	})
}

// Law: redirects end, and are not tried again.
func TestRedirectLoop(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, net *internet, c *Client) {
		var seen seen
		net.crm(func(w http.ResponseWriter, r *http.Request) {
			redirect(302, fmt.Sprintf("/%d", seen.note(r)))(w, r)
		})
		err := mustFail(t, c, get("http://crm.example/"), nil)
		if seen.count() != redirectsMax+1 || !strings.Contains(err.Error(), "it is one of more than 5") {
			t.Errorf("%d requests, error %q", seen.count(), err)
		}
	})
}

// Law: another host sees neither secrets nor bodies; the same host sees all, as the kind of redirect wants.
func TestWhatARedirectCarries(t *testing.T) {
	for _, row := range []struct {
		method   string
		status   int
		location string
		want     string // method, body, and which of key, signature, authorization, accept come
	}{
		{"GET", 301, "/there", "GET -- SAA"},
		{"POST", 302, "/there", "GET -- SAA"},
		{"POST", 303, "/there", "GET -- SAA"},
		{"HEAD", 303, "/there", "HEAD -- SAA"},
		{"POST", 307, "/there", "POST -body- KSAA"},
		{"PUT", 308, "/there", "PUT -body- KSAA"},
		{"GET", 301, "http://www.example/there", "GET -- A"},
		{"GET", 307, "http://www.example/there", "GET -- A"},
		{"POST", 303, "http://www.example/there", "GET -- A"},
		{"GET", 302, "http://crm.example:8080/there", "GET -- A"},
		{"POST", 307, "http://www.example/there", ""},
		{"POST", 308, "http://crm.example:8080/there", ""},
		{"POST", 300, "/there", ""},
		{"POST", 304, "/there", ""},
		{"POST", 307, "", ""},
	} {
		t.Run(fmt.Sprint(row.method, row.status, row.location), func(t *testing.T) {
			inBubble(t, Options{Keys: map[string]flows.Secret{"crm": flows.NewSecret("s3cret")}}, func(t *testing.T, net *internet, c *Client) {
				arrived := ""
				mux := http.NewServeMux()
				mux.HandleFunc("/", redirect(row.status, row.location))
				mux.HandleFunc("/there", func(_ http.ResponseWriter, r *http.Request) {
					var seen seen
					seen.note(r)
					arrived = r.Method + " -" + seen.bodies[0] + "- "
					for _, name := range []string{"Idempotency-Key", HeaderSignature, "Authorization", "Accept"} {
						if r.Header.Get(name) != "" {
							arrived += map[bool]string{true: "S", false: name[:1]}[name == HeaderSignature]
						}
					}
					if err := Verify(flows.NewSecret("s3cret"), r.Header, []byte(seen.bodies[0]), time.Now(), 0); err != nil && strings.Contains(arrived, "S") {
						t.Error(err)
					}
				})
				net.crm(mux.ServeHTTP)
				net.name("www.example", "203.0.113.8")
				net.serve(mux, "203.0.113.8:80", "203.0.113.7:8080")
				req := flows.Request{Method: row.method, URL: "http://crm.example/", Key: "k", Sign: "crm",
					Header: map[string]string{"Authorization": "Bearer x", "Accept": "text/plain"}}
				if row.method == "POST" || row.method == "PUT" {
					req.Body = []byte("body")
				}
				resp := mustFetch(t, c, req)
				arrived = strings.ReplaceAll(arrived, "IS", "KS")
				if arrived != row.want {
					t.Errorf("%q arrived, want %q", arrived, row.want)
				}
				if wanted := row.want != ""; wanted != (resp.Status == 200) {
					t.Errorf("status %d", resp.Status)
				}
			})
		})
	}
}

// Law: a redirect may lead to https, never back; the same host's https is the same service.
func TestRedirectsBetweenSchemes(t *testing.T) {
	for _, row := range []struct {
		from, to string
		err      bool
		keeps    bool
	}{
		{"https://crm.example/", "http://crm.example/", true, false},
		{"http://crm.example/", "https://crm.example/", false, true},
		{"http://crm.example/", "https://crm.example:8443/", false, false},
		{"http://crm.example:8080/", "https://crm.example/", false, false},
		{"http://crm.example/", "https://www.crm.example/", false, false},
		{"https://crm.example/", "https://crm.example:443/", false, true},
	} {
		u, err := readURL(row.from)
		if err != nil {
			t.Fatal(err)
		}
		h := hop{method: "GET", header: http.Header{"Authorization": {"x"}}}
		if h.url, h.target, err = settle(u); err != nil {
			t.Fatal(err)
		}
		next, follows, err := h.follow(flows.Response{Status: 302, Header: map[string]string{"Location": row.to}})
		if errors.Is(err, errRedirect) != row.err || follows == row.err {
			t.Errorf("%s to %s: %v, %v", row.from, row.to, follows, err)
		}
		if keeps := next.header.Get("Authorization") != ""; follows && keeps != row.keeps {
			t.Errorf("%s to %s: keeps what is for the host only: %v, want %v", row.from, row.to, keeps, row.keeps)
		}
	}
}
