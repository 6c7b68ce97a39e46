package ari

import (
	"bytes"
	"encoding/binary"
	"io"
	"slices"
	"testing"
)

// recorder keeps each write apart.
type recorder struct {
	io.ReadWriteCloser
	writes [][]byte
}

func (r *recorder) Write(p []byte) (int, error) {
	r.writes = append(r.writes, bytes.Clone(p))
	return len(p), nil
}

// frame builds a masked frame with a payload of n bytes.
func frame(n int) []byte {
	b := []byte{0x81}
	switch {
	case n < 126:
		b = append(b, 0x80|byte(n))
	case n < 1<<16:
		b = binary.BigEndian.AppendUint16(append(b, 0x80|126), uint16(n))
	default:
		b = binary.BigEndian.AppendUint64(append(b, 0x80|127), uint64(n))
	}
	return append(append(b, 1, 2, 3, 4), bytes.Repeat([]byte{byte(n)}, n)...)
}

// TestOneWriteOneFrame: however the frames come, each leaves in one write of its own.
func TestOneWriteOneFrame(t *testing.T) {
	var want [][]byte
	var all []byte
	for _, n := range []int{0, 1, 125, 126, 127, 4096, 65000, 65535, 65536, 2} {
		want = append(want, frame(n))
		all = append(all, frame(n)...)
	}
	for _, piece := range []int{1, 2, 3, 7, 4096, len(all)} {
		var r recorder
		w := frameWriter{ReadWriteCloser: &r}
		for start := 0; start < len(all); start += piece {
			p := all[start:min(start+piece, len(all))]
			if n, err := w.Write(p); n != len(p) || err != nil {
				t.Fatal(n, err)
			}
		}
		if !slices.EqualFunc(r.writes, want, bytes.Equal) {
			t.Errorf("in pieces of %d: %d writes, want %d", piece, len(r.writes), len(want))
		}
	}
}
