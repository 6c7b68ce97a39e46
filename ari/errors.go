package ari

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
)

// What may be wrong, found through errors.Is. The first group is an Error's status.
var (
	ErrNotFound     = errors.New("not found")            // 404
	ErrConflict     = errors.New("conflict")             // 409: not in Stasis, name taken, wrong state
	ErrInvalid      = errors.New("invalid request")      // 400, 413, 422, or refused before it was sent
	ErrUnauthorized = errors.New("unauthorized")         // 401: unknown user or wrong password
	ErrForbidden    = errors.New("forbidden")            // 403: read-only user, or not allowed at all
	ErrPrecondition = errors.New("precondition failed")  // 412: the channel is not far enough
	ErrServer       = errors.New("server error")         // 5xx
	ErrOptions      = errors.New("invalid options")      // from New and Listen
	ErrTLS          = errors.New("TLS failure")          // certificate or handshake
	ErrUnknownHost  = errors.New("unknown host")         // the name has no address
	ErrTimeout      = errors.New("timeout")              // a deadline passed
	ErrResponse     = errors.New("unreadable response")  // not JSON, wrong type, or too large
	ErrReplaced     = errors.New("application replaced") // another socket took the application
	ErrDeaf         = errors.New("socket is deaf")       // connected, but no event comes back
	ErrDead         = errors.New("socket is dead")       // no answer to a ping
	ErrClosed       = errors.New("client closed")        // Close was called
)

// What makes an event unusable, found through errors.Is.
var (
	ErrEventSyntax = errors.New("event is not JSON")
	ErrEventType   = errors.New("event has no type")
	ErrEventField  = errors.New("event is not as described")
	ErrEventSize   = errors.New("event is too large")
)

// An Error is a request that failed: refused by Asterisk (Status is set), or never answered (Err is set).
type Error struct {
	Operation string // "Channels.Answer"
	Method    string // "POST"
	Path      string // "channels/17.1/answer", escaped, without the query
	Status    int    // HTTP status, 0 when there was no answer
	Message   string // Asterisk's own message, at most MessageBytesMax bytes
	Err       error  // why there was no answer, or no readable one
}

// Error says operation, request and cause in one line.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "calling %s (%s %s): ", e.Operation, e.Method, e.Path)
	if e.Status != 0 {
		fmt.Fprintf(&b, "%d %s", e.Status, http.StatusText(e.Status))
	}
	if e.Message != "" {
		fmt.Fprintf(&b, ": %s", e.Message)
	}
	if e.Err != nil {
		if e.Status != 0 {
			b.WriteString(": ")
		}
		b.WriteString(e.Err.Error())
	}
	return b.String()
}

// Unwrap returns Err.
func (e *Error) Unwrap() error { return e.Err }

// Is compares the status with the sentinels of the statuses.
func (e *Error) Is(target error) bool {
	sentinel := statusError(e.Status)
	return sentinel != nil && sentinel == target
}

func statusError(status int) error {
	switch {
	case status == http.StatusBadRequest, status == http.StatusUnprocessableEntity,
		status == http.StatusRequestEntityTooLarge:
		return ErrInvalid
	case status == http.StatusUnauthorized:
		return ErrUnauthorized
	case status == http.StatusForbidden:
		return ErrForbidden
	case status == http.StatusNotFound:
		return ErrNotFound
	case status == http.StatusConflict:
		return ErrConflict
	case status == http.StatusPreconditionFailed:
		return ErrPrecondition
	case status >= http.StatusInternalServerError:
		return ErrServer
	}
	return nil
}

// nameCause puts a sentinel in front of the errors of net, tls and context that have one. The wrapping
// *url.Error is dropped: it repeats the URL.
func nameCause(err error) error {
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		err = wrapped.Err
	}
	var (
		dns        *net.DNSError
		verify     *tls.CertificateVerificationError
		record     tls.RecordHeaderError
		alert      tls.AlertError
		authority  x509.UnknownAuthorityError
		hostname   x509.HostnameError
		invalid    x509.CertificateInvalidError
		netTimeout net.Error
	)
	switch {
	case errors.As(err, &dns) && dns.IsNotFound:
		return fmt.Errorf("%w: %w", ErrUnknownHost, err)
	case errors.As(err, &verify), errors.As(err, &record), errors.As(err, &alert), errors.As(err, &authority),
		errors.As(err, &hostname), errors.As(err, &invalid), plainHTTPAnswer(err):
		return fmt.Errorf("%w: %w", ErrTLS, err)
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &netTimeout) && netTimeout.Timeout():
		return fmt.Errorf("%w: %w", ErrTimeout, err)
	}
	return err
}

// plainHTTPAnswer knows the error net/http makes of a server that answers TLS in clear; it has no type.
func plainHTTPAnswer(err error) bool {
	return strings.Contains(err.Error(), "server gave HTTP response to HTTPS client")
}

// permanent says whether trying to connect again cannot help without somebody changing something. An
// application that is not found right after the upgrade is not that: another socket is closing.
func permanent(err error) bool {
	if errors.Is(err, ErrDeaf) && errors.Is(err, ErrNotFound) {
		return false
	}
	for _, sentinel := range []error{
		ErrUnauthorized, ErrForbidden, ErrNotFound, ErrTLS, ErrUnknownHost, ErrOptions,
	} {
		if errors.Is(err, sentinel) {
			return true
		}
	}
	return false
}
