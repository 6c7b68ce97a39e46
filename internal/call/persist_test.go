package call

import (
	"context"
	"errors"
	"net"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// cutter is a connection that is lost after a request was written, before its answer.
type cutter struct {
	net.Conn
	armed *atomic.Bool
}

func (c cutter) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if err == nil && c.armed.CompareAndSwap(true, false) {
		_ = c.Close()
		return 0, errors.New("the connection is cut")
	}
	return n, err
}

// The connection is lost in the very moment in which a prompt is asked for; Asterisk
// plays it, once, and the caller notices nothing.
func TestARequestOutlivesItsConnection(t *testing.T) {
	var armed atomic.Bool
	onLineBy(t, func(conn net.Conn) net.Conn { return cutter{conn, &armed} }, func(ctx context.Context, l *line) {
		if err := l.call.Answer(ctx); err != nil {
			t.Fatal(err)
		}
		armed.Store(true)
		id := l.play(ctx, "a")
		if armed.Load() {
			t.Fatal("nothing was cut")
		}
		if e := l.next(ctx, time.Minute); e.Kind != flows.PlaybackEnded || e.Playback != id || e.Failed {
			t.Errorf("got %+v", e)
		}
		if n := l.requests("channels.playWithId"); n != 1 {
			t.Errorf("it was asked for %d times", n)
		}
	})
}

// wayless is a connection without a way: nothing comes, and whoever asks is told at once.
type wayless struct {
	net.Conn
	cut *atomic.Bool
}

func (w wayless) Write(p []byte) (int, error) {
	if w.cut.Load() {
		_ = w.Close()
		return 0, errors.New("there is no way")
	}
	return w.Conn.Write(p)
}

// Law: a call whose next prompt is due while the way to Asterisk is cut, for seconds, waits for it and goes on; where it
// stays cut the step fails, and does not wait for ever.
func TestARequestOutlivesACutWay(t *testing.T) {
	for away, lives := range map[time.Duration]bool{10 * time.Second: true, time.Hour: false} {
		var cut atomic.Bool
		onLineBy(t, func(conn net.Conn) net.Conn { return wayless{conn, &cut} }, func(ctx context.Context, l *line) {
			if err := l.call.Answer(ctx); err != nil {
				t.Fatal(err)
			}
			cut.Store(true)
			back := time.AfterFunc(away, func() { cut.Store(false) })
			defer back.Stop()
			begun := time.Now()
			_, err := l.call.Play(ctx, "", []string{"a"})
			cut.Store(false)
			took := time.Since(begun)
			if lives != (err == nil) || took > max(cutMost, away%time.Hour)+2*cutPauseMost {
				t.Errorf("away for %v: %v, after %v", away, err, took)
			}
		})
	}
}

// Law: what is to be stopped while the way to Asterisk is cut is stopped when it is back, as what comes next would be heard
// behind it else.
func TestAStopOutlivesACutWay(t *testing.T) {
	var cut atomic.Bool
	onLineBy(t, func(conn net.Conn) net.Conn { return wayless{conn, &cut} }, func(ctx context.Context, l *line) {
		if err := l.call.Answer(ctx); err != nil {
			t.Fatal(err)
		}
		id := l.play(ctx, "a")
		cut.Store(true)
		back := time.AfterFunc(3*time.Second, func() { cut.Store(false) })
		defer back.Stop()
		if err := l.call.Stop(ctx, id); err != nil {
			t.Error(err)
		}
		if n := l.requests("playbacks.stop"); n != 1 {
			t.Errorf("Asterisk was told %d times", n)
		}
	})
}
