package call

import (
	"context"
	"errors"
	"time"

	"github.com/ariapp/ariapp/ari"
)

// persist asks again when the connection was lost under a request: a call
// outlives that, and a way to Asterisk that is cut for some seconds. done looks
// whether Asterisk has done it all the same, so that nothing is done twice. What
// Asterisk refuses, or does not answer in time, is not asked again.
func (c *Call) persist(ctx context.Context, ask func() error, done func() (bool, error)) error {
	err := ask()
	until, pause := time.Now().Add(cutMost), askPause
	for cut(err) && time.Now().Before(until) {
		if c.sleep(ctx, pause) != nil {
			return err
		}
		pause = min(2*pause, cutPauseMost)
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

// notDone is for what may be asked twice.
func notDone() (bool, error) { return false, nil }

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
