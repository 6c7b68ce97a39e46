package contract

import (
	"context"
	"net"
	"testing"
	"time"
)

// Target is the Asterisk that the suite is run against.
type Target struct {
	// URL is the REST interface: "http://127.0.0.1:8088/ari".
	URL string
	// Username and Password are a user who may write.
	Username, Password string
	// DialContext opens connections; nil means TCP.
	DialContext func(ctx context.Context, network, address string) (net.Conn, error)
	// Call brings a caller whose dialplan runs Stasis(app,args…) without answering.
	// What it makes must be gone when the subtest has ended, by t.Cleanup.
	Call func(t *testing.T, app string, args []string) Caller
	// Sound is a sound that exists and lasts SoundLength, between a tenth of a second
	// and one; LongSound one that lasts longer than five seconds; MissingSound
	// none. All without a scheme.
	Sound, LongSound, MissingSound string
	SoundLength                    time.Duration
	// Context and Exten are a place in the dialplan where a channel stays for at
	// least a second, or until it is hung up.
	Context, Exten string
	// Callee brings somebody who can be dialled and does what the subtest says.
	Callee func(t *testing.T) Callee
	// Endpoint is one that channels/create makes a channel for: "Local/s@contract".
	Endpoint string
}

// Callee is somebody who can be dialled, once. What is done before the call has
// come waits for it.
type Callee interface {
	// Endpoint is what to dial.
	Endpoint() string
	// CallerID is who calls, by what the callee is shown.
	CallerID() (name, number string)
	// Variable is what came with the call, or nothing.
	Variable(name string) string
	// Ring, Progress and Answer are what a telephone does. After the answer it is
	// silent, and sends that.
	Ring()
	Progress()
	Answer()
	// Hangup ends the call with a cause, and refuses it before the answer.
	Hangup(cause int)
	// Press presses keys, one after another. The call has been answered.
	Press(keys string)
	// AwaitKey waits for the next key that comes to the callee. It has answered.
	AwaitKey(ctx context.Context) (string, error)
	// AwaitEnd waits until the callee's side of the call is over.
	AwaitEnd(ctx context.Context) error
}

// Caller is somebody who called.
type Caller interface {
	// ID is the id of the channel that is in Stasis.
	ID() string
	// Press presses keys, one after another. The call has been answered.
	Press(keys string)
	// Hangup ends the call from the caller's side.
	Hangup()
	// AwaitEnd waits until the caller's channel is gone.
	AwaitEnd(ctx context.Context) error
}
