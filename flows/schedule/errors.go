package schedule

import "errors"

// errLocal refuses the zone of the machine.
var errLocal = errors.New("it is no name of a zone")
