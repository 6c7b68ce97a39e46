package cluster

import (
	"context"
	"errors"
	"fmt"
)

// Post carries requests between instances: what must reach one of them at
// once, such as that it shall take a call. Nothing depends on a request that is
// lost: what is said can be found in a [Bucket] too, only later. Methods are safe for any number of callers.
type Post interface {
	// Ask sends a request to an instance and waits for its answer until ctx ends, and
	// for [AskMost] at the longest. It is [ErrNobody] when no such instance answers
	// requests, and an error at once while the store is away. Any other error may come
	// of a request that was heard, or was not. Nobody may change the answer.
	Ask(ctx context.Context, instance string, request []byte) ([]byte, error)
	// Answer has the requests to an instance answered, each in a goroutine of its own,
	// until stop is called, which waits for those under way. The context of one ends
	// with stop, or after [AskMost], at the latest. Requests and answers have
	// [RequestMax] bytes at most; a larger answer is an error of who asks. Who answers under a name
	// that another process has too may have each request, or not.
	Answer(instance string, answer func(ctx context.Context, request []byte) []byte) (stop func(), err error)
}

// ErrNobody tells that no instance of that name answers requests.
var ErrNobody = errors.New("no such instance answers")

// ErrInstance tells that a text is no name of an instance.
var ErrInstance = errors.New("no name of an instance; 1 to 64 letters, digits and - are possible")

// CheckInstance tells what is wrong with the name of an instance.
func CheckInstance(name string) error {
	for i := range len(name) {
		if c := name[i]; !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '-') {
			return fmt.Errorf("%q: %w", name, ErrInstance)
		}
	}
	if name == "" || len(name) > InstanceMax {
		return fmt.Errorf("%q: %w", name, ErrInstance)
	}
	return nil
}

// CheckRequest tells what is wrong with a request before it is sent, for posts.
func CheckRequest(instance string, request []byte) error {
	if err := CheckInstance(instance); err != nil {
		return err
	}
	if len(request) > RequestMax {
		return fmt.Errorf("a request of %d bytes, at most %d: %w", len(request), RequestMax, ErrTooLarge)
	}
	return nil
}
