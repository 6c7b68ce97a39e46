package api

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// visitor is the address that a request comes from: that of the connection or,
// where this is one of our proxies, what the nearest of them says. What else
// stands in the header anybody may have written.
func (h *house) visitor(r *http.Request) netip.Addr {
	port, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	at := port.Addr().Unmap()
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && h.isProxy(at); i-- {
		hop := strings.TrimSpace(hops[i])
		before, err := netip.ParseAddr(strings.Trim(hop, "[]"))
		if withPort, portErr := netip.ParseAddrPort(hop); portErr == nil {
			before, err = withPort.Addr(), nil
		}
		if err != nil {
			break
		}
		at = before.Unmap().WithZone("")
	}
	return at
}

func (h *house) isProxy(at netip.Addr) bool {
	return slices.ContainsFunc(h.Proxies, func(known netip.Prefix) bool { return known.Contains(at) })
}

// neighbourhood is what counts as one visitor: an address, or of IPv6 the network that one household gets.
func neighbourhood(at netip.Addr) string {
	if at.Is6() {
		if network, err := at.Prefix(householdBits); err == nil {
			return network.String()
		}
	}
	return at.String()
}
