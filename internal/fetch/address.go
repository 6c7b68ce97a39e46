package fetch

import (
	"encoding/binary"
	"net/netip"
)

// special says what an address is that no request goes to unless it is allowed
// by its number, "" for ordinary ones.
func special(addr netip.Addr) string {
	for _, network := range []struct{ prefix, is string }{
		{"0.0.0.0/8", "no address of a host"},
		{"240.0.0.0/4", "no address of a host"},
		{"100.100.100.200/32", "a cloud's metadata service"},
		{"168.63.129.16/32", "a cloud's metadata service"},
		{"192.0.0.192/32", "a cloud's metadata service"},
		{"fd00:ec2::/32", "a cloud's metadata service"},
		{"fd20:ce::254/128", "a cloud's metadata service"},
	} {
		if netip.MustParsePrefix(network.prefix).Contains(addr) {
			return network.is
		}
	}
	switch {
	case !addr.IsValid() || addr.IsUnspecified():
		return "no address of a host"
	case addr.IsLoopback():
		return "a loopback address"
	case addr.IsLinkLocalUnicast():
		return "a link-local address"
	case addr.IsMulticast():
		return "a multicast address"
	}
	if inner, found := embedded(addr); found {
		return special(inner)
	}
	return ""
}

// private tells addresses of networks that are not the public one.
func private(addr netip.Addr) bool {
	if inner, found := embedded(addr); found {
		return private(inner)
	}
	return addr.IsPrivate() || netip.MustParsePrefix("100.64.0.0/10").Contains(addr) ||
		netip.MustParsePrefix("fec0::/10").Contains(addr)
}

// embedded is the address of IPv4 that one of IPv6 leads to: by NAT64, by 6to4,
// or as the compatible form of old.
func embedded(addr netip.Addr) (netip.Addr, bool) {
	if !addr.Is6() {
		return netip.Addr{}, false
	}
	bytes := addr.As16()
	for _, form := range []struct {
		prefix string
		at     int
	}{{"64:ff9b::/96", 12}, {"2002::/16", 2}, {"::/96", 12}} {
		if netip.MustParsePrefix(form.prefix).Contains(addr) {
			var inner [4]byte
			binary.BigEndian.PutUint32(inner[:], binary.BigEndian.Uint32(bytes[form.at:]))
			return netip.AddrFrom4(inner), true
		}
	}
	return netip.Addr{}, false
}
