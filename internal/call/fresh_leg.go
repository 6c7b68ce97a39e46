package call

import (
	"context"
	"errors"
	"net/http"

	"github.com/ariapp/ariapp/ari"
)

// onceIn asks something of a leg that was made just now. Asterisk says that it is
// made before it is in Stasis, and until then refuses all that concerns it. What
// it has refused it has not done, so that asking again does nothing twice: a leg
// that is dialled twice would be the end of Asterisk.
func (c *Call) onceIn(ctx context.Context, ask func() error) error {
	err := ask()
	for try := 1; notYetIn(err) && try < legTries; try++ {
		if c.sleep(ctx, legPause) != nil {
			return err
		}
		err = ask()
	}
	return err
}

// notYetIn tells that a request was refused with "not in Stasis": 409, or 422 by bridges.
func notYetIn(err error) bool {
	fault := (*ari.Error)(nil)
	return errors.As(err, &fault) &&
		(fault.Status == http.StatusConflict || fault.Status == http.StatusUnprocessableEntity)
}
