package api

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// tape is a reader of a stream; after so many lines its connection is broken.
type tape struct {
	header http.Header
	text   strings.Builder
	most   int
	until  time.Time
}

func (r *tape) Header() http.Header { return r.header }

func (r *tape) WriteHeader(int) {}

func (r *tape) Write(p []byte) (int, error) {
	if strings.Count(r.text.String(), "\n") >= r.most {
		return 0, errors.New("the connection is broken")
	}
	return r.text.Write(p)
}

func (r *tape) Flush() {}

func (r *tape) SetWriteDeadline(until time.Time) error { r.until = until; return nil }

// Law: a stream shows that it lives while nothing happens, each line has a time, and its reader's end is its own.
func TestAStreamLives(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &tape{header: http.Header{}, most: 1000}
		ctx, gone := context.WithTimeout(t.Context(), time.Minute+time.Second)
		defer gone()
		(&house{}).stream(ctx, func(ctx context.Context, each func([]byte) error) error {
			if err := each([]byte(`{"kind":"call-begun"}`)); err != nil {
				return err
			}
			<-ctx.Done()
			return context.Cause(ctx)
		})(r)
		want := "\n" + `{"kind":"call-begun"}` + "\n" + strings.Repeat("\n", int(time.Minute/beatEvery))
		if r.text.String() != want || r.header.Get("Content-Type") != streamKind {
			t.Errorf("%q", r.text.String())
		}
		if left := time.Until(r.until); left > lineTime || left < 0 {
			t.Errorf("a line may take %v from the end", left)
		}
	})
}

// Law: a reader who is gone is found out by the sign of life, and ends what is told to them.
func TestAStreamWithoutAReaderEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begin := time.Now()
		(&house{}).stream(t.Context(), func(ctx context.Context, _ func([]byte) error) error {
			<-ctx.Done()
			return context.Cause(ctx)
		})(&tape{header: http.Header{}, most: 3})
		if took := time.Since(begin); took != 3*beatEvery {
			t.Errorf("it took %v", took)
		}
	})
}

// Law: what ends by itself says so, so that nobody takes it for silence.
func TestAStreamThatFailsSaysSo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &tape{header: http.Header{}, most: 10}
		(&house{}).stream(t.Context(), func(context.Context, func([]byte) error) error { return errors.New("away") })(r)
		if got := r.text.String(); got != "\n{\"type\":\"Ended\"}\n" {
			t.Errorf("%q", got)
		}
	})
}

// Law: there are only so many tails at once, and the next reader is told so; one that ends makes room.
func TestTooManyStreams(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := &house{}
		ctx, over := context.WithCancel(t.Context())
		var readers sync.WaitGroup
		wait := func(ctx context.Context, _ func([]byte) error) error {
			<-ctx.Done()
			return context.Cause(ctx)
		}
		for range streamsMost {
			readers.Go(func() { h.stream(ctx, wait)(&tape{header: http.Header{}, most: 1000}) })
		}
		synctest.Wait()
		refused := &tape{header: http.Header{}, most: 1000}
		h.stream(ctx, wait)(refused)
		if !strings.Contains(refused.text.String(), "at most 32 at once") {
			t.Errorf("one more was told %q", refused.text.String())
		}
		over()
		readers.Wait()
		if left := h.streams.Load(); left != 0 {
			t.Errorf("%d streams are counted when all have ended", left)
		}
	})
}
