package sip

import (
	"bytes"
	"encoding/binary"
	"time"
)

// capture writes packets as a capture file: SIPp reads the times and the
// contents from it, and puts its own addresses in.
func capture(packets []packet) []byte {
	const (
		magic      = 0xa1b2c3d4
		ethernet   = 1
		etherBytes = 14
		ipBytes    = 20
		udpBytes   = 8
		port       = 6000
		headers    = etherBytes + ipBytes + udpBytes
	)
	var file bytes.Buffer
	little := func(values ...any) {
		for _, value := range values {
			// A bytes.Buffer takes every fixed-size value.
			_ = binary.Write(&file, binary.LittleEndian, value)
		}
	}
	little(uint32(magic), uint16(2), uint16(4), int32(0), uint32(0), uint32(65535), uint32(ethernet))
	for _, p := range packets {
		length := uint32(headers + len(p.data))
		little(uint32(p.at/time.Second), uint32(p.at%time.Second/time.Microsecond), length, length)
		frame := make([]byte, 0, length)
		frame = append(frame, make([]byte, etherBytes-2)...)
		frame = append(frame, 0x08, 0x00)
		frame = append(frame, ipHeader(ipBytes+udpBytes+len(p.data))...)
		frame = binary.BigEndian.AppendUint16(frame, port)
		frame = binary.BigEndian.AppendUint16(frame, port)
		frame = binary.BigEndian.AppendUint16(frame, uint16(udpBytes+len(p.data)))
		frame = append(frame, 0, 0)
		file.Write(append(frame, p.data...))
	}
	return file.Bytes()
}

// ipHeader is that of a UDP packet from loopback to loopback.
func ipHeader(total int) []byte {
	header := []byte{
		0x45, 0, byte(total >> 8), byte(total), 0, 0, 0, 0,
		64, 17, 0, 0, 127, 0, 0, 1, 127, 0, 0, 1,
	}
	var sum uint32
	for i := 0; i < len(header); i += 2 {
		sum += uint32(binary.BigEndian.Uint16(header[i:]))
	}
	sum = sum&0xffff + sum>>16
	binary.BigEndian.PutUint16(header[10:], ^uint16(sum&0xffff+sum>>16))
	return header
}
