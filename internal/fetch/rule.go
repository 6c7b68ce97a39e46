package fetch

import (
	"errors"
	"fmt"
	"net/netip"
	"strconv"
	"strings"
)

// Rule is one entry of the list of allowed hosts.
type Rule struct {
	// host is a name; behind "*." when wild. "*" alone is wild without a host.
	host string
	wild bool
	// network is valid when the rule is about addresses.
	network netip.Prefix
	// port is 0 for every port.
	port uint16
}

const accepted = "accepted are crm.example.com, *.example.com, 192.0.2.7, any of them with :port, 10.0.0.0/8, or * " +
	"for every public host"

// ParseRule reads an entry of the list: a host's name, *.domain, an address,
// each with a port or for all ports, a network, or * for every public host.
func ParseRule(text string) (Rule, error) {
	rule, err := parseRule(strings.ToLower(text))
	if err != nil {
		return Rule{}, fmt.Errorf("%w; %s", err, accepted)
	}
	return rule, nil
}

func parseRule(text string) (Rule, error) {
	if strings.Contains(text, "://") {
		return Rule{}, errors.New("a host is written without http:// or https://")
	}
	if strings.Contains(text, "/") {
		return parseNetwork(text)
	}
	host, port, err := splitPort(text)
	if err != nil {
		return Rule{}, err
	}
	if host == "*" {
		return Rule{wild: true, port: port}, nil
	}
	if domain, wild := strings.CutPrefix(host, "*."); wild {
		t, err := newTarget(domain, port)
		if err != nil {
			return Rule{}, err
		}
		if t.addr.IsValid() {
			return Rule{}, errors.New("an address has no *")
		}
		return Rule{host: t.name, wild: true, port: port}, nil
	}
	if strings.HasPrefix(host, "-") || host == "true" || host == "false" {
		return Rule{}, errors.New("it is no host's name") // a number or a yes of YAML
	}
	t, err := newTarget(host, port)
	if err != nil {
		return Rule{}, err
	}
	if t.addr.IsValid() {
		return Rule{network: netip.PrefixFrom(t.addr, t.addr.BitLen()), port: port}, nil
	}
	return Rule{host: t.name, port: port}, nil
}

func parseNetwork(text string) (Rule, error) {
	network, err := netip.ParsePrefix(text)
	switch {
	case err != nil:
		return Rule{}, errors.New("it is no network of the form address/bits")
	case network.Addr().Is4In6():
		return Rule{}, errors.New("a network of IPv4 is written as one")
	case network.Bits() < networkBitsMin:
		return Rule{}, fmt.Errorf("a network has at least %d bits", networkBitsMin)
	}
	return Rule{network: network.Masked()}, nil
}

// splitPort parts host:port, [address]:port, and a host or address alone (port 0).
func splitPort(text string) (host string, port uint16, err error) {
	if _, err := netip.ParseAddr(text); err == nil {
		return text, 0, nil
	}
	host, digits, found := text, "", false
	if rest, bracket := strings.CutPrefix(text, "["); bracket {
		inside, behind, closed := strings.Cut(rest, "]")
		if addr, err := netip.ParseAddr(inside); !closed || err != nil || addr.Is4() {
			return "", 0, errors.New("brackets stand around an address of IPv6")
		}
		host = inside
		if digits, found = strings.CutPrefix(behind, ":"); !found && behind != "" {
			return "", 0, errors.New("behind the bracket stands :port or nothing")
		}
	} else {
		host, digits, found = strings.Cut(text, ":")
	}
	if !found {
		return host, 0, nil
	}
	port, err = parsePort(digits)
	return host, port, err
}

func parsePort(digits string) (uint16, error) {
	n, err := strconv.ParseUint(digits, 10, 16)
	if err != nil || n == 0 || digits[0] == '0' {
		return 0, errors.New("a port is a number from 1 to 65535")
	}
	return uint16(n), nil
}

// String writes the rule so that ParseRule reads it again.
func (r Rule) String() string {
	host := r.host
	switch {
	case r.network.IsValid() && !r.network.IsSingleIP():
		return r.network.String()
	case r.network.IsValid() && r.port != 0:
		return netip.AddrPortFrom(r.network.Addr(), r.port).String()
	case r.network.IsValid():
		return r.network.Addr().String()
	case r.wild && host == "":
		host = "*"
	case r.wild:
		host = "*." + host
	}
	if r.port != 0 {
		host += ":" + strconv.Itoa(int(r.port))
	}
	return host
}

func (r Rule) onPort(port uint16) bool { return r.port == 0 || r.port == port }

// everything tells whether the rule is *.
func (r Rule) everything() bool { return r.wild && r.host == "" }

// names tells whether the rule is about the target's name; * is about none in particular.
func (r Rule) names(t target) bool {
	switch {
	case t.name == "" || r.host == "" || !r.onPort(t.port):
		return false
	case r.wild:
		return strings.HasSuffix(t.name, "."+r.host)
	}
	return t.name == r.host
}

// contains tells whether the rule is about the address.
func (r Rule) contains(addr netip.Addr, port uint16) bool {
	return r.network.IsValid() && r.onPort(port) && r.network.Contains(addr)
}
