package call

import (
	"context"
	"errors"

	"github.com/ariapp/ariapp/ari"
)

// persist asks again when the connection was lost under a request: a call
// outlives that. done looks whether Asterisk has done it all the same, so that
// nothing is done twice. What Asterisk refuses, or does not answer in time, is
// not asked again.
func (c *Call) persist(ctx context.Context, ask func() error, done func() (bool, error)) error {
	err := ask()
	for try := 1; cut(err) && try < askTries; try++ {
		if c.sleep(ctx, askPause) != nil {
			return err
		}
		isDone, failed := done()
		switch {
		case failed != nil:
			err = failed
		case isDone:
			return nil
		default:
			err = ask()
		}
	}
	return err
}

// cut tells that a request has no answer because its connection was lost.
func cut(err error) bool {
	fault := (*ari.Error)(nil)
	return errors.As(err, &fault) && fault.Status == 0 && fault.Err != nil && !errors.Is(err, ari.ErrTimeout) &&
		!errors.Is(err, ari.ErrInvalid)
}

// plays asks whether Asterisk has a playback of that id.
func (c *Call) plays(ctx context.Context, id string) (bool, error) {
	_, err := c.opts.Client.Playbacks.Get(whole(ctx), id)
	if errors.Is(err, ari.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}
