package call

import (
	"context"
	"fmt"
	"time"
)

// Work begins work beside the call; its end comes through the mailbox.
func (c *Call) Work(ctx context.Context, work func(context.Context) (any, error)) (string, error) {
	if err := c.alive(ctx); err != nil {
		return "", err
	}
	c.jobs++
	name := fmt.Sprintf("work-%d", c.jobs)
	c.works.Go(func() {
		result, err := work(ctx)
		if ctx.Err() == nil { // else nobody waits for it any more
			c.mailbox.put(message{at: time.Now(), work: name, result: result, err: err})
		}
	})
	return name, nil
}

// Rest waits for the work that the walk has left behind; its context must be over.
func (c *Call) Rest() { c.works.Wait() }
