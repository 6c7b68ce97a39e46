package steps

import (
	"errors"
	"fmt"
)

var (
	errAnswered = errors.New("the call has been answered and cannot be refused any more; use hangup")
	// errStatus tells that a server's response is none of those that count as good.
	errStatus = errors.New("the server refused")
	// errResponse tells that a response is not what the step reads.
	errResponse = errors.New("the response cannot be used")
)

// refused says what a computed value must be.
func refused(field, value, accepts string) error {
	if len(value) > 60 {
		value = value[:60]
	}
	return fmt.Errorf("%s must be %s; found %q", field, accepts, value)
}
