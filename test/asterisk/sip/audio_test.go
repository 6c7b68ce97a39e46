package sip

import (
	"bytes"
	"encoding/binary"
	"net"
	"net/netip"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ariapp/ariapp/test/asterisk/hearing"
)

// rtp is a packet of PCMU with 160 times the same code.
func rtp(source uint32, sequence uint16, timestamp uint32, code byte) []byte {
	data := binary.BigEndian.AppendUint16([]byte{0x80, payloadPCMU}, sequence)
	data = binary.BigEndian.AppendUint32(data, timestamp)
	data = binary.BigEndian.AppendUint32(data, source)
	return append(data, bytes.Repeat([]byte{code}, 160)...)
}

// sent is a packet at a time in milliseconds.
func sent(at int, data []byte) arrival { return arrival{time.Duration(at) * time.Millisecond, data} }

// Law: packets stand one after the other, however late they came; time stamps
// tell the pauses between them, and the clock does for another source or when
// time stamps leap.
func TestAudio(t *testing.T) {
	const a, b = 0x9f, 0x80
	one, other, ms := fromPCMU(a), fromPCMU(b), time.Millisecond
	wrap := uint32(0xffffffff - 159)
	event := rtp(1, 3, 320, 0)
	event[1] = payloadEvent
	cases := []struct {
		name     string
		arrivals []arrival
		samples  []int16 // one of each packet
		pauses   []hearing.Pause
	}{
		{"nothing", nil, nil, nil},
		{"in time", []arrival{sent(0, rtp(1, 1, 0, a)), sent(20, rtp(1, 2, 160, b))}, []int16{one, other}, nil},
		{"late", []arrival{sent(0, rtp(1, 1, 0, a)), sent(700, rtp(1, 2, 160, b))}, []int16{one, other}, nil},
		{"over the edge", []arrival{sent(0, rtp(1, 0xffff, wrap, a)), sent(20, rtp(1, 0, 0, b))}, []int16{one, other}, nil},
		{"a pause", []arrival{sent(0, rtp(1, 1, 0, a)), sent(525, rtp(1, 2, 4160, b))}, []int16{one, other},
			[]hearing.Pause{{Before: 160, Length: 500 * ms}}},
		{"another source", []arrival{sent(0, rtp(1, 1, 0, a)), sent(120, rtp(2, 900, 77777, b))}, []int16{one, other},
			[]hearing.Pause{{Before: 160, Length: 100 * ms}}},
		{"a leap", []arrival{sent(0, rtp(1, 1, 0, a)), sent(20, rtp(1, 2, 1e6, b)), sent(40, rtp(1, 3, 1e6+160, a))},
			[]int16{one, other, one}, nil},
		{"a leap back", []arrival{sent(0, rtp(1, 1, 5000, a)), sent(30, rtp(1, 2, 160, b))}, []int16{one, other},
			[]hearing.Pause{{Before: 160, Length: 10 * ms}}},
		{"a lost packet", []arrival{sent(0, rtp(1, 1, 0, a)), sent(40, rtp(1, 3, 320, b))}, []int16{one, 0, other}, nil},
		{"no audio first", []arrival{sent(0, event), sent(5, []byte("noise")), sent(50, rtp(1, 4, 0, a))}, []int16{one}, nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := audio(c.arrivals)
			want := hearing.Audio{Pauses: c.pauses}
			for _, x := range c.samples {
				for range 160 {
					want.Samples = append(want.Samples, x)
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// Law: the codecs are those of G.711: known codes, odd symmetry, rising steps.
func TestG711(t *testing.T) {
	for _, c := range []struct {
		decode func(byte) int16
		code   byte
		want   int16
	}{
		{fromPCMU, 0xff, 0}, {fromPCMU, 0x7f, 0}, {fromPCMU, 0xfe, 8}, {fromPCMU, 0x80, 32124}, {fromPCMU, 0x00, -32124},
		{fromPCMU, 0xef, 132}, {fromPCMA, 0xd5, 8}, {fromPCMA, 0x55, -8}, {fromPCMA, 0xaa, 32256}, {fromPCMA, 0x2a, -32256},
		{fromPCMA, 0xc5, 264},
	} {
		if got := c.decode(c.code); got != c.want {
			t.Errorf("code %#x is %d, want %d", c.code, got, c.want)
		}
	}
	for code := range 127 {
		if fromPCMU(byte(0xff-code)) >= fromPCMU(byte(0xff-code-1)) {
			t.Errorf("µ-law: step %d does not rise", code)
		}
		if fromPCMA(byte(0x80+code)^0x55) >= fromPCMA(byte(0x80+code+1)^0x55) {
			t.Errorf("A-law: step %d does not rise", code)
		}
	}
	for code := range 128 {
		if fromPCMU(byte(code)) != -fromPCMU(byte(code|0x80)) || fromPCMA(byte(code)) != -fromPCMA(byte(code|0x80)) {
			t.Errorf("code %#x has no mirror", code)
		}
	}
}

// Law: contributors, an extension and padding are no samples.
func TestParseRTP(t *testing.T) {
	plain := rtp(7, 1, 9, 0xfe)[:12]
	with := func(flags byte, parts ...byte) []byte {
		data := bytes.Clone(plain)
		data[0] |= flags
		return append(data, parts...)
	}
	for name, data := range map[string][]byte{
		"plain":        with(0, 0xfe, 0xfe),
		"contributors": with(2, 1, 1, 1, 1, 2, 2, 2, 2, 0xfe, 0xfe),
		"extension":    with(0x10, 9, 9, 0, 1, 3, 3, 3, 3, 0xfe, 0xfe),
		"padding":      with(0x20, 0xfe, 0xfe, 0, 0, 3),
		"all":          with(0x31, 1, 1, 1, 1, 9, 9, 0, 0, 0xfe, 0xfe, 1),
	} {
		s, ok := parseRTP(data)
		if diff := cmp.Diff([]int16{8, 8}, s.samples); !ok || diff != "" {
			t.Errorf("%s: -want +got:\n%s", name, diff)
		}
	}
	for name, data := range map[string][]byte{
		"short":            plain[:11],
		"another version":  append([]byte{0x40}, plain[1:]...),
		"another payload":  append([]byte{0x80, 13}, plain[2:]...),
		"no contributors":  with(2, 1, 1, 1, 1),
		"no extension":     with(0x10, 9),
		"half extension":   with(0x10, 9, 9, 0, 1, 3),
		"too much padding": with(0x20, 0xfe, 3),
		"no padding":       with(0x20),
	} {
		if _, ok := parseRTP(data); ok {
			t.Errorf("%s: taken for audio", name)
		}
	}
}

// Law: what the server sends to the port is heard until the listening ends, and
// then the port is free again.
func TestListener(t *testing.T) {
	host := netip.MustParseAddr("127.0.0.1")
	ports, err := reserve(host)
	if err != nil {
		t.Fatal(err)
	}
	defer ports.release()
	for range 2 {
		l, err := listenFor(host, ports.ear())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := listenFor(host, ports.ear()); err == nil {
			t.Error("two listen at one port")
		}
		server, err := net.Dial("udp", netip.AddrPortFrom(host, uint16(ports.ear())).String())
		if err != nil {
			t.Fatal(err)
		}
		for sequence := range uint16(50) {
			if _, err := server.Write(rtp(1, sequence, 160*uint32(sequence), 0x80)); err != nil {
				t.Fatal(err)
			}
		}
		server.Close()
		heard := l.close()
		if len(heard.Samples) != 50*160 || heard.Samples[0] != fromPCMU(0x80) {
			t.Errorf("heard %d samples", len(heard.Samples))
		}
	}
}

// Law: whatever comes to the port, parsing it ends, with no more samples than
// the packet has bytes.
func FuzzRTP(f *testing.F) {
	f.Add(rtp(1, 2, 3, 4))
	f.Add([]byte{0xb1, 8, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 1, 1, 1, 1, 9, 9, 0, 0, 5, 1})
	f.Fuzz(func(t *testing.T, data []byte) {
		s, ok := parseRTP(data)
		if len(s.samples) > len(data) || !ok && s.samples != nil {
			t.Errorf("%d samples of %d bytes, %v", len(s.samples), len(data), ok)
		}
		audio([]arrival{{0, data}, {time.Second, data}})
	})
}
