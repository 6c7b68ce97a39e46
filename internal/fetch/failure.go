package fetch

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"syscall"

	"github.com/ariapp/ariapp/flows"
)

var (
	// errGivenUp: who asked is not there any more; that says nothing about the host.
	errGivenUp = errors.New("given up")
	// errRedirect: a redirect that is not followed; another attempt would meet it again.
	errRedirect = errors.New("the redirect is not followed")
	errClosed   = errors.New("the program stops")
)

// failure is an error whose text may be shown: it has nothing of what was sent or received.
type failure struct {
	text string
	err  error
}

func (f *failure) Error() string { return f.text }
func (f *failure) Unwrap() error { return f.err }

// over is why a request's context has ended.
func over(ctx context.Context) error {
	cause := context.Cause(ctx)
	switch {
	case errors.Is(cause, flows.ErrTimeout):
		return cause
	case errors.Is(cause, context.DeadlineExceeded):
		return fmt.Errorf("%w: %w", flows.ErrTimeout, cause)
	}
	return fmt.Errorf("%w: %w", errGivenUp, cause)
}

// broken is what an error of the transport is to the flow.
func broken(ctx context.Context, err error) error {
	var timeout net.Error
	switch {
	case ctx.Err() != nil:
		return over(ctx)
	case errors.Is(err, flows.ErrHostRefused):
		return err
	case strings.Contains(err.Error(), "response headers exceeded"): // has no type of its own
		return fmt.Errorf("%w: its header has more than %d bytes", flows.ErrTooLarge, headerMax)
	case errors.As(err, &timeout) && timeout.Timeout():
		return &failure{fmt.Sprintf("%v: %s", flows.ErrTimeout, shown(err)), errors.Join(flows.ErrTimeout, err)}
	}
	return &failure{shown(err), err}
}

// shown is the text of an error, if it is one that quotes nothing of the
// response; those of net/http and net/textproto may.
func shown(err error) string {
	var (
		ours    *failure
		network *net.OpError
		number  syscall.Errno
		cert    *tls.CertificateVerificationError
		alert   tls.AlertError
		record  tls.RecordHeaderError
	)
	switch {
	case errors.As(err, &ours):
		return ours.text
	case errors.As(err, &network):
		return network.Error()
	case errors.As(err, &number):
		return number.Error()
	case errors.As(err, &cert):
		return cert.Error()
	case errors.As(err, &alert):
		return alert.Error()
	case errors.As(err, &record):
		return "the host does not speak TLS"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.ErrClosedPipe):
		return "the host closed the connection"
	}
	return "the connection broke, or what came is no HTTP"
}
