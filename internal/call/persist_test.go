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
