package fetch

import (
	"errors"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// Law: the list decides by name and by the address that the name leads to.
func TestPolicy(t *testing.T) {
	list := func(texts ...string) []string { return texts }
	for _, row := range []struct {
		allow []string
		url   string
		addr  string // that the name leads to
		want  bool
	}{
		// Without a list: every host but this machine, its link, and what is no host.
		{nil, "http://crm.example", "203.0.113.7", true},
		{nil, "http://crm.example", "2001:db8::7", true},
		{nil, "http://crm.test", "192.168.1.7", true},
		{nil, "http://10.1.2.3:8080", "10.1.2.3", true},
		{nil, "http://crm.example", "127.0.0.1", false},
		{nil, "http://crm.example", "::1", false},
		{nil, "http://crm.example", "::ffff:127.0.0.1", false},
		{nil, "http://crm.example", "0.0.0.0", false},
		{nil, "http://crm.example", "0.1.2.3", false},
		{nil, "http://crm.example", "::", false},
		{nil, "http://crm.example", "169.254.169.254", false},
		{nil, "http://crm.example", "fe80::1", false},
		{nil, "http://crm.example", "224.0.0.1", false},
		{nil, "http://crm.example", "ff02::1", false},
		{nil, "http://crm.example", "255.255.255.255", false},
		{nil, "http://crm.example", "100.100.100.200", false},
		{nil, "http://crm.example", "fd00:ec2::254", false},
		{nil, "http://crm.example", "64:ff9b::7f00:1", false},
		{nil, "http://crm.example", "64:ff9b::a9fe:a9fe", false},
		{nil, "http://crm.example", "2002:7f00:1::", false},
		{nil, "http://crm.example", "::127.0.0.1", false},
		{nil, "http://crm.example", "64:ff9b::cb00:7107", true},
		{nil, "http://localhost", "127.0.0.1", false},
		// Names.
		{list("crm.example"), "http://crm.example", "203.0.113.7", true},
		{list("crm.example"), "http://CRM.example.", "192.168.1.7", true},
		{list("crm.example"), "http://other.example", "203.0.113.7", false},
		{list("crm.example"), "http://a.crm.example", "203.0.113.7", false},
		{list("crm.example"), "http://203.0.113.7", "203.0.113.7", false},
		{list("crm.example"), "http://crm.example", "127.0.0.1", false},
		{list("crm.example:8443"), "https://crm.example:8443", "203.0.113.7", true},
		{list("crm.example:8443"), "https://crm.example", "203.0.113.7", false},
		{list("crm.example:443"), "https://crm.example", "203.0.113.7", true},
		{list("*.example"), "http://a.b.example", "203.0.113.7", true},
		{list("*.example"), "http://example", "203.0.113.7", false},
		{list("*.example"), "http://badexample", "203.0.113.7", false},
		{list("*"), "http://crm.example", "203.0.113.7", true},
		{list("*"), "http://crm.example", "127.0.0.1", false},
		{list("*:443"), "http://crm.example", "203.0.113.7", false},
		// This machine is allowed by its number, or by the name that always is its own.
		{list("localhost"), "http://localhost:8080", "127.0.0.1", true},
		{list("localhost"), "http://localhost", "::1", true},
		{list("localhost"), "http://localhost", "169.254.169.254", false},
		{list("localhost:8080"), "http://localhost", "127.0.0.1", false},
		{list("*"), "http://localhost", "127.0.0.1", false},
		{list("127.0.0.1"), "http://127.0.0.1", "127.0.0.1", true},
		{list("127.0.0.1"), "http://[::ffff:127.0.0.1]", "127.0.0.1", true},
		{list("127.0.0.1"), "http://127.0.0.2", "127.0.0.2", false},
		{list("127.0.0.1:8080"), "http://127.0.0.1", "127.0.0.1", false},
		{list("127.0.0.0/8"), "http://crm.example", "127.9.9.9", true},
		{list("::1"), "http://[::1]", "::1", true},
		{list("fe80::/10"), "http://crm.example", "fe80::1", true},
		{list("*", "127.0.0.1:9"), "http://crm.example", "203.0.113.7", true},
		{list("*", "127.0.0.1:9"), "http://127.0.0.1:9", "127.0.0.1", true},
		// Networks allow names that lead into them.
		{list("10.0.0.0/8"), "http://crm.test", "10.1.2.3", true},
		{list("10.0.0.0/8"), "http://crm.test", "203.0.113.7", false},
		{list("10.0.0.0/8"), "http://10.1.2.3", "10.1.2.3", true},
		{list("10.0.0.0/8"), "http://11.1.2.3", "11.1.2.3", false},
	} {
		rules, err := parseRules(row.allow)
		if err != nil {
			t.Fatal(err)
		}
		u, err := readURL(row.url)
		if err != nil {
			t.Fatal(err)
		}
		_, where, err := settle(u)
		if err != nil {
			t.Fatal(err)
		}
		p := policy{rules}
		err = errors.Join(p.host(where), p.address(where, netip.MustParseAddr(row.addr), false))
		if (err == nil) != row.want {
			t.Errorf("with %v: %s at %s: %v; allowed should be %v", row.allow, row.url, row.addr, err, row.want)
		}
		if err != nil && !errors.Is(err, flows.ErrHostRefused) {
			t.Errorf("with %v: %s at %s: %v is no refusal", row.allow, row.url, row.addr, err)
		}
	}
}

// Law: no spelling of this machine's address is dialled.
func TestSpellingsOfLoopback(t *testing.T) {
	for _, host := range []string{"127.0.0.1", "127.1", "127.0.1", "2130706433", "017700000001", "0x7f000001", "0x7f.0.0.1",
		"0177.0.0.1", "127.0.0.1.", "0", "0.0.0.0", "[::]", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:0:0:1]",
		"[::127.0.0.1]", "[64:ff9b::127.0.0.1]", "①②⑦.⓪.⓪.①", "127。0。0。1", "[::1%25lo]", "[fe80::1%25eth0]", "169.254.169.254", "localhost"} {
		t.Run(host, func(t *testing.T) {
			inBubble(t, Options{}, func(t *testing.T, net *internet, c *Client) {
				net.name("localhost", "127.0.0.1", "::1")
				mustFail(t, c, get("http://"+host+"/"), flows.ErrHostRefused)
				if dials := net.dials(); len(dials) != 0 {
					t.Errorf("dialled %v", dials)
				}
			})
		})
	}
}

// Law: a name that leads elsewhere the second time is judged by where it leads then.
func TestRebinding(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, net *internet, c *Client) {
		net.name("evil.example", "203.0.113.7")
		net.name("evil.example", "127.0.0.1")
		net.serve(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Connection", "close") }),
			"203.0.113.7:80", "127.0.0.1:80")
		mustFetch(t, c, get("http://evil.example/"))
		mustFail(t, c, get("http://evil.example/"), flows.ErrHostRefused)
		if want := []string{"203.0.113.7:80"}; !slices.Equal(net.dials(), want) {
			t.Errorf("dialled %v, want %v", net.dials(), want)
		}
	})
}

// Law: of several addresses only those allowed are dialled, and one that is dead does not hold up the next.
func TestSeveralAddresses(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, net *internet, c *Client) {
		net.name("crm.example", "127.0.0.1", "198.51.100.99", "203.0.113.8", "203.0.113.7")
		net.serve(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}), "203.0.113.7:80", "127.0.0.1:80")
		resp := mustFetch(t, c, get("http://crm.example/"))
		if want := []string{"198.51.100.99:80", "203.0.113.8:80", "203.0.113.7:80"}; !slices.Equal(net.dials(), want) {
			t.Errorf("dialled %v, want %v", net.dials(), want)
		}
		if resp.Took != time.Second || resp.Attempts != 1 {
			t.Errorf("it took %v and %d attempts, want 1s and 1", resp.Took, resp.Attempts)
		}
	})
}

// Law: a name without addresses is an error that names it, and is counted like any other.
func TestUnknownName(t *testing.T) {
	inBubble(t, Options{Retries: retries(0)}, func(t *testing.T, _ *internet, c *Client) {
		err := mustFail(t, c, get("http://nobody.example/a?b"), nil)
		if want := "requesting GET http://nobody.example/a: looking up nobody.example: lookup nobody.example: no such host"; err.Error() != want {
			t.Errorf("error %q, want %q", err, want)
		}
		if strings.Count(err.Error(), "\n") != 0 {
			t.Error("the error has more than one line")
		}
	})
}
