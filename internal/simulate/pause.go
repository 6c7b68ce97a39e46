package simulate

import (
	"context"
	"errors"
	"io"
	"time"
)

// pause lets d pass, unless the call or the program ends before.
func pause(call, program context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-call.Done():
	case <-program.Done():
	}
}

// fromEOF is nil for the plain end of input.
func fromEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}
