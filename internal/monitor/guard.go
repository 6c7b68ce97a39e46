package monitor

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// guarded lets nobody to the API but who may use it.
func (h *house) guarded(next http.Handler) http.Handler {
	origin := http.NewCrossOriginProtection()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case h.Token != "" && !h.Token.opens(r.Header.Get("Authorization")):
			w.Header().Set("WWW-Authenticate", `Bearer realm="ariapp"`)
			refuse(w, http.StatusUnauthorized, "the API wants its token", "Authorization: Bearer TOKEN")
		case h.Token == "" && !local(r):
			refuse(w, http.StatusForbidden, "without a token the API is for programs of this machine only",
				"a connection from a loopback address to http://127.0.0.1 or http://localhost, or a token in ivr.yaml")
		case origin.Check(r) != nil:
			refuse(w, http.StatusForbidden, "the request comes from a web page of somebody else",
				"requests of programs, without Origin and Sec-Fetch-Site")
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// local tells whether a program of this machine asks, for this machine. The
// connection alone does not say: a name of somebody else's may lead a browser
// here, and a proxy may ask for anybody.
func local(r *http.Request) bool {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil || !peer.Addr().Unmap().IsLoopback() {
		return false
	}
	for _, header := range []string{"Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip", "Via"} {
		if r.Header.Get(header) != "" {
			return false
		}
	}
	return loopbackHost(r.Host)
}

// loopbackHost tells whether a header Host names this machine: localhost or an
// address of its own, with or without a port.
func loopbackHost(host string) bool {
	name := host
	if bare, port, err := net.SplitHostPort(host); err == nil {
		if !digits(port) {
			return false
		}
		name = bare
	} else if inner, closed := strings.CutPrefix(host, "["); closed {
		name, closed = strings.CutSuffix(inner, "]")
		if !closed {
			return false
		}
	}
	if strings.EqualFold(name, "localhost") {
		return true
	}
	address, err := netip.ParseAddr(name)
	return err == nil && address.Zone() == "" && address.Unmap().IsLoopback()
}

func digits(text string) bool {
	return text != "" && strings.Trim(text, "0123456789") == ""
}
