package config

import (
	"net/netip"
	"net/url"
)

// OnThisMachine tells whether a URL's host is this machine, by its name or address.
func OnThisMachine(address string) bool {
	parsed, err := url.Parse(address)
	if err != nil {
		return false
	}
	ip, err := netip.ParseAddr(parsed.Hostname())
	return parsed.Hostname() == "localhost" || err == nil && ip.IsLoopback()
}
