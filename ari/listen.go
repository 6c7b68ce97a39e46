package ari

import "context"

// Listen is being written.
func (c *Client) Listen(ctx context.Context, options ListenOptions) error {
	if err := options.withDefaults().validate(); err != nil {
		return err
	}
	<-ctx.Done()
	return nil
}
