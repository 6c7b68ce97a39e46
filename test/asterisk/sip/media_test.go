package sip

import (
	"encoding/binary"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// decoded is what RFC 4733 packs into four bytes, with the RTP fields around it.
type decoded struct {
	At        time.Duration
	Marker    bool
	Kind      byte
	Timestamp uint32
	Code      byte
	End       bool
	Duration  uint16
}

func decode(p packet) decoded {
	d := decoded{
		At:        p.at,
		Marker:    p.data[1]&0x80 != 0,
		Kind:      p.data[1] & 0x7f,
		Timestamp: binary.BigEndian.Uint32(p.data[4:]),
	}
	if d.Kind == payloadEvent {
		d.Code, d.End = p.data[12], p.data[13]&0x80 != 0
		d.Duration = binary.BigEndian.Uint16(p.data[14:])
	}
	return d
}

// Law: a key is told every 20 ms with one time stamp and a growing duration; the
// first packet has the marker, and the end is told three times (RFC 4733, 2.5).
func TestKeyAsEvents(t *testing.T) {
	var got []decoded
	for _, p := range newMedia().stretch("#", 0) {
		if d := decode(p); d.Kind == payloadEvent {
			got = append(got, d)
		}
	}
	const start, hash = sampleRate, 11
	ms := time.Millisecond
	want := []decoded{
		{0, true, payloadEvent, start, hash, false, 160},
		{20 * ms, false, payloadEvent, start, hash, false, 320},
		{40 * ms, false, payloadEvent, start, hash, false, 480},
		{60 * ms, false, payloadEvent, start, hash, false, 640},
		{80 * ms, false, payloadEvent, start, hash, false, 800},
		{100 * ms, false, payloadEvent, start, hash, true, 800},
		{100 * ms, false, payloadEvent, start, hash, true, 800},
		{100 * ms, false, payloadEvent, start, hash, true, 800},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// Law: every key of the keypad has the code of RFC 4733.
func TestKeyCodes(t *testing.T) {
	for code, key := range "0123456789*#ABCD" {
		if got := decode(newMedia().stretch(string(key), 0)[0]).Code; int(got) != code {
			t.Errorf("key %c has code %d, want %d", key, got, code)
		}
	}
}

// Law: over the whole call sequence numbers rise and no two keys share a time
// stamp, however often one presses.
func TestMediaRunsOn(t *testing.T) {
	m := newMedia()
	packets := m.stretch("", time.Second)
	for range 5 {
		packets = append(packets, m.stretch("11", time.Second)...)
	}
	last, stamps := 0, map[uint32]bool{}
	for i, p := range packets {
		sequence := int(binary.BigEndian.Uint16(p.data[2:]))
		if sequence <= last {
			t.Fatalf("packet %d has sequence number %d after %d", i, sequence, last)
		}
		last = sequence
		if d := decode(p); d.Marker {
			stamps[d.Timestamp] = true
		}
	}
	if len(stamps) != 10 {
		t.Errorf("ten keys have %d time stamps", len(stamps))
	}
}

// Law: between and after keys there is silence, without a hole and to the end.
func TestSilenceFillsTheRest(t *testing.T) {
	packets := newMedia().stretch("12", time.Second)
	for i, p := range packets[1:] {
		if gap := p.at - packets[i].at; gap > packetTime {
			t.Errorf("nothing is sent for %v before %v", gap, p.at)
		}
	}
	last := packets[len(packets)-1]
	if last.at != time.Second-packetTime || decode(last).Kind != payloadPCMU || len(last.data) != 12+160 {
		t.Errorf("the last packet is %d bytes at %v", len(last.data), last.at)
	}
}

// Law: a capture file holds the packets with their times, in Ethernet frames of
// UDP over IPv4 with right lengths and a right header sum.
func TestCapture(t *testing.T) {
	packets := []packet{
		{0, []byte{1, 2, 3}},
		{1500*time.Millisecond + 20*time.Microsecond, []byte{4, 5, 6, 7}},
	}
	file := capture(packets)
	little, big := binary.LittleEndian, binary.BigEndian
	if little.Uint32(file) != 0xa1b2c3d4 || little.Uint32(file[20:]) != 1 {
		t.Fatalf("file header is % x", file[:24])
	}
	rest := file[24:]
	for i, p := range packets {
		at := time.Duration(little.Uint32(rest))*time.Second +
			time.Duration(little.Uint32(rest[4:]))*time.Microsecond
		length := int(little.Uint32(rest[8:]))
		if at != p.at || length != 42+len(p.data) {
			t.Fatalf("packet %d: %d bytes at %v", i, length, at)
		}
		frame := rest[16 : 16+length]
		ip, udp := frame[14:34], frame[34:42]
		if big.Uint16(frame[12:]) != 0x0800 || int(big.Uint16(ip[2:])) != length-14 || ip[9] != 17 {
			t.Errorf("packet %d: frame % x", i, frame)
		}
		var sum uint32
		for j := 0; j < len(ip); j += 2 {
			sum += uint32(big.Uint16(ip[j:]))
		}
		if sum>>16+sum&0xffff != 0xffff {
			t.Errorf("packet %d: the header sums to %x", i, sum)
		}
		if int(big.Uint16(udp[4:])) != 8+len(p.data) {
			t.Errorf("packet %d: UDP header % x", i, udp)
		}
		if diff := cmp.Diff(p.data, frame[42:]); diff != "" {
			t.Errorf("packet %d: -want +got:\n%s", i, diff)
		}
		rest = rest[16+length:]
	}
	if len(rest) != 0 {
		t.Errorf("%d bytes too many", len(rest))
	}
}
