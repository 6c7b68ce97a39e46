package hand

import (
	"context"
	"errors"
	"net/http"

	"github.com/ariapp/ariapp/ari"
)

// API is the way through a daemon. Paths are those of [Operations].
type API interface {
	// Ask sends an order and reads the answer, into a *[File] as it comes, else JSON.
	Ask(ctx context.Context, method, path string, order, answer any) error
	// Stream hands over each line of an answer that does not end by itself.
	Stream(ctx context.Context, path string, each func(line []byte) error) error
}

// A Hand does things on one Asterisk.
type Hand struct {
	client *ari.Client
	api    API
}

// Direct goes straight at an Asterisk.
func Direct(client *ari.Client) Hand { return Hand{client: client} }

// Through goes through a daemon.
func Through(api API) Hand { return Hand{api: api} }

// Client is that of the Asterisk, nil when the way leads through a daemon.
func (h Hand) Client() *ari.Client { return h.client }

// Operations are all, in the order of their paths.
func Operations() []Served {
	return []Served{
		Channels().served(), Channel().served(), Hangup().served(), Answer().served(), Play().served(),
		SendKeys().served(), Mute().served(), Hold().served(), Record().served(), Move().served(),
		Bridges().served(), CreateBridge().served(), Bridge().served(), DestroyBridge().served(),
		AddToBridge().served(), RemoveFromBridge().served(), PlayInBridge().served(), RecordBridge().served(),
		Playback().served(), StopPlayback().served(),
		Endpoints().served(), Endpoint().served(), SendMessage().served(),
		Devices().served(), Device().served(), SetDevice().served(), DeleteDevice().served(),
		Sounds().served(), Sound().served(),
		Recordings().served(), Recording().served(), RecordingFile().served(), CopyRecording().served(),
		DeleteRecording().served(), LiveRecording().served(), StopRecording().served(),
	}
}

// StatusOf is the status of HTTP that says what an error says.
func StatusOf(err error) int {
	for _, one := range []struct {
		err    error
		status int
	}{
		{ErrOrder, http.StatusBadRequest}, {ari.ErrNotFound, http.StatusNotFound}, {ari.ErrConflict, http.StatusConflict},
		{ari.ErrPrecondition, http.StatusConflict}, {ari.ErrInvalid, http.StatusUnprocessableEntity},
		{ari.ErrTimeout, http.StatusGatewayTimeout},
	} {
		if errors.Is(err, one.err) {
			return one.status
		}
	}
	return http.StatusBadGateway
}

// unlessEmpty is a value that is left out when it says nothing.
func unlessEmpty[T comparable](value T) *T {
	var empty T
	if value == empty {
		return nil
	}
	return &value
}

// nothing is the answer of what only works or fails.
func nothing(err error) (Nothing, error) { return Nothing{}, err }

// StatusError is the error of an answer with a status of HTTP, as [StatusOf] has given it.
func StatusError(status int, said string) error {
	for _, one := range []struct {
		status int
		err    error
	}{
		{http.StatusForbidden, ErrNotAllowed}, {http.StatusTooManyRequests, ErrNotAllowed}, {http.StatusNotFound,
			ari.ErrNotFound}, {http.StatusConflict, ari.ErrConflict},
		{http.StatusUnprocessableEntity, ari.ErrInvalid}, {http.StatusGatewayTimeout, ari.ErrTimeout},
	} {
		if status == one.status {
			return &statusError{said, one.err}
		}
	}
	return errors.New(said)
}

// statusError says what the daemon said, and is of a kind.
type statusError struct {
	said string
	kind error
}

// Error is what was said.
func (e *statusError) Error() string { return e.said }

// Unwrap is of which kind it is.
func (e *statusError) Unwrap() error { return e.kind }
