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
	// Endpoint is one that channels/create makes a channel for: "Local/s@contract".
	Endpoint string
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
