package fakeari

import (
	"bytes"
	"errors"
	"io"
	"os"
	"testing"
	"testing/synctest"
	"time"
)

// TestPipe proves that bytes arrive whole and in order, more of them than a pipe
// holds at once, and that the end arrives after them.
func TestPipe(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		near, far := newPipe("x")
		sent := bytes.Repeat([]byte("0123456789"), pipeBuffer/3)
		go func() {
			_, _ = near.Write(sent)
			_ = near.Close()
		}()
		got, err := io.ReadAll(far)
		if err != nil || !bytes.Equal(got, sent) {
			t.Errorf("sent %d bytes, got %d, %v", len(sent), len(got), err)
		}
		if _, err := far.Write([]byte("x")); !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("writing to who has gone gave %v", err)
		}
		if _, err := near.Read(make([]byte, 1)); !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("reading after one's own close gave %v", err)
		}
	})
}

// TestPipeHolds proves that a write does not wait for a reader until the pipe is
// full, and then only until its deadline.
func TestPipeHolds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		near, far := newPipe("x")
		if n, err := near.Write(make([]byte, pipeBuffer)); n != pipeBuffer || err != nil {
			t.Fatalf("wrote %d, %v", n, err)
		}
		began := time.Now()
		_ = near.SetWriteDeadline(began.Add(time.Minute))
		if _, err := near.Write([]byte("x")); !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("a full pipe gave %v", err)
		}
		if took := time.Since(began); took != time.Minute {
			t.Errorf("it took %v", took)
		}
		_ = far.Close()
	})
}

// TestPipeDeadlineMoves proves that a deadline that is set while somebody reads
// counts for that read.
func TestPipeDeadlineMoves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		near, far := newPipe("x")
		_ = near.SetReadDeadline(time.Now().Add(time.Hour))
		go func() {
			time.Sleep(time.Second)
			_ = near.SetReadDeadline(time.Now().Add(time.Second))
		}()
		began := time.Now()
		if _, err := near.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("the read gave %v", err)
		}
		if took := time.Since(began); took != 2*time.Second {
			t.Errorf("it took %v", took)
		}
		_ = near.SetReadDeadline(time.Time{})
		_, _ = far.Write([]byte("x"))
		if n, err := near.Read(make([]byte, 1)); n != 1 || err != nil {
			t.Errorf("without a deadline read %d, %v", n, err)
		}
		_ = near.Close()
	})
}
