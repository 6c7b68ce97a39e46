package monitor

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// Options are what a Handler shows and does. A nil field is a thing that this daemon does not have.
type Options struct {
	// Token is what the API wants; without one only programs of the same machine may use it.
	Token Token
	// Alive is an error when the daemon is stuck and should be restarted; nil for a daemon that never is.
	Alive func() error
	// Ready are the reasons why the daemon should get no calls now, none when it is ready.
	Ready func() []string
	// Metrics serves the counters.
	Metrics http.Handler
	// Status is what the daemon does.
	Status func() Status
	// Reload loads the file anew. Its error may have several lines: findings with their places.
	Reload func(ctx context.Context) error
	// Schedules are shown and overridden.
	Schedules Schedules
	// Now is the clock, nil for the machine's.
	Now func() time.Time
	// Logger gets who changed what; nil is silence.
	Logger *slog.Logger
}

// Schedules are the schedules of the file, as flows see them.
type Schedules interface {
	flows.Schedules
	// Names are all schedules, sorted.
	Names() []string
}

// Status is what a daemon does, for people and scripts.
type Status struct {
	Version string    `json:"version"`
	Started time.Time `json:"started,omitzero"`
	// Calls is how many are under way.
	Calls    int  `json:"calls"`
	Draining bool `json:"draining"`
	// Links are the Asterisks, as in the file.
	Links []Link `json:"asterisk"`
	// File is what new calls get.
	File File `json:"file"`
	// Reload is how the last load of the file went.
	Reload Reload `json:"reload"`
}

// Link is the connection to one Asterisk.
type Link struct {
	Name string `json:"name"`
	Up   bool   `json:"up"`
}

// File is the file that is in use.
type File struct {
	Path    string `json:"path"`
	Version string `json:"version,omitempty"`
}

// Reload is how a load of the file went.
type Reload struct {
	At time.Time `json:"at,omitzero"`
	// Error is why the file was not taken; then the one before is still in use.
	Error string `json:"error,omitempty"`
}

func (o Options) orDefaults() Options {
	if o.Alive == nil {
		o.Alive = func() error { return nil }
	}
	if o.Ready == nil {
		o.Ready = func() []string { return nil }
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	return o
}
