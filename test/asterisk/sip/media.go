package sip

import (
	"bytes"
	"encoding/binary"
	"strings"
	"time"
)

const (
	sampleRate    = 8000
	payloadPCMU   = 0
	payloadEvent  = 101
	silentSample  = 0xff // of PCMU
	eventVolume   = 10   // dBm0 below zero
	markerBit     = 0x80
	endBit        = 0x80
	endPackets    = 3 // how often a key's end is told, since packets can get lost
	sourceID      = 0x61726961
	sequenceLeap  = 1000
	timestampLeap = 60 * sampleRate
)

// packet is one RTP packet and when it goes out, from the first one on.
type packet struct {
	at   time.Duration
	data []byte
}

// media makes what one caller sends: silence, as any telephone does all the
// time, and keys. Asterisk measures keys by the packets that arrive: without
// the silence some keys would never end.
//
// Sequence numbers and time stamps run on from one stretch to the next, with a
// leap, for nobody knows how far the one before has been sent. A receiver would
// take a time stamp that it has seen for the same key told again.
type media struct {
	sequence  uint16
	timestamp uint32
}

func newMedia() *media { return &media{sequence: 1, timestamp: sampleRate} }

// stretch returns keys pressed one after the other and silence after them,
// until length is over. Without keys it is all silence.
func (m *media) stretch(keys string, length time.Duration) []packet {
	var packets []packet
	var at time.Duration
	for _, key := range keys {
		start := m.timestamp
		for held := packetTime; held <= toneLength; held += packetTime {
			first := held == packetTime
			packets = append(packets, packet{at, m.event(key, start, held, first, false)})
			at += packetTime
		}
		for range endPackets {
			packets = append(packets, packet{at, m.event(key, start, toneLength, false, true)})
		}
		m.timestamp += samples(toneLength)
		packets = append(packets, m.silence(at, at+toneGap)...)
		at += toneGap
	}
	packets = append(packets, m.silence(at, length)...)
	m.sequence += sequenceLeap
	m.timestamp += timestampLeap
	return packets
}

func (m *media) silence(at, until time.Duration) []packet {
	var packets []packet
	for ; at < until; at += packetTime {
		data := m.header(payloadPCMU, m.timestamp)
		data = append(data, bytes.Repeat([]byte{silentSample}, int(samples(packetTime)))...)
		packets = append(packets, packet{at, data})
		m.timestamp += samples(packetTime)
	}
	return packets
}

// event is one packet with one telephone-event; start is the key's time stamp.
func (m *media) event(key rune, start uint32, held time.Duration, first, last bool) []byte {
	kind, flags := byte(payloadEvent), byte(eventVolume)
	if first {
		kind |= markerBit
	}
	if last {
		flags |= endBit
	}
	data := append(m.header(kind, start), byte(strings.IndexRune(keypad, key)), flags)
	return binary.BigEndian.AppendUint16(data, uint16(samples(held)))
}

// header is that of one RTP packet.
func (m *media) header(kind byte, timestamp uint32) []byte {
	const version = 0x80
	data := []byte{version, kind}
	data = binary.BigEndian.AppendUint16(data, m.sequence)
	data = binary.BigEndian.AppendUint32(data, timestamp)
	m.sequence++
	return binary.BigEndian.AppendUint32(data, sourceID)
}

func samples(d time.Duration) uint32 { return uint32(d * sampleRate / time.Second) }
