package cluster

import (
	"context"
	"errors"
)

// Post carries requests between instances: what must reach one of them at
// once, such as that it shall take a call. Nothing depends on a request that is
// lost: what is said can be found in a [Bucket] too, only later. Methods are safe for any number of callers.
type Post interface {
	// Ask sends a request to an instance and waits for its answer until ctx ends. It
	// is [ErrNobody] when no such instance answers requests; any other error may
	// come of a request that was heard, or was not.
	Ask(ctx context.Context, instance string, request []byte) ([]byte, error)
	// Answer has the requests to an instance answered, each in a goroutine of its own,
	// until stop is called, which waits for those under way. The context of one ends with stop at the latest.
	Answer(instance string, answer func(ctx context.Context, request []byte) []byte) (stop func(), err error)
}

// ErrNobody tells that no instance of that name answers requests.
var ErrNobody = errors.New("no such instance answers")
