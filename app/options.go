package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/digits"
	"github.com/ariapp/ariapp/internal/cluster"
	"github.com/ariapp/ariapp/internal/monitor/lag"
	"github.com/ariapp/ariapp/internal/queue"
	"github.com/ariapp/ariapp/internal/store/natsstore"
)

// Options are what an App is made of. File is needed.
type Options struct {
	// File is the loaded ivr.yaml; see [Load].
	File *File
	// Handlers take calls in Go: by number or pattern (`_3XX`), before the file's numbers are looked at.
	Handlers map[string]Handler
	// Version is the program's, for the metrics.
	Version string
	// Logger gets the daemon's lines; nil is silence.
	Logger *slog.Logger
	// Observe is told every fact of every call, from the goroutine of the call; it must be quick. Nil for nobody.
	// A panic of it is logged, and it is told no more of that call, which goes on.
	Observe func(flows.Fact)
	// Watch has the App reload when the file, or one that belongs to it, changes.
	Watch bool
	// Store keeps what outlives a call, instead of the data folder, or cluster.nats; calls are then kept nowhere.
	Store flows.Store
	// Serve has Run do what a daemon does beside calls: open the HTTP server of the
	// file, for health, metrics, commands and prompts of one's own, and refuse calls
	// while the process is overloaded.
	Serve bool
	// Record keeps, in the data folder, each version of the file that was in use, so that one can go back to it, and
	// the journal and the records of the calls; and the calls themselves, unless there is a Store, so that the next App
	// goes on with them. The file must have been loaded from a path.
	Record bool
	// Canary is another version of the file, for a share of the callers; nil for none.
	Canary *Canary
	// DialContext opens connections to Asterisk, instead of a net.Dialer.
	DialContext func(ctx context.Context, network, address string) (net.Conn, error)
	// Rand gives the 64 random bits that say how long a lost Asterisk is left alone, from several goroutines; nil for
	// math/rand/v2's.
	Rand func() uint64

	// Clock is the clock of this machine by which calls and the journal go, for simulations of clocks that are wrong; nil
	// for [time.Now]. What has passed is known without it.
	Clock func() time.Time
	// Disk tells why the disk on which the journal is takes nothing at this moment, nil while it takes all, for
	// simulations of this module; nil leaves that to the disk.
	Disk func() error

	// ObserveQueues is told every fact of the queues, by the instance that decides. It must be quick, and not ask the App
	// for queues. Nil for nobody.
	ObserveQueues func(queue.Fact)

	// Meeting is where instances meet that share their calls, instead of NATS, for simulations of this module.
	Meeting *cluster.Meeting

	// measures are how the load is measured, for tests.
	measures lag.Options
	// calls is where calls are kept, instead of NATS, for tests.
	calls cluster.Bucket
	// formats are what is read of calls, the zero one for what this program reads, for tests of several versions.
	formats cluster.Formats
	// buckets are where queues are kept, instead of NATS, for tests.
	buckets func(name string) cluster.Bucket
	// opens opens the store, nil for natsstore.Open, for tests of one that is slow to fail.
	opens func(natsstore.Options) (*natsstore.Store, error)
}

// clock is the time on the clock.
func (a *App) clock() time.Time {
	if a.opts.Clock != nil {
		return a.opts.Clock()
	}
	return time.Now()
}

// validate returns every fault, each a sentence.
func (o Options) validate() error {
	var faults []error
	if o.File == nil {
		return errors.New("Options.File is nil; use Load")
	}
	if len(o.File.Config.Asterisk) == 0 {
		faults = append(faults, errors.New("the file names no asterisk"))
	}
	if o.File.Program == nil && len(o.Handlers) == 0 {
		faults = append(faults, errors.New("there are neither flows nor Handlers"))
	}
	if o.Record && o.File.path == "" {
		faults = append(faults, errors.New("Options.Record needs a file that was loaded from a path"))
	}
	for pattern, handler := range o.Handlers {
		if _, err := digits.Parse(pattern); err != nil {
			faults = append(faults, fmt.Errorf("Handlers[%q]: not a number or pattern: %w", pattern, err))
		}
		if handler == nil {
			faults = append(faults, fmt.Errorf("Handlers[%q] is nil", pattern))
		}
	}
	if o.Canary != nil {
		if err := o.Canary.validate(); err != nil {
			faults = append(faults, fmt.Errorf("Options.Canary: %w", err))
		}
	}
	return errors.Join(faults...)
}

// handlerTable orders the handlers as the dialplan orders extensions.
func (o Options) handlerTable() *digits.Table[Handler] {
	entries := make([]digits.Entry[Handler], 0, len(o.Handlers))
	for text, handler := range o.Handlers {
		pattern, err := digits.Parse(text)
		if err != nil {
			continue // validate has refused it
		}
		entries = append(entries, digits.Entry[Handler]{Pattern: pattern, Value: handler})
	}
	return digits.NewTable(entries)
}
