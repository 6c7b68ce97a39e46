package sip

import (
	"cmp"
	"math"
	"net/netip"
	"strconv"
	"strings"
	"time"
)

// The tone that a telephone says.
const (
	toneHertz = 1000
	// toneStep is the pitch of which a packet holds one period: of its multiples it holds whole ones.
	toneStep      = 50
	toneAmplitude = 8000
)

// speak has the telephone say its tone until the call is over, if that is its manner.
func (a *Answerer) speak() {
	a.mu.Lock()
	defer a.mu.Unlock()
	if !a.manner.Speaks || a.speaks || !a.invite.media.IsValid() {
		return
	}
	a.speaks = true
	a.serving.Go(func() { a.say(a.invite.media) })
}

func (a *Answerer) say(to netip.AddrPort) {
	hertz := float64(cmp.Or(a.manner.Hertz, toneHertz))
	tone := make([]byte, samples(packetTime))
	for i := range tone { // whole periods, so that one packet fits the next
		tone[i] = toPCMU(int16(toneAmplitude * math.Sin(2*math.Pi*hertz*float64(i)/sampleRate)))
	}
	m := newMedia()
	ticker := time.NewTicker(packetTime)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
		case <-a.ended:
			return
		case <-a.closed:
			return
		}
		data := append(m.header(payloadPCMU, m.timestamp), tone...)
		m.timestamp += samples(packetTime)
		_, _ = a.ear.socket.WriteToUDPAddrPort(data, to) // what is lost is silence
	}
}

// toPCMU is the code whose sample is nearest.
func toPCMU(sample int16) byte {
	best, least := byte(0), math.MaxInt
	for code := range 256 {
		if far := int(sample) - int(fromPCMU(byte(code))); max(far, -far) < least {
			best, least = byte(code), max(far, -far)
		}
	}
	return best
}

// mediaOf is where a description says that its writer listens; not valid where it does not.
func mediaOf(description string) netip.AddrPort {
	var addr netip.Addr
	for line := range strings.SplitSeq(description, "\r\n") {
		if rest, ok := strings.CutPrefix(line, "c=IN IP4 "); ok {
			addr, _ = netip.ParseAddr(rest)
		}
		if rest, ok := strings.CutPrefix(line, "m=audio "); ok {
			word, _, _ := strings.Cut(rest, " ")
			port, err := strconv.ParseUint(word, 10, 16)
			if err != nil || !addr.IsValid() {
				return netip.AddrPort{}
			}
			return netip.AddrPortFrom(addr, uint16(port))
		}
	}
	return netip.AddrPort{}
}
