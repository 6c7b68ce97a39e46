package simulate

import "errors"

var (
	// ErrNoRoute is returned when no number of the program takes the call.
	ErrNoRoute = errors.New("no number takes the call")
	// ErrScript is returned for a script that cannot be read.
	ErrScript = errors.New("not a script of keys")
	// ErrNoTexts is returned for a text to a file that takes none.
	ErrNoTexts = errors.New("no flow takes texts: the file has no messages: {flow: NAME}")
	// ErrNoLiveInput is returned where keys cannot be waited for on this system.
	ErrNoLiveInput = errors.New("typed keys cannot be read on this system; use a script")
)
