package sip

import (
	"fmt"
	"net"
	"net/netip"
	"sync"
	"time"

	"github.com/ariapp/ariapp/test/asterisk/hearing"
)

// listener is the ear of one call: the socket to which the server sends its
// media, in place of sipp, which does not listen.
type listener struct {
	socket   *net.UDPConn
	reading  sync.WaitGroup
	arrivals []arrival
}

// arrival is one packet as it came.
type arrival struct {
	at   time.Duration // from the first packet on
	data []byte
}

// listenFor binds the port and takes what comes, until close.
func listenFor(host netip.Addr, port int) (*listener, error) {
	socket, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(netip.AddrPortFrom(host, uint16(port))))
	if err != nil {
		return nil, fmt.Errorf("listening to a call: %w", err)
	}
	if err := socket.SetReadBuffer(socketBuffer); err != nil {
		socket.Close()
		return nil, fmt.Errorf("listening to a call: %w", err)
	}
	l := &listener{socket: socket}
	l.reading.Go(l.read)
	return l, nil
}

func (l *listener) read() {
	buffer := make([]byte, packetMax)
	var first time.Time
	for {
		n, from, err := l.socket.ReadFromUDPAddrPort(buffer)
		if err != nil || from == l.own() {
			return // close says that it is over
		}
		now := time.Now()
		if first.IsZero() {
			first = now
		}
		if len(l.arrivals) < arrivalsMax {
			l.arrivals = append(l.arrivals, arrival{now.Sub(first), append([]byte(nil), buffer[:n]...)})
		}
	}
}

// own is the address of the ear itself.
func (l *listener) own() netip.AddrPort { return l.socket.LocalAddr().(*net.UDPAddr).AddrPort() }

// close ends the listening and returns what was heard: all that came before a
// packet that the ear sends to itself. If that is lost, the time is up anyway.
func (l *listener) close() hearing.Audio {
	_, _ = l.socket.WriteToUDPAddrPort(nil, l.own())
	_ = l.socket.SetReadDeadline(time.Now().Add(lastPacketTimeout))
	l.reading.Wait()
	l.socket.Close()
	return audio(l.arrivals)
}
