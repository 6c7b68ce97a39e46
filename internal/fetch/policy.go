package fetch

import (
	"fmt"
	"net/netip"
	"slices"

	"github.com/ariapp/ariapp/flows"
)

// policy decides where requests may go. Without rules that is every host but
// this machine and its neighbours on the link; networks of one's own are no
// exception, as that is where the services of telephone systems stand.
type policy struct{ rules []Rule }

// host decides before anything is resolved. What only a rule about addresses
// can allow is decided when the address is known.
func (p policy) host(t target) error {
	if t.addr.IsValid() {
		return p.address(t, t.addr, false)
	}
	if len(p.rules) == 0 || slices.ContainsFunc(p.rules, func(r Rule) bool {
		return r.names(t) || r.onPort(t.port) && (r.everything() || r.network.IsValid())
	}) {
		return nil
	}
	return fmt.Errorf("%w: %s is not on the list http.allow", flows.ErrHostRefused, t)
}

// address decides whether a connection to an address of the target may be made.
// The name alone never allows a special address: who answers for the name
// decides what it is. With public, neither does an unnamed host lead to a
// private one.
func (p policy) address(t target, addr netip.Addr, public bool) error {
	addr = addr.WithZone("").Unmap()
	if slices.ContainsFunc(p.rules, func(r Rule) bool { return r.contains(addr, t.port) }) {
		return nil
	}
	named := slices.ContainsFunc(p.rules, func(r Rule) bool { return r.names(t) })
	if is := special(addr); is != "" {
		if named && addr.IsLoopback() && t.isLocalhost() {
			return nil
		}
		return fmt.Errorf("%w: %s is %s, which http.allow must name by its number",
			flows.ErrHostRefused, addr, is)
	}
	if public && private(addr) && !named {
		return fmt.Errorf("%w: a redirect to the private address %s, which http.allow must name",
			flows.ErrHostRefused, addr)
	}
	everything := func(r Rule) bool { return r.everything() && r.onPort(t.port) }
	if named || len(p.rules) == 0 || slices.ContainsFunc(p.rules, everything) {
		return nil
	}
	return fmt.Errorf("%w: %s at %s is not on the list http.allow", flows.ErrHostRefused, t, addr)
}
