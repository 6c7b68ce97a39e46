package call

import (
	"context"
	"sync/atomic"
)

// wish is that one call wants a channel of another: the one that channel names,
// which talks with that of of, into bridge. Whoever sets begun decides whether it
// is granted or withdrawn; a wish that is begun is answered on done.
type wish struct {
	channel, of, bridge string
	begun               atomic.Bool
	done                chan error
}

// grant does what is wished, unless it is wished no more.
func (w *wish) grant(ctx context.Context, c *Call) {
	if w.begun.CompareAndSwap(false, true) {
		w.done <- c.hands(ctx, w)
	}
}
