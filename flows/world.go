package flows

import (
	"context"
	"errors"
	"time"
)

// World is what steps reach beside the telephone. A nil port is one that this
// process does not have; a step that needs it fails and says so.
type World struct {
	HTTP      Fetcher
	Store     Store
	Tables    Tables
	Schedules Schedules
	Rooms     Rooms
	Queues    Queues
	Mailboxes Mailboxes
	Outbound  Outbound
	// Recordings is nil where recordings stay in Asterisk.
	Recordings Recordings
}

// Fetcher makes the HTTP requests of flows. Its methods block: steps call them in [Run.Do].
type Fetcher interface {
	// Fetch makes one request with all that belongs to it: the limits on hosts,
	// the cache, the host's breaker, retries. A response of any status is no error.
	Fetch(ctx context.Context, req Request) (Response, error)
}

// Request is one HTTP request of a flow. Zero fields mean the defaults of ivr.yaml.
type Request struct {
	Method string
	URL    string
	Header map[string]string
	Body   []byte
	// Key is the same for all attempts of one request of one call: made of call, step and attempt.
	Key string
	// Timeout bounds each attempt, Budget all of them together.
	Timeout, Budget time.Duration
	// Retries is how often to try again what may be repeated; nil for the default.
	Retries *int
	// CacheFor keeps a successful response of a GET that long; StaleOnError gives an old one when no new one can be had.
	CacheFor     time.Duration
	StaleOnError bool
	// Sign signs the request with the key of that name.
	Sign string
	// Secret tells that the body carries a secret: neither it nor the response is cached or logged.
	Secret bool
}

// Response is what came back.
type Response struct {
	Status int
	// Header has the first value of each name, in the canonical form of net/http.
	Header map[string]string
	Body   []byte
	// Attempts is how many requests were made: 0 when the cache had the response.
	Attempts int
	// Stale tells that the response is an old one, as no new one could be had.
	Stale bool
	// Took is how long it took; in virtual time, how long it takes.
	Took time.Duration
}

// Lasts is how long the response took.
func (r Response) Lasts() time.Duration { return r.Took }

// Why a request came to nothing; errors of a [Fetcher] wrap one of them.
var (
	// ErrHostRefused: ivr.yaml does not allow the host.
	ErrHostRefused = errors.New("the host is not allowed")
	// ErrBreakerOpen: the host has failed so often that it is left alone for a while.
	ErrBreakerOpen = errors.New("the host has failed too often and is left alone for a while")
	// ErrTooLarge: the response is larger than allowed.
	ErrTooLarge = errors.New("the response is too large")
	// ErrTimeout: no response came in time.
	ErrTimeout = errors.New("no response came in time")
)

// Store keeps values beyond a call: they are there after a restart, and for
// all instances. Its methods block: steps call them in [Run.Do].
type Store interface {
	// Get is the item under key; its Revision is 0 when there is none.
	Get(ctx context.Context, key string) (Item, error)
	// Put sets a value whatever was there and returns its revision. It is
	// forgotten after ttl, never when that is 0.
	Put(ctx context.Context, key, value string, ttl time.Duration) (uint64, error)
	// Swap is Put only if the item's revision is still that one, 0 for none there; else it is [ErrConflict].
	Swap(ctx context.Context, key, value string, revision uint64, ttl time.Duration) (uint64, error)
	// Delete removes the item; one that is not there is no error.
	Delete(ctx context.Context, key string) error
}

// Item is one value of a [Store].
type Item struct {
	Value string
	// Revision grows with each change of the item; 0 stands for no item.
	Revision uint64
	// Expires is when it is forgotten, zero for never.
	Expires time.Time
}

// ErrConflict tells that a value has changed since it was read.
var ErrConflict = errors.New("the value has changed meanwhile")

// Tables look values up in what an administrator keeps: files and databases.
type Tables interface {
	// Lookup is the row of a table under key, as columns with values of text,
	// number, truth or nil; false when there is none.
	Lookup(ctx context.Context, table, key string) (map[string]any, bool, error)
}

// Schedules decide whether it is open.
type Schedules interface {
	// Decide tells whether a schedule is open at that time. The decision counts
	// with an error too, which says what could not be found out; a schedule that
	// is not there is closed.
	Decide(ctx context.Context, schedule string, at time.Time) (Decision, error)
	// Override decides a schedule by hand until that time, or until it is
	// cleared when that is zero: mode is "open" or "closed", "" clears it. by
	// says who did it, for the log and the decision's rule.
	Override(ctx context.Context, schedule, mode string, until time.Time, by string) error
}

// Decision is what a schedule says of a moment.
type Decision struct {
	Open bool
	// Status is open or closed by the weekly hours, holiday by an exception that closes, override by hand.
	Status string
	// Rule says what decided, for people.
	Rule string
	// Until is when that changes next, zero when it is not known.
	Until time.Time
}

// World is what the step may reach beside the telephone.
func (r *Run) World() World { return r.walker.opts.World }
