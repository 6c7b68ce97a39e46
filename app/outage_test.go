package app

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

// Law: what is said once of an Asterisk is said again when somebody could be called by it meanwhile, and not as somebody
// could by another one.
func TestOutagesAreToldOnce(t *testing.T) {
	var log strings.Builder
	var o outages
	logger := slog.New(slog.NewTextHandler(&log, nil))
	away := fmt.Errorf("%w: south", ErrNotConnected)
	for _, step := range []struct {
		over string
		err  error
		told int
	}{
		{"north", away, 1}, {"north", away, 1}, {"north", ErrNoFurther, 2}, {"south", away, 3}, {"north", errors.New("other"), 4},
	} {
		o.over(step.over)
		if pause := o.wait(logger, "south", "it waits", step.err); pause != jobPause {
			t.Errorf("it is tried again after %s", pause)
		}
		if n := strings.Count(log.String(), "it waits"); n != step.told {
			t.Errorf("%v, as %s was there: told %d times, want %d", step.err, step.over, n, step.told)
		}
	}
}
