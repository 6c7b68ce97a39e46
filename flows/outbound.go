package flows

import (
	"context"
	"errors"
)

// Outbound decides what may be dialled where a flow does not write it out. A nil
// one permits nothing: only endpoints that stand in the file as they are.
type Outbound interface {
	// Permit tells why an endpoint may not be dialled, nil when it may; an error
	// wraps [ErrNotPermitted] where that is the rules' answer. by is the address
	// of the step that asks. It counts: what is permitted is dialled at once.
	Permit(ctx context.Context, endpoint, by string) error
}

// ErrNotPermitted tells that an endpoint may not be dialled.
var ErrNotPermitted = errors.New("the endpoint may not be dialled")
