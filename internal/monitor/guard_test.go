package monitor

import (
	"fmt"
	"log/slog"
	"net/netip"
	"strings"
	"testing"
)

// Law: with a token the API wants it, from everybody; without one it is for this machine's programs.
func TestWhoMayUseTheAPI(t *testing.T) {
	bearer := func(token string) map[string]string { return map[string]string{"Authorization": "Bearer " + token} }
	page := map[string]string{"Origin": "http://evil.example", "Sec-Fetch-Site": "cross-site"}
	cases := []struct {
		law    string
		token  Token
		visit  visit
		status int
	}{
		{"the token opens from everywhere", "s3cret", visit{peer: "192.0.2.9:1", host: "ivr.example", header: bearer("s3cret")}, 200},
		{"the scheme has any case", "s3cret", visit{header: map[string]string{"Authorization": "bearer s3cret"}}, 200},
		{"no token", "s3cret", visit{}, 401},
		{"a wrong token", "s3cret", visit{header: bearer("s3cre")}, 401},
		{"an empty token", "s3cret", visit{header: bearer("")}, 401},
		{"another scheme", "s3cret", visit{header: map[string]string{"Authorization": "Basic s3cret"}}, 401},
		{"a web page that knows the token", "s3cret", visit{header: map[string]string{"Authorization": "Bearer s3cret", "Origin": "http://evil.example"}}, 403},
		{"this machine, IPv4", "", visit{}, 200},
		{"this machine, IPv6", "", visit{peer: "[::1]:40000", host: "[::1]:9091"}, 200},
		{"this machine, IPv4 as IPv6", "", visit{peer: "[::ffff:127.0.0.1]:40000", host: "localhost"}, 200},
		{"another machine", "", visit{peer: "192.0.2.9:1"}, 403},
		{"another machine with a token that is not asked for", "", visit{peer: "192.0.2.9:1", header: bearer("")}, 403},
		{"a name of somebody else's that leads here", "", visit{host: "evil.example:9091"}, 403},
		{"a name that only begins well", "", visit{host: "localhost.evil.example"}, 403},
		{"an address of the machine that is not loopback", "", visit{host: "192.0.2.1:9091"}, 403},
		{"a proxy", "", visit{header: map[string]string{"X-Forwarded-For": "192.0.2.9"}}, 403},
		{"a proxy that keeps to the standard", "", visit{header: map[string]string{"Forwarded": "for=192.0.2.9"}}, 403},
		{"a web page in a browser of this machine", "", visit{header: page}, 403},
		{"an old browser", "", visit{header: map[string]string{"Origin": "null"}}, 403},
		{"a peer that is none", "", visit{peer: "@"}, 403},
	}
	for _, c := range cases {
		t.Run(c.law, func(t *testing.T) {
			options, _ := daemon(newDesk("office"))
			options.Token = c.token
			c.visit.method, c.visit.path = "POST", "/api/reload"
			w := asked(t, Handler(options), c.visit)
			if said(t, w); w.Code != c.status {
				t.Errorf("%d %s", w.Code, w.Body)
			}
			if challenge := w.Header().Get("WWW-Authenticate"); (challenge != "") != (c.status == 401) {
				t.Errorf("WWW-Authenticate: %s", challenge)
			}
			if strings.Contains(w.Body.String(), "s3cret") {
				t.Errorf("the answer has the token: %s", w.Body)
			}
			c.visit.path, c.visit.method = "/api/nowhere", "GET"
			if w = asked(t, Handler(options), c.visit); c.status == 401 && w.Code != 401 {
				t.Errorf("a path that is not there is told to somebody without the token: %d", w.Code)
			}
		})
	}
}

// Law: a token prints as stars.
func TestATokenPrintsAsStars(t *testing.T) {
	lines := &strings.Builder{}
	token := Token("s3cret")
	slog.New(slog.NewTextHandler(lines, nil)).Info("x", "token", token)
	slog.New(slog.NewJSONHandler(lines, nil)).Info("x", "options", struct{ Token Token }{token})
	text := fmt.Sprintf("%v %s %#v %q %+v %s", token, token, token, token, Options{Token: token}, lines)
	if strings.Contains(text, "s3cret") || strings.Count(text, "***") < 7 || Token("").String() != "" {
		t.Error(text)
	}
}

// Law: the names of this machine are localhost and the loopback addresses.
func TestLoopbackHost(t *testing.T) {
	for host, want := range map[string]bool{
		"localhost": true, "LOCALHOST:80": true, "127.0.0.1": true, "127.9.9.9:1": true, "[::1]": true, "[::1]:80": true, "::1": true,
		"[::ffff:127.0.0.1]:80": true, "": false, ":80": false, "localhost.": false, "127.0.0.1.": false, "127.0.0.1.example": false, "127.1": false,
		"0x7f000001": false, "2130706433": false, "0.0.0.0": false, "[::]": false, "[::1": false, "::1]": false, "[::1%eth0]:80": false,
		"localhost:x": false, "localhost:": false, "localhost:80:80": false, "a@localhost": false, "localhost/": false,
	} {
		if got := loopbackHost(host); got != want {
			t.Errorf("%q: %v", host, got)
		}
	}
}

// Law: whatever passes as this machine names it: localhost, or a loopback address with at most a port.
func FuzzLoopbackHost(f *testing.F) {
	for _, seed := range []string{"localhost:80", "[::1]:80", "127.0.0.1", "[", "]:", "evil.example", "127.0.0.1:evil"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, host string) {
		if !loopbackHost(host) {
			return
		}
		name := strings.ToLower(host)
		if rest, found := strings.CutPrefix(name, "localhost"); found && strings.Trim(rest, ":0123456789") == "" {
			return
		}
		if at, err := netip.ParseAddrPort(name); err == nil && at.Addr().Unmap().IsLoopback() {
			return
		}
		if address, err := netip.ParseAddr(strings.Trim(name, "[]")); err == nil && address.Unmap().IsLoopback() {
			return
		}
		bare, port, _ := strings.Cut(strings.Trim(name, "[]"), ":")
		if address, err := netip.ParseAddr(bare); err == nil && address.IsLoopback() && strings.Trim(port, "0123456789") == "" {
			return // a port beyond all ports: who sent it came here all the same
		}
		if bare, port, found := strings.Cut(name, "]:"); found && strings.Trim(port, "0123456789") == "" {
			if address, err := netip.ParseAddr(strings.TrimPrefix(bare, "[")); err == nil && address.Unmap().IsLoopback() {
				return
			}
		}
		if bare, found := strings.CutPrefix(name, "[localhost]"); found && strings.Trim(bare, ":0123456789") == "" {
			return
		}
		t.Errorf("%q passes as this machine", host)
	})
}
