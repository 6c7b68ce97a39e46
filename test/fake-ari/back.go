package fakeari

import (
	"context"
	"fmt"
)

// AwaitDialplan waits until the caller was sent back to the dialplan, which has
// them still; see Options.DialplanStay.
func (c *Call) AwaitDialplan(ctx context.Context) error {
	if err := c.await(ctx, func() bool { return c.inDialplan() }); err != nil {
		return fmt.Errorf("awaiting %s in the dialplan: %w", c.ID(), err)
	}
	return nil
}

// Back has the dialplan run Stasis once more for a caller whom it has; false when
// it has them not, or nobody serves the application, by which the call ends.
func (c *Call) Back(app string, args ...string) bool {
	s := c.server
	s.mu.Lock()
	defer s.mu.Unlock()
	if !c.inDialplan() {
		return false
	}
	c.channel.leaves.cancel()
	c.channel.leaves, c.leaving = nil, nil
	to := s.apps[app]
	if !to.active() {
		c.channel.destroy(causeNormal, Ending{How: EndFailed})
		return false
	}
	c.channel.runStasis(to, args)
	s.notify()
	return true
}

func (c *Call) inDialplan() bool {
	return c.ending == nil && c.leaving != nil && c.channel.app == nil && !c.channel.hungUp
}
