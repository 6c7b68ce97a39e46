package sip

import (
	"fmt"
	"math/rand/v2"
	"net"
	"net/netip"
)

// reservation keeps the ports of one run from every other run on the machine.
// sipp must bind them itself, so what is held are the ports of the same number
// on another loopback address; they are free again when this process ends.
type reservation struct {
	first int
	held  []net.PacketConn
}

// The ports of a run: signalling, and sipp's audio and video with their RTCP.
const (
	portsOfRun   = 8
	mediaOffset  = 2
	earOffset    = 4 // from sipp's own media, which takes four
	reservedHost = "127.0.0.2"
)

func (r *reservation) signalling() int { return r.first }

func (r *reservation) media() int { return r.first + mediaOffset }

// ear is the port to which the media of a call that listens come.
func (r *reservation) ear() int { return r.media() + earOffset }

func (r *reservation) release() {
	for _, socket := range r.held {
		socket.Close()
	}
	r.held = nil
}

// reserve finds ports outside of the server's own range that are free on host.
func reserve(host netip.Addr) (*reservation, error) {
	var err error
	for range portTries {
		r := &reservation{first: portFirst + portsOfRun*rand.IntN((portLast-portFirst)/portsOfRun)}
		if err = r.take(host); err == nil {
			return r, nil
		}
		r.release()
	}
	return nil, fmt.Errorf("finding free ports: %w", err)
}

// reserveFor is reserve with a listener on the run's ear, if it listens: where somebody else has taken that port since,
// other ports.
func reserveFor(host netip.Addr, listens bool) (ports *reservation, ear *listener, err error) {
	for range portTries {
		if ports, err = reserve(host); err != nil || !listens {
			return ports, nil, err
		}
		if ear, err = listenFor(host, ports.ear()); err == nil {
			return ports, ear, nil
		}
		ports.release()
	}
	return nil, nil, err
}

func (r *reservation) take(host netip.Addr) error {
	lock, err := listen(netip.MustParseAddr(reservedHost), r.first)
	if err != nil {
		return err
	}
	r.held = append(r.held, lock)
	for port := r.first; port < r.first+portsOfRun; port++ {
		socket, err := listen(host, port)
		if err != nil {
			return err
		}
		socket.Close()
	}
	return nil
}

func listen(host netip.Addr, port int) (net.PacketConn, error) {
	return net.ListenPacket("udp", netip.AddrPortFrom(host, uint16(port)).String())
}
