package monitor

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/versions"
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
	// Rollback has an earlier version in use, by its number, 0 for the one before. Its error is like that of Reload.
	Rollback func(ctx context.Context, number int) (Taken, error)
	// Versions are those that are kept, and what is wrong with keeping them.
	Versions func() (list []versions.Listed, warnings []string)
	// Canary has a version tried.
	Canary *Canaries
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

// Canaries begin and end trials of a version. Errors are like that of Reload.
type Canaries struct {
	// Start has a share of the callers, in percent, on another file.
	Start func(ctx context.Context, path string, share float64) (Begun, error)
	// Stop has all callers on the stable version, Promote on the canary.
	Stop    func(ctx context.Context) error
	Promote func(ctx context.Context) (Taken, error)
}

// Taken is a version that all further calls get, as somebody wanted it.
type Taken struct {
	Number int `json:"number"`
	// Warning tells why it does not hold as long as it should, "" when it does.
	Warning string `json:"warning,omitempty"`
}

// Begun is a canary that was begun.
type Begun struct {
	Tried
	// Replaced is the canary that it took the place of, nil for none.
	Replaced *Tried `json:"replaced,omitempty"`
}

// Tried is a file and how many callers in a hundred get it.
type Tried struct {
	File
	Share float64 `json:"share"`
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
	// Canary is the version on trial, nil for none.
	Canary *Canary `json:"canary,omitempty"`
	// Returned is the last canary, if it was sent back as it did worse.
	Returned *Returned `json:"returned,omitempty"`
	// Cluster is how many instances share their calls, nil for a daemon that is alone.
	Cluster *Cluster `json:"cluster,omitempty"`
	// Warnings are what the daemon should do beside calls and cannot, as to keep versions.
	Warnings []string `json:"warnings,omitempty"`
}

// Link is the connection to one Asterisk.
type Link struct {
	Name string `json:"name"`
	Up   bool   `json:"up"`
}

// Cluster is the instances that share their calls, this one too.
type Cluster struct {
	// Instance is the name of this one, Instances is how many live.
	Instance  string `json:"instance"`
	Instances int    `json:"instances"`
	// OutOfService tells that this one was drained, and runs on.
	OutOfService bool `json:"out_of_service,omitempty"`
	// Away is why the others cannot be seen, "" when they can.
	Away string `json:"away,omitempty"`
}

// File is the file that is in use.
type File struct {
	Path    string `json:"path"`
	Version string `json:"version,omitempty"`
	// Number is that of the version as it is kept, 0 when it is not.
	Number int `json:"number,omitempty"`
	// Note is how it came into use: start, reload, rollback to 3.
	Note string `json:"note,omitempty"`
}

// Canary is a version on trial.
type Canary struct {
	File
	// Share is how many callers in a hundred get it.
	Share float64   `json:"share"`
	Since time.Time `json:"since"`
	// Canary and Stable are the calls that have ended since, or since the stable version has changed.
	Canary Counts `json:"canary"`
	Stable Counts `json:"stable"`
}

// Counts are calls that have ended.
type Counts struct {
	Calls  int `json:"calls"`
	Failed int `json:"failed"`
	// Early are those whose caller hung up soon.
	Early int `json:"early_hangups"`
}

// Returned tells of a canary that was sent back.
type Returned struct {
	At      time.Time `json:"at"`
	Number  int       `json:"number,omitempty"`
	Version string    `json:"version"`
	Why     string    `json:"why"`
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
