package fetch

import (
	"errors"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
)

// target is where a request goes: a name or an address, in one spelling, and a port.
type target struct {
	name string
	addr netip.Addr
	port uint16
}

// newTarget reads a host as it stands in a URL, without brackets.
func newTarget(host string, port uint16) (target, error) {
	if addr, err := netip.ParseAddr(host); err == nil {
		if addr.Zone() != "" {
			return target{}, errors.New("an address with a zone is no host")
		}
		return target{addr: addr.Unmap(), port: port}, nil
	}
	name := strings.ToLower(strings.TrimSuffix(host, "."))
	if err := checkName(name); err != nil {
		return target{}, err
	}
	return target{name: name, port: port}, nil
}

// targetOf is where a URL leads.
func targetOf(u *url.URL) (target, error) {
	port := uint16(0)
	switch digits := u.Port(); {
	case digits != "":
		var err error
		if port, err = parsePort(digits); err != nil {
			return target{}, err
		}
	case u.Scheme == "https":
		port = 443
	default:
		port = 80
	}
	return newTarget(u.Hostname(), port)
}

// checkName refuses what is no host's name, among that the many ways to write
// an address (0x7f.1, 2130706433, 0177.0.0.1) that some resolvers read as one.
func checkName(name string) error {
	if name == "" || len(name) > nameMax {
		return errors.New("a host's name has 1 to 253 letters")
	}
	labels := strings.Split(name, ".")
	for _, label := range labels {
		if label == "" || len(label) > labelMax {
			return errors.New("between the dots of a host's name stand 1 to 63 letters")
		}
		for _, c := range []byte(label) {
			letter := 'a' <= c && c <= 'z' || '0' <= c && c <= '9' || c == '-' || c == '_'
			if !letter {
				return errors.New("a host's name has letters, digits, - and _; others are written as xn--")
			}
		}
	}
	if isNumber(labels[len(labels)-1]) {
		return errors.New("an address is written as four numbers from 0 to 255, or as IPv6")
	}
	return nil
}

func isNumber(label string) bool {
	if hex, found := strings.CutPrefix(label, "0x"); found {
		return strings.Trim(hex, "0123456789abcdef") == ""
	}
	return strings.Trim(label, "0123456789") == ""
}

// host is the target as it stands in a URL, without the port.
func (t target) host() string {
	switch {
	case t.addr.Is6():
		return "[" + t.addr.String() + "]"
	case t.addr.IsValid():
		return t.addr.String()
	}
	return t.name
}

// String is the target with its port.
func (t target) String() string { return t.host() + ":" + strconv.Itoa(int(t.port)) }

// sameHost tells whether two targets differ in the port only.
func (t target) sameHost(other target) bool { return t.name == other.name && t.addr == other.addr }

// isLocalhost tells the names that always are this machine's.
func (t target) isLocalhost() bool {
	return t.name == "localhost" || strings.HasSuffix(t.name, ".localhost")
}
