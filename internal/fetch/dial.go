package fetch

import (
	"context"
	"fmt"
	"net"
	"net/netip"

	"github.com/ariapp/ariapp/flows"
)

// dialer connects to addresses that the policy allows, and to the very address
// that was judged: no name is resolved twice.
type dialer struct {
	policy  policy
	public  bool
	resolve func(ctx context.Context, host string) ([]netip.Addr, error)
	dial    func(ctx context.Context, network, address string) (net.Conn, error)
}

// DialContext is that of an http.Transport.
func (d dialer) DialContext(ctx context.Context, _, address string) (net.Conn, error) {
	host, digits, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	port, err := parsePort(digits)
	if err != nil {
		return nil, err
	}
	t, err := newTarget(host, port)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, dialMost)
	defer cancel()
	addrs, err := d.addresses(ctx, t)
	if err != nil {
		return nil, err
	}
	for i, addr := range addrs {
		var conn net.Conn
		if conn, err = d.connect(ctx, addr, t.port, i == len(addrs)-1); err == nil {
			return conn, nil
		}
		if ctx.Err() != nil {
			break
		}
	}
	return nil, err
}

// addresses are those of the target that the policy allows.
func (d dialer) addresses(ctx context.Context, t target) ([]netip.Addr, error) {
	found := []netip.Addr{t.addr}
	if !t.addr.IsValid() {
		var err error
		if found, err = d.resolve(ctx, t.name); err != nil {
			return nil, &failure{fmt.Sprintf("looking up %s: %v", t.name, err), err}
		}
	}
	var allowed []netip.Addr
	var refused error
	for _, addr := range found {
		if err := d.policy.address(t, addr, d.public); err != nil {
			refused = err
			continue
		}
		allowed = append(allowed, addr.Unmap())
	}
	switch {
	case len(allowed) > 0:
		return allowed[:min(len(allowed), addressesMax)], nil
	case len(found) > 0:
		return nil, refused
	}
	return nil, &failure{fmt.Sprintf("looking up %s: no address", t.name), nil}
}

func (d dialer) connect(ctx context.Context, addr netip.Addr, port uint16, last bool) (net.Conn, error) {
	if !last {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, dialEach, flows.ErrTimeout)
		defer cancel()
	}
	address := netip.AddrPortFrom(addr, port).String()
	conn, err := d.dial(ctx, "tcp", address)
	if err != nil {
		return nil, &failure{fmt.Sprintf("connecting to %s: %v", address, err), err}
	}
	return conn, nil
}
