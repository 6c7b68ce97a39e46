package ari

import (
	"errors"
	"fmt"
	"io"
)

// bufferKeep is the largest buffer that is kept for the next message; typical events are below 2 KiB.
const bufferKeep = 64 << 10

// readMessage reads one message into the session's buffer, which the next call overwrites. Of a message
// larger than EventBytesMax it returns the beginning, whole false, and skips the rest. Beyond EventSkipMax,
// and when the socket fails, it returns an error.
func (s *session) readMessage(frames io.Reader) (message []byte, whole bool, err error) {
	buffer := s.buffer[:0]
	if cap(buffer) == 0 || cap(buffer) > bufferKeep {
		buffer = make([]byte, 0, 4<<10)
	}
	for len(buffer) <= EventBytesMax {
		if len(buffer) == cap(buffer) {
			buffer = append(buffer, 0)[:len(buffer)]
		}
		n, err := frames.Read(buffer[len(buffer):cap(buffer)])
		buffer = buffer[:len(buffer)+n]
		if errors.Is(err, io.EOF) {
			s.buffer = buffer
			return buffer, len(buffer) <= EventBytesMax, nil
		}
		if err != nil {
			return nil, false, err
		}
	}
	s.buffer = buffer
	skipped, err := io.CopyN(io.Discard, frames, EventSkipMax)
	if errors.Is(err, io.EOF) {
		return buffer, false, nil
	}
	if err == nil {
		err = fmt.Errorf("%w: more than %d bytes", ErrEventSize, skipped)
	}
	return nil, false, err
}
