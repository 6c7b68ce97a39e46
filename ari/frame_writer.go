package ari

import (
	"encoding/binary"
	"io"
)

// A frameWriter gathers what is written until it is a whole WebSocket frame, and writes that at once.
// Asterisk gives up a socket whose frame comes in ten pieces, and over TLS may not see the second of two
// frames that share a record. Writes must not be concurrent.
type frameWriter struct {
	io.ReadWriteCloser
	gathered []byte
}

// Write gathers p, and writes every frame that it completes.
func (w *frameWriter) Write(p []byte) (int, error) {
	w.gathered = append(w.gathered, p...)
	for {
		size := frameSize(w.gathered)
		if size == 0 || size > uint64(len(w.gathered)) {
			return len(p), nil
		}
		if _, err := w.ReadWriteCloser.Write(w.gathered[:size]); err != nil {
			return 0, err
		}
		w.gathered = append(w.gathered[:0], w.gathered[size:]...)
	}
}

// frameSize is the size of the frame that begins here, header included; 0 if the header is not whole.
func frameSize(b []byte) uint64 {
	if len(b) < 2 {
		return 0
	}
	header, payload := uint64(2), uint64(b[1]&0x7f)
	if b[1]&0x80 != 0 {
		header += 4 // masking key
	}
	switch {
	case payload == 126 && len(b) >= 4:
		header, payload = header+2, uint64(binary.BigEndian.Uint16(b[2:]))
	case payload == 127 && len(b) >= 10:
		header, payload = header+8, binary.BigEndian.Uint64(b[2:])
	case payload > 125:
		return 0
	}
	return header + payload
}
