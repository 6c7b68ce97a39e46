package sip

import (
	"encoding/binary"
	"time"

	"github.com/ariapp/ariapp/test/asterisk/hearing"
)

const payloadPCMA = 8

// sounding is a received packet of PCMU or PCMA.
type sounding struct {
	source    uint32
	sequence  uint16
	timestamp uint32
	samples   []int16
}

// parseRTP reads a received packet; ok is false for all that is no audio.
func parseRTP(data []byte) (s sounding, ok bool) {
	const header, version = 12, 2
	if len(data) < header || data[0]>>6 != version {
		return s, false
	}
	kind := data[1] &^ markerBit
	if kind != payloadPCMU && kind != payloadPCMA {
		return s, false
	}
	s.sequence = binary.BigEndian.Uint16(data[2:])
	s.timestamp, s.source = binary.BigEndian.Uint32(data[4:]), binary.BigEndian.Uint32(data[8:])
	rest := data[header:]
	contributors := 4 * int(data[0]&0xf)
	if len(rest) < contributors {
		return s, false
	}
	rest = rest[contributors:]
	if data[0]&0x10 != 0 { // an extension
		if len(rest) < 4 || len(rest) < 4+4*int(binary.BigEndian.Uint16(rest[2:])) {
			return s, false
		}
		rest = rest[4+4*int(binary.BigEndian.Uint16(rest[2:])):]
	}
	if data[0]&0x20 != 0 { // padding, whose last byte is its length
		if len(rest) == 0 || int(rest[len(rest)-1]) > len(rest) {
			return s, false
		}
		rest = rest[:len(rest)-int(rest[len(rest)-1])]
	}
	decode := fromPCMU
	if kind == payloadPCMA {
		decode = fromPCMA
	}
	s.samples = make([]int16, len(rest))
	for i, code := range rest {
		s.samples[i] = decode(code)
	}
	return s, true
}

// audio puts received packets together, one after the other. How much time there
// is between two their time stamps tell; for a new source, or if these have left
// the clock behind, the time of their arrival. A packet that was lost is silence.
func audio(arrivals []arrival) hearing.Audio {
	var heard hearing.Audio
	var last sounding
	var expected uint32 // the time stamp that would follow without a pause
	var clock int       // the samples and pauses so far
	for _, a := range arrivals {
		s, ok := parseRTP(a.data)
		if !ok || len(heard.Samples)+len(s.samples) > heardMax {
			continue
		}
		came := int(samples(a.at))
		gap := int(int32(s.timestamp - expected))
		drift := clock + gap - came
		if last.samples == nil {
			clock, gap = came, 0
		} else if s.source != last.source || gap < 0 || max(drift, -drift) > int(samples(driftMax)) {
			gap = max(came-clock, 0)
		} else if lost := int(s.sequence-last.sequence) - 1; lost > 0 && gap <= lost*len(s.samples) {
			heard.Samples = append(heard.Samples, make([]int16, gap)...)
			clock, gap = clock+gap, 0
		}
		if gap > 0 {
			pause := hearing.Pause{Before: len(heard.Samples), Length: time.Duration(gap) * time.Second / sampleRate}
			heard.Pauses = append(heard.Pauses, pause)
		}
		heard.Samples = append(heard.Samples, s.samples...)
		clock += gap + len(s.samples)
		last, expected = s, s.timestamp+uint32(len(s.samples))
	}
	return heard
}

// fromPCMU is G.711 µ-law.
func fromPCMU(code byte) int16 {
	const bias = 0x84
	code = ^code
	size := (int16(code&0xf)<<3+bias)<<(code>>4&7) - bias
	if code&0x80 != 0 {
		return -size
	}
	return size
}

// fromPCMA is G.711 A-law.
func fromPCMA(code byte) int16 {
	code ^= 0x55
	size := int16(code&0xf)<<4 + 8
	if exponent := code >> 4 & 7; exponent > 0 {
		size = (size + 0x100) << (exponent - 1)
	}
	if code&0x80 == 0 {
		return -size
	}
	return size
}
