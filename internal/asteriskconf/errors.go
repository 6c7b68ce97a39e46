package asteriskconf

import "errors"

// ErrUnknownFile is returned by [Render] for a name that is not in [Files].
var ErrUnknownFile = errors.New("unknown configuration file")

// ErrInvalidOption is returned by [Options.Validate] and [Render] for a value
// that cannot stand in an Asterisk configuration file; the wrapping message
// names the option and what it may hold.
var ErrInvalidOption = errors.New("invalid option")
